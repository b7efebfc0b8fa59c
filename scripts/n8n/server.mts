import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../userError.mts';
import { freePort } from '../ports.mts';
import { kill, start, stop, type Running } from '../processes.mts';
import type { Report } from '../progress.mts';
import { environment } from './environment.mts';
import { installN8n, n8nProgram } from './install.mts';
import { releases, type MajorVersion } from './releases.mts';
import { openSession, type Session } from './session.mts';

export interface StartOptions {
	majorVersion?: MajorVersion;
	/** Holds `.n8n` with the database, the settings and the community packages. */
	userFolder: string;
	/** Default: a free one. */
	port?: number;
	/** Settings that extend or override the usual ones. */
	env?: Record<string, string>;
	signal?: AbortSignal;
	report?: Report;
}

/** A running n8n process: the whole of n8n, or one part of it in queue mode. */
export interface N8nProcess extends AsyncDisposable {
	pid: number;
	url: string;
	/** Where it keeps its data. */
	userFolder: string;
	/** File with all output of this process. */
	log: string;
	/** Its exit code, once it has ended. */
	ended: Promise<number | null>;
	/** Ends the process and its children. */
	stop(): Promise<void>;
	/** Ends it with `kill -9`. */
	kill(): Promise<void>;
}

/** The process with the editor and its API. */
export interface N8n extends N8nProcess, Session {
	majorVersion: MajorVersion;
	/** Where n8n is installed. */
	program: string;
}

const patience = 300_000;

/** Starts n8n on loopback and waits until it responds. Installs it first if needed. */
export async function startN8n(options: StartOptions): Promise<N8n> {
	const { majorVersion = '2', signal, report } = options;
	const program = await installN8n(majorVersion, { signal, report });
	const running = await startProcess('start', options);
	return { ...running, ...openSession(running.url), majorVersion, program };
}

/** n8n's long-running commands. */
type N8nCommand = 'start' | 'worker' | 'webhook';

/** Starts one n8n process on loopback and waits until it is ready to work. */
export async function startProcess(
	command: N8nCommand,
	options: StartOptions,
): Promise<N8nProcess> {
	const { majorVersion = '2', userFolder, env, signal, report = () => {} } = options;
	const program = await installN8n(majorVersion, { signal, report });
	const port = options.port ?? (await freePort());
	const log = join(userFolder, 'n8n.log');
	await mkdir(userFolder, { recursive: true });
	await rm(log, { force: true });

	const follow = new URL('../followParent.mts', import.meta.url).href;
	const running = start(process.execPath, ['--import', follow, n8nProgram(program), command], {
		cwd: userFolder,
		env: {
			...environment(releases[majorVersion], { userFolder, port, brokerPort: await freePort() }),
			...env,
		},
		log,
	});
	const url = `http://127.0.0.1:${port}`;
	const end = async () => await stop(running, 15_000);
	try {
		report('waiting for a response');
		await ready(command, url, running, log, signal);
	} catch (error) {
		await end();
		throw error;
	}
	return {
		pid: running.child.pid ?? 0,
		url,
		userFolder,
		log,
		ended: running.ended,
		stop: end,
		kill: async () => await kill(running),
		[Symbol.asyncDispose]: end,
	};
}

async function ready(
	command: N8nCommand,
	url: string,
	running: Running,
	log: string,
	signal?: AbortSignal,
) {
	const deadline = Date.now() + patience;
	while (!(await isReady(command, url))) {
		signal?.throwIfAborted();
		const { exitCode, signalCode } = running.child;
		if (exitCode !== null || signalCode !== null) {
			throw new UserError(`n8n stopped while starting. Its last output:\n${running.tail(8)}`);
		}
		if (Date.now() > deadline) {
			throw new UserError(`n8n did not respond within ${patience / 1000} s. See its log: ${log}`);
		}
		await sleep(200, undefined, { signal });
	}
}

/** n8n 1.x reports that it is ready before its editor's API is, so this checks both. */
async function isReady(command: N8nCommand, url: string): Promise<boolean> {
	try {
		const readiness = await fetch(`${url}/healthz/readiness`);
		await readiness.arrayBuffer();
		if (!readiness.ok || command !== 'start') return readiness.ok;
		const settings = await fetch(`${url}/rest/settings`);
		const type = settings.headers.get('content-type') ?? '';
		await settings.arrayBuffer();
		return settings.ok && type.startsWith('application/json');
	} catch {
		return false;
	}
}
