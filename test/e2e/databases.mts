/// <reference lib="esnext.disposable" />
import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../scripts/ports.mts';
import { UserError } from '../../scripts/userError.mts';
import { run, start, stop } from '../../scripts/processes.mts';

/** Redis and PostgreSQL from Debian's packages, each with its data in a folder of its name in the given one. */

export interface Redis extends AsyncDisposable {
	port: number;
}

export interface Postgres extends AsyncDisposable {
	port: number;
	user: string;
	database: string;
	/** The rows that a statement returns, each as the text of its columns. */
	query(sql: string): Promise<string[][]>;
}

const patience = 60_000;

export async function startRedis(parent: string): Promise<Redis> {
	await using started = new AsyncDisposableStack();
	const folder = join(parent, 'redis');
	await mkdir(folder);
	const port = await freePort();
	const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
	await startServer(started, {
		// All that it is told to store, in plain text.
		command: ['redis-server', ...settings, '--appendonly', 'yes', '--save', ''],
		log: join(folder, 'redis.log'),
		ready: ['redis-cli', '-h', '127.0.0.1', '-p', String(port), 'ping'],
	});
	const everything = started.move();
	return { port, [Symbol.asyncDispose]: async () => await everything.disposeAsync() };
}

/** Writes a dump beside its data when it stops. */
export async function startPostgres(parent: string): Promise<Postgres> {
	await using started = new AsyncDisposableStack();
	const folder = join(parent, 'postgres');
	await mkdir(folder);
	const log = join(folder, 'postgres.log');
	if (isRoot) {
		await mustRun(['chown', 'postgres', folder], log);
		await chmod(parent, 0o711);
	}
	const port = await freePort();
	const [user, database] = ['n8n', 'postgres'];
	const programs = await programsOfPostgres();
	const data = join(folder, 'data');
	const initdb = [join(programs, 'initdb'), '-D', data, '-U', user, '-A', 'trust', '--no-sync'];
	await mustRun([...notAsRoot, ...initdb, '-E', 'UTF8', '--locale', 'C.UTF-8'], log);
	const settings = ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', folder];
	const whereabouts = ['-h', '127.0.0.1', '-p', String(port), '-U', user, '-d', database];
	await startServer(started, {
		command: [join(programs, 'postgres'), ...settings],
		log,
		ready: [join(programs, 'pg_isready'), ...whereabouts],
		isPostgres: true,
	});
	// Its own files compress long values, which cannot be searched.
	const dump = [join(programs, 'pg_dump'), ...whereabouts, '-f', join(folder, 'dump.sql')];
	started.defer(async () => await mustRun(dump, log));
	const everything = started.move();
	return {
		port,
		user,
		database,
		async query(sql) {
			const psql = [...whereabouts, '--csv', '-t', '-c', sql];
			const { stdout } = await promisify(execFile)(join(programs, 'psql'), psql);
			const lines = stdout.split('\n').filter((line) => line !== '');
			return lines.map((line) => line.split(','));
		},
		[Symbol.asyncDispose]: async () => await everything.disposeAsync(),
	};
}

/** PostgreSQL refuses to run as root. */
const isRoot = process.getuid?.() === 0;
const notAsRoot = isRoot
	? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups']
	: ['setpriv'];

async function programsOfPostgres(): Promise<string> {
	const root = '/usr/lib/postgresql';
	const [newest] = (await readdir(root)).sort((a, b) => Number(b) - Number(a));
	return join(root, newest ?? '', 'bin');
}

interface Server {
	command: string[];
	log: string;
	/** Succeeds once the server accepts requests. */
	ready: string[];
	isPostgres?: boolean;
}

/** Starts a server that ends with this process, even if this process is killed. */
async function startServer(
	started: AsyncDisposableStack,
	{ command, log, ready, isPostgres = false }: Server,
): Promise<void> {
	// On SIGTERM, PostgreSQL waits for its clients.
	const follow = `--pdeathsig=${isPostgres ? 'INT' : 'TERM'}`;
	const [program = '', ...rest] = isPostgres ? notAsRoot : ['setpriv'];
	const running = start(program, [...rest, follow, '--', ...command], { log });
	started.defer(async () => await stop(running, 15_000));
	const deadline = Date.now() + patience;
	const [ask = '', ...words] = ready;
	while ((await run(ask, words, { log })).code !== 0) {
		if (running.child.exitCode !== null || Date.now() > deadline) {
			throw new UserError(`${command[0]} does not start. Its last words:\n${running.tail(8)}`);
		}
		await sleep(200);
	}
}

async function mustRun([command = '', ...args]: string[], log: string): Promise<void> {
	const { code, output } = await run(command, args, { log });
	if (code !== 0) throw new UserError(`${command} failed: ${output}`);
}
