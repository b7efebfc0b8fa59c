import { resolve } from 'node:path';
import { defaultUserFolder } from './n8n/folders.mts';
import { releases, type N8n } from './n8n/index.mts';
import { readFlags, readMajorVersion, readPort } from './options.mts';
import { requireFreePort } from './ports.mts';
import { UserError } from './userError.mts';
import { runProgram } from './program.mts';
import { setUpEnvironment, type Environment } from './environment.mts';

const usage = `npm start -- [flags]
Starts n8n with this package and a local sandbox of Social Intents. Both listen on this machine only.

  --port <number>          port of n8n (default: N8N_PORT or 5678)
  --sandbox-port <number>  port of the sandbox (default: SANDBOX_PORT or 8787)
  --n8n <1|2>              major version of n8n to start (default: 2)
  --user-folder <folder>   folder for n8n's data`;

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
		await using environment = await setUpEnvironment({ ...options, withTriggers: true, signal });
		console.log(invitation(environment, options.userFolder));
		await untilInterrupted(environment.n8n, signal);
		console.log('\nStopping n8n and the sandbox…');
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
	const majorVersion = readMajorVersion(flags.n8n);
	return {
		majorVersion,
		n8nPort: readPort(flags.port ?? N8N_PORT, '--port and N8N_PORT', 5678),
		sandboxPort: readPort(
			flags['sandbox-port'] ?? SANDBOX_PORT,
			'--sandbox-port and SANDBOX_PORT',
			8787,
		),
		userFolder: resolve(flags['user-folder'] ?? defaultUserFolder(majorVersion)),
	};
}

function invitation(
	{ n8n, sandbox, owner, workflow, eventWorkflow, leadsWorkflow }: Environment,
	userFolder: string,
): string {
	return `
n8n ${releases[n8n.majorVersion].version} is running with this package installed.

  n8n       ${n8n.url}
  sign in   ${owner.email}
  password  ${owner.password}
  leads     ${n8n.url}/workflow/${leadsWorkflow?.id}   (start here: run it to fill the data table "Leads")
  chats     ${n8n.url}/workflow/${workflow.id}
  sandbox   ${sandbox.url}   (play the visitor here …
  events    ${n8n.url}/workflow/${eventWorkflow?.id}/executions   … and see the executions here)

n8n's data is kept in ${userFolder}.
Press Ctrl-C to stop both. After a change to the code, run npm start again.`;
}

async function untilInterrupted({ ended, log }: N8n, signal: AbortSignal): Promise<void> {
	const interrupted = new Promise<'interrupted'>((done) => {
		signal.addEventListener('abort', () => done('interrupted'));
	});
	const first = await Promise.race([interrupted, ended]);
	if (first !== 'interrupted') throw new UserError(`n8n stopped unexpectedly. See its log: ${log}`);
}
