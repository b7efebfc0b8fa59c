import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { startSandbox, type Sandbox } from '../sandbox/server.mts';
import type { Account } from './client.mts';
import { type Contract, isComplete, type ListenOptions, runContract, sentenceOf } from './run.mts';
import { consequencesOf, reportTable, summaryOf } from './table.mts';

const HELP = `Compares a Social Intents service with what this package assumes.

Checks the local sandbox, or the real service if SOCIAL_INTENTS_API_TOKEN is set. Optional:
SOCIAL_INTENTS_ACCOUNT_ID (to check Basic Auth too) and SOCIAL_INTENTS_BASE_URL.
By default, it only reads. The report contains no personal data.

  --json <file>       write the report to a file, to attach to an issue
  --webhooks          also register webhooks, and delete them again
  --widget <id>       the widget to register them on (required for the real service)
  --listen <url>      wait for a delivery at this public URL; needs --webhooks
  --port <n>          local port that the URL leads to (default 8788)

Exit code: 0 if everything is as assumed, 1 if something differs, 2 if the check could not be completed.
`;

const OFFICIAL = 'https://www.socialintents.com/v1/api';
const TEN_MINUTES_MS = 600_000;
const REPEAT_MS = 60_000;
const COULD_NOT_ASK = 2;

class UsageError extends Error {}

function readFlags() {
	const text = { type: 'string' } as const;
	const yes = { type: 'boolean' } as const;
	try {
		return parseArgs({
			options: { json: text, webhooks: yes, widget: text, listen: text, port: text, help: yes },
		}).values;
	} catch (error) {
		throw new UsageError(error instanceof Error ? error.message : String(error));
	}
}

type Flags = ReturnType<typeof readFlags>;

function checked(flags: Flags, isReal: boolean): Flags {
	if (flags.listen !== undefined && !flags.webhooks)
		throw new UsageError('--listen needs --webhooks');
	if (isReal && flags.webhooks && !flags.widget) {
		throw new UsageError('--webhooks needs --widget <id> with the real service');
	}
	if (flags.listen !== undefined && !URL.canParse(flags.listen)) {
		throw new UsageError('--listen must be a URL, such as https://example.com');
	}
	if (!/^\d+$/.test(flags.port ?? '8788')) throw new UsageError('--port must be a number');
	return flags;
}

function realAccount(): Account | null {
	const { SOCIAL_INTENTS_API_TOKEN, SOCIAL_INTENTS_ACCOUNT_ID, SOCIAL_INTENTS_BASE_URL } =
		process.env;
	if (!SOCIAL_INTENTS_API_TOKEN) return null;
	return {
		token: SOCIAL_INTENTS_API_TOKEN,
		baseUrl: (SOCIAL_INTENTS_BASE_URL || OFFICIAL).replace(/\/+$/, ''),
		...(SOCIAL_INTENTS_ACCOUNT_ID && { accountId: SOCIAL_INTENTS_ACCOUNT_ID }),
	};
}

/** The sandbox can deliver without a public URL. */
function listening(flags: Flags, sandbox: Sandbox | null): ListenOptions | undefined {
	if (!flags.webhooks || (!sandbox && flags.listen === undefined)) return undefined;
	if (sandbox) {
		const onReady = async () => void (await sandbox.act({ type: 'missedChat' }));
		return { address: null, port: 0, timeoutMs: 5000, repeatMs: 500, onReady };
	}
	return {
		address: flags.listen ?? null,
		port: Number(flags.port ?? 8788),
		timeoutMs: TEN_MINUTES_MS,
		repeatMs: REPEAT_MS,
		onReady: async () => void process.stderr.write('Now start and end a chat on the widget…\n'),
	};
}

async function check(flags: Flags): Promise<Contract> {
	const real = realAccount();
	checked(flags, real !== null);
	const interruption = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interruption.abort());
	const sandbox = real ? null : await startSandbox({ days: 120 });
	const { baseUrl, token, accountId } = real ?? (sandbox as Sandbox);
	process.stderr.write(`Checking ${real ? 'the service' : 'the sandbox'}…\n`);
	try {
		return await runContract({
			baseUrl,
			token,
			...(accountId !== undefined && { accountId }),
			signal: interruption.signal,
			...(flags.webhooks && { webhooksOn: { widgetId: flags.widget } }),
			...(flags.webhooks && { listen: listening(flags, sandbox) }),
		});
	} finally {
		await sandbox?.close();
	}
}

try {
	const flags = readFlags();
	if (flags.help) {
		process.stdout.write(HELP);
	} else {
		const contract = await check(flags);
		const { lines, left } = contract;
		const parts = [reportTable(lines), consequencesOf(lines), summaryOf(lines)];
		process.stdout.write(`${parts.filter((part) => part !== '').join('\n\n')}\n`);
		if (flags.json !== undefined) {
			await writeFile(flags.json, `${JSON.stringify(lines, null, '\t')}\n`);
		}
		for (const { widgetId, id } of left) {
			const name = id === null ? 'A webhook without a known ID' : `Webhook ${id}`;
			process.stderr.write(`${name} of widget ${widgetId} could not be deleted.\n`);
		}
		if (!isComplete(contract)) process.stderr.write(`${sentenceOf(contract.stopped)}.\n`);
		process.exitCode = !isComplete(contract)
			? COULD_NOT_ASK
			: Number(lines.some(({ same }) => same === false));
	}
} catch (error) {
	if (!(error instanceof UsageError)) throw error;
	process.stderr.write(`${error.message}\n`);
	process.exitCode = COULD_NOT_ASK;
}
