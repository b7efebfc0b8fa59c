import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';

/** Running process groups, by the ID of their leader. */
const groups = new Set<number>();

process.on('exit', endAllGroups);

interface SpawnOptions {
	cwd?: string;
	env?: NodeJS.ProcessEnv;
	/** File for the output of the process. */
	log: string;
}

export interface Running {
	child: ChildProcess;
	/** The last lines of its output. */
	tail(lines: number): string;
	/** Its exit code (null if it was ended by a signal), once its output is written. */
	ended: Promise<number | null>;
}

/**
 * Starts a program as the leader of its own process group: the terminal's Ctrl-C reaches only this process,
 * which can end the program together with its children.
 */
export function start(command: string, args: string[], { cwd, env, log }: SpawnOptions): Running {
	const child = spawn(command, args, {
		cwd,
		env,
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const file = createWriteStream(log, { flags: 'a' });
	let recent = '';
	const keep = (chunk: Buffer) => {
		file.write(chunk);
		recent = (recent + chunk.toString()).slice(-20_000);
	};
	child.stdout.on('data', keep);
	child.stderr.on('data', keep);
	const { pid } = child;
	if (pid !== undefined) groups.add(pid);
	// Remaining child processes would keep its output open.
	child.once('exit', () => pid !== undefined && killGroup(pid, 'SIGKILL'));
	const ended = once(child, 'close').then(async () => {
		if (pid !== undefined) groups.delete(pid);
		file.end();
		await finished(file);
		return child.exitCode;
	});
	// A caller that waits gets the error of a failed start; there may be none.
	ended.catch(() => file.end());
	return { child, ended, tail: (lines) => recent.trimEnd().split('\n').slice(-lines).join('\n') };
}

/** Asks a program to end, and kills its whole group after `patience` milliseconds. */
export async function stop({ child, ended }: Running, patience: number): Promise<void> {
	if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
	const { pid } = child;
	child.kill('SIGTERM');
	const timer = setTimeout(() => killGroup(pid, 'SIGKILL'), patience);
	await ended.catch(() => undefined);
	clearTimeout(timer);
}

/** Kills a program and its whole group at once, like a power failure. */
export async function kill({ child, ended }: Running): Promise<void> {
	if (child.pid !== undefined) killGroup(child.pid, 'SIGKILL');
	await ended.catch(() => undefined);
}

/** Runs a program to its end. The signal ends it at once, and rejects with an AbortError. */
export async function run(
	command: string,
	args: string[],
	{ signal, ...options }: SpawnOptions & { signal?: AbortSignal },
): Promise<{ code: number | null; output: string }> {
	signal?.throwIfAborted();
	const running = start(command, args, options);
	// After SIGTERM, npm continues for minutes. Its unfinished work is discarded anyway.
	const end = () => running.child.pid !== undefined && killGroup(running.child.pid, 'SIGKILL');
	signal?.addEventListener('abort', end);
	try {
		const code = await running.ended;
		signal?.throwIfAborted();
		return { code, output: running.tail(200) };
	} finally {
		signal?.removeEventListener('abort', end);
	}
}

/** Kills every program that was started here. */
function endAllGroups(): void {
	for (const pid of groups) killGroup(pid, 'SIGKILL');
}

function killGroup(leader: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-leader, signal);
	} catch {
		// The group has already ended.
	}
}
