import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { type Behavior, variantsProblem } from './facts/index.mts';
import { behaviorSeen } from './facts/report.mts';

import { type Sandbox, startSandbox } from './server.mts';

const DEFAULT_PORT = 8787;

const HELP = `Runs a local Social Intents API with sample data.

  --port <n>           port to listen on (default ${DEFAULT_PORT})
  --seed <text>        seed for the sample data: another seed, another account (default 1)
  --chats-per-day <n>  average number of chats per day (default 24)
  --rate <n>           requests per second before it responds with 429 (default: no limit)
  --variant <name>     a way in which the service behaves differently; may be repeated (see docs/service.md)
  --as <report.json>   behave like the service in this report from \`npm run contract\`
  --latency <ms>       minimum response time (default 0)
`;

/** An invalid command line; users see only its message. */
class UsageError extends Error {}

function readFlags() {
	const text = { type: 'string' } as const;
	try {
		return parseArgs({
			options: {
				port: text,
				seed: text,
				'chats-per-day': text,
				rate: text,
				latency: text,
				variant: { type: 'string', multiple: true },
				as: text,
				help: { type: 'boolean' },
			},
		}).values;
	} catch (error) {
		throw new UsageError(error instanceof Error ? error.message : String(error));
	}
}

function number(flag: string, value: string | undefined, from: number, to = Infinity) {
	if (value === undefined) return undefined;
	const found = value.trim() === '' ? NaN : Number(value);
	if (found >= from && found <= to) return found;
	const range = to === Infinity ? `a number from ${from}` : `a number from ${from} to ${to}`;
	throw new UsageError(`--${flag} must be ${range}, not "${value}"`);
}

/** The behavior observed in a report. */
async function readReport(file: string): Promise<Partial<Behavior>> {
	try {
		return behaviorSeen(JSON.parse(await readFile(file, 'utf8')));
	} catch (error) {
		throw new UsageError(`Cannot read ${file}: ${error instanceof Error ? error.message : error}`);
	}
}

async function start(flags: ReturnType<typeof readFlags>): Promise<Sandbox> {
	const port = number('port', flags.port, 0, 65_535) ?? DEFAULT_PORT;
	const perSecond = number('rate', flags.rate, 1);
	const variants = flags.variant ?? [];
	const problem = variantsProblem(variants);
	if (problem) throw new UsageError(`${problem}. docs/service.md lists them`);
	const behavior = flags.as === undefined ? {} : await readReport(flags.as);
	try {
		return await startSandbox({
			port,
			variants,
			behavior,
			seed: flags.seed,
			chatsPerDay: number('chats-per-day', flags['chats-per-day'], 0),
			latencyMs: number('latency', flags.latency, 0),
			rateLimit: perSecond === undefined ? undefined : { perSecond },
		});
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'EADDRINUSE') {
			throw new UsageError(`Port ${port} is in use. Choose another one with --port`);
		}
		if (code === 'EACCES')
			throw new UsageError(
				`No permission to listen on port ${port}. Choose another one with --port`,
			);
		throw error;
	}
}

const summary = ({
	url,
	baseUrl,
	token,
	accountId,
	data,
}: Sandbox): string => `Social Intents sandbox: ${url}
All data is made up. Nothing leaves this computer except deliveries to webhooks you register.

  Base URL    ${baseUrl}
  API Token   ${token}
  Account ID  ${accountId}   (Basic Auth only)

${data.widgets.length} widgets, ${data.chats.length} chats, ${data.offlineMessages.length} offline messages, ${data.contacts.length} leads. Press Ctrl-C to stop.
`;

try {
	const flags = readFlags();
	if (flags.help) {
		process.stdout.write(HELP);
	} else {
		const sandbox = await start(flags);
		for (const signal of ['SIGINT', 'SIGTERM'] as const) {
			process.once(signal, () => void sandbox.close());
		}
		process.stdout.write(summary(sandbox));
	}
} catch (error) {
	if (!(error instanceof UsageError)) throw error;
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 1;
}
