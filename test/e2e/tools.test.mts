import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installFolder } from '../../scripts/n8n/folders.mts';
import { releases } from '../../scripts/n8n/index.mts';
import { tryLock } from '../../scripts/n8n/lock.mts';
import { reasonIn } from '../../scripts/n8n/npm.mts';
import { readMajorVersion, readPort } from '../../scripts/options.mts';
import { freePort, requireFreePort } from '../../scripts/ports.mts';
import { UserError } from '../../scripts/userError.mts';
import { run } from '../../scripts/processes.mts';
import { table } from '../../scripts/table.mts';

/** The parts of `npm start` and `npm run demo`, without n8n. */
let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'n8n-tools-'));
});

afterAll(async () => {
	await rm(folder, { recursive: true });
});

describe('a lock', () => {
	it('is held by one process, which the others can name, and is free after its release', async () => {
		const file = join(folder, 'lock');
		{
			await using mine = await tryLock(file);
			expect(mine.heldBy).toBeUndefined();
			expect((await tryLock(file)).heldBy).toBe(process.pid);
		}
		await using next = await tryLock(file);
		expect(next.heldBy).toBeUndefined();
	});

	it('left by a dead process is taken over by exactly one other', async () => {
		const { output } = await run(process.execPath, ['-p', 'process.pid'], { log: log() });
		const file = join(folder, 'stale');
		await writeFile(file, output);
		const locks = await Promise.all([tryLock(file), tryLock(file), tryLock(file)]);
		expect(locks.filter(({ heldBy }) => heldBy === undefined)).toHaveLength(1);
		expect((await readdir(folder)).filter((name) => name.startsWith('stale'))).toEqual(['stale']);
	});
});

describe('a program', () => {
	it('that is interrupted ends together with its child processes', async () => {
		const interruption = new AbortController();
		const script = 'sleep 60 & echo $!; wait';
		const running = run('sh', ['-c', script], { log: log(), signal: interruption.signal });
		setTimeout(() => interruption.abort(), 300);
		await expect(running).rejects.toMatchObject({ name: 'AbortError' });
	});
});

describe('a port', () => {
	it('that is in use causes an error that says how to choose another', async () => {
		const server = createServer().listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		const check = requireFreePort(port, 'n8n', 'npm start -- --port 5679');
		await expect(check).rejects.toThrow(/already in use.*npm start -- --port 5679/s);
		server.close();
	});

	it('that is free is accepted', async () => {
		await requireFreePort(await freePort(), 'n8n', '');
	});

	it.each(['0', '65536', 'abc', '80.5'])('cannot be "%s"', (text) => {
		expect(() => readPort(text, '--port', 5678)).toThrow(UserError);
	});

	it.each([undefined, ''])('given as %j falls back to the default', (text) => {
		expect(readPort(text, '--port', 5678)).toBe(5678);
	});
});

describe('an npm failure', () => {
	it.each([
		['npm error code ENOTFOUND\nnpm error errno ENOTFOUND', /cannot reach its registry/],
		['npm error code ENOSPC\nnpm error nospc no space left', /disk is full/],
		['npm error gyp ERR! find Python', /C\+\+ compiler, make and Python 3/],
		['npm error code E404\nnpm error 404 Not Found - n8n', /404 Not Found - n8n/],
		['', /npm failed/],
	])('%j becomes one sentence', (output, sentence) => {
		expect(reasonIn(output)).toMatch(sentence);
	});
});

it('an unsupported major version of n8n causes an error, and the default is 2', () => {
	expect(() => readMajorVersion('3')).toThrow(UserError);
	expect(readMajorVersion(undefined)).toBe('2');
});

it('every release is installed in its own folder, named after its version', async () => {
	const folders = await Promise.all(Object.values(releases).map(installFolder));
	expect(new Set(folders).size).toBe(folders.length);
	expect(folders.every((path, at) => path.includes(Object.values(releases)[at]!.version))).toBe(
		true,
	);
});

it('a table shows the columns that fit and truncates long values', () => {
	const rows = [
		{ name: 'Ada', text: 'x'.repeat(40), last: 1 },
		{ name: null, text: 'two\nlines', last: { a: 1 } },
	];
	expect(
		table(rows, 35)
			.split('\n')
			.map((line) => line.trimEnd()),
	).toEqual([
		'name  text',
		'────  ────────────────────────────',
		`Ada   ${'x'.repeat(27)}…`,
		'      two lines',
	]);
});

function log(): string {
	return join(folder, 'program.log');
}
