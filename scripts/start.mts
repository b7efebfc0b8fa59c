import { resolve } from 'node:path';
import { defaultUserFolder } from './n8n/folders.mts';
import { releases, type N8n } from './n8n/index.mts';
import { readFlags, readLine, readPort } from './options.mts';
import { requireFreePort } from './ports.mts';
import { UserError } from './userError.mts';
import { runProgram } from './program.mts';
import { setUpEnvironment, type Environment } from './environment.mts';

const usage = `npm start -- [flags]
Starts an n8n with this package in it, and a sandbox of Social Intents, on this machine only.

  --port <number>          n8n's port (N8N_PORT, otherwise 5678)
  --sandbox-port <number>  the sandbox's port (SANDBOX_PORT, otherwise 8787)
  --n8n <1|2>              the n8n to start (otherwise 2)
  --user-folder <folder>   where that n8n keeps its data`;

await runProgram(start, { interruptedCode: 0 });

async function start(signal: AbortSignal): Promise<void> {
	const options = readOptions();
	if (!options) return console.log(usage);
	const { n8nPort, sandboxPort } = options;
	await requireFreePort(n8nPort, 'n8n', 'npm start -- --port 5679, or N8N_PORT');
	await requireFreePort(
		sandboxPort,
		'the sandbox',
		'npm start -- --sandbox-port 8788, or SANDBOX_PORT',
	);
	{
		await using stage = await setUpEnvironment({ ...options, publishesTrigger: true, signal });
		console.log(invitation(stage, options.userFolder));
		await untilInterrupted(stage.n8n, signal);
		console.log('\nStopping n8n and the sandbox …');
	}
	console.log('Stopped.');
}

function readOptions() {
	const flags = readFlags(
		{
			port: { type: 'string' },
			'sandbox-port': { type: 'string' },
			n8n: { type: 'string' },
			'user-folder': { type: 'string' },
		},
		usage,
	);
	if (flags.help) return undefined;
	const { N8N_PORT, SANDBOX_PORT } = process.env;
	const line = readLine(flags.n8n);
	return {
		line,
		n8nPort: readPort(flags.port ?? N8N_PORT, '--port and N8N_PORT', 5678),
		sandboxPort: readPort(
			flags['sandbox-port'] ?? SANDBOX_PORT,
			'--sandbox-port and SANDBOX_PORT',
			8787,
		),
		userFolder: resolve(flags['user-folder'] ?? defaultUserFolder(line)),
	};
}

function invitation(
	{ n8n, sandbox, owner, workflow, eventWorkflow }: Environment,
	userFolder: string,
): string {
	return `
n8n ${releases[n8n.line].version} is running with this package in it.

  n8n       ${n8n.url}
  sign in   ${owner.email}
  password  ${owner.password}
  example   ${n8n.url}/workflow/${workflow.id}
  sandbox   ${sandbox.url}   (play the visitor there …
  events    ${n8n.url}/workflow/${eventWorkflow?.id}/executions   … and see what it started here)

Its data stays in ${userFolder}.
After a change in the code: Ctrl-C, and npm start again.

Ctrl-C stops both.`;
}

async function untilInterrupted({ ended, log }: N8n, signal: AbortSignal): Promise<void> {
	const interrupted = new Promise<'interrupted'>((done) => {
		signal.addEventListener('abort', () => done('interrupted'));
	});
	const first = await Promise.race([interrupted, ended]);
	if (first !== 'interrupted') throw new UserError(`n8n ended by itself. Its words are in ${log}`);
}
