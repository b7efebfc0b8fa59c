import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import type { Sandbox } from '../sandbox/server.mts';
import { example } from './example.mts';
import { checkout, readBinary, runWorkflow, type Execution, type N8n } from './n8n/index.mts';
import { readFlags, readMajorVersion } from './options.mts';
import { freePort } from './ports.mts';
import { UserError } from './userError.mts';
import { runProgram } from './program.mts';
import { step } from './progress.mts';
import { setUpEnvironment } from './environment.mts';
import { table } from './table.mts';

const usage = `npm run demo -- [flags]
Runs the example workflow in a real n8n with the sandbox, and keeps only the resulting spreadsheet.

  --n8n <1|2>     major version of n8n to use (default: 2)
  --out <folder>  folder for the spreadsheet (default: demo/)`;

await runProgram(demo, { interruptedCode: 130 });

async function demo(signal: AbortSignal): Promise<void> {
	const flags = readFlags({ n8n: { type: 'string' }, out: { type: 'string' } }, usage);
	if (flags.help) return console.log(usage);
	const majorVersion = readMajorVersion(flags.n8n);
	const userFolder = await mkdtemp(join(tmpdir(), 'n8n-demo-'));
	try {
		const ports = { n8nPort: await freePort(), sandboxPort: await freePort() };
		await using environment = await setUpEnvironment({
			majorVersion,
			userFolder,
			...ports,
			signal,
		});
		const { n8n, sandbox, workflow } = environment;
		const execution = await step(
			'Running the example workflow',
			async () => await runWorkflow(n8n, workflow, { from: example.trigger, signal }),
		);
		const chats = chatsOf(execution);
		requireAuthenticatedRequest(sandbox);
		console.log(`\nThe Social Intents node returned ${chats.length} chats. The first ones:\n`);
		console.log(table(chats.slice(0, 5).map(withoutIds), process.stdout.columns ?? 100));
		console.log(`\nSpreadsheet: ${await saveSpreadsheet(n8n, execution, flags.out)}`);
	} finally {
		await rm(userFolder, { recursive: true, force: true, maxRetries: 3 });
	}
}

/** The records that our node returned. Throws a UserError if there are none. */
function chatsOf({ status, data }: Execution): IDataObject[] {
	const { runData, error } = data.resultData;
	if (status !== 'success') {
		throw new UserError(
			`The workflow ended with the status "${status}": ${error?.message ?? 'no error message'}`,
		);
	}
	const items = runData[example.source]?.[0]?.data?.main?.[0] ?? [];
	if (items.length === 0)
		throw new UserError('The Social Intents node ran, but returned no records');
	return items.map(({ json }) => json);
}

/** IDs mean nothing to readers. */
function withoutIds(chat: IDataObject): IDataObject {
	return Object.fromEntries(Object.entries(chat).filter(([name]) => !/^id$|Id$/.test(name)));
}

function requireAuthenticatedRequest({ requests, token }: Sandbox): void {
	const seen = requests.some(
		({ path, status, headers }) =>
			path.endsWith('/chats') && status === 200 && headers['x-socialintentstoken'] === token,
	);
	if (!seen) throw new UserError('The sandbox received no authenticated request for chats');
}

async function saveSpreadsheet(n8n: N8n, execution: Execution, out?: string): Promise<string> {
	const { runData } = execution.data.resultData;
	const binary = runData[example.spreadsheet]?.[0]?.data?.main?.[0]?.[0]?.binary?.data;
	if (!binary) throw new UserError('The workflow created no spreadsheet');
	const content = await readBinary(n8n, binary);
	const folder = out ?? (await ownFolder());
	await mkdir(folder, { recursive: true });
	const file = join(folder, binary.fileName ?? 'chats.xlsx');
	await writeFile(file, content);
	return file;
}

/** demo/ in the checkout, ignored by git. */
async function ownFolder(): Promise<string> {
	const folder = join(checkout, 'demo');
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, '.gitignore'), '*\n');
	return folder;
}
