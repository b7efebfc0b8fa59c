import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { createServer } from 'node:http';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { call, read } from '../../sandbox/client.mts';
import { type Sandbox, startSandbox } from '../../sandbox/server.mts';

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox({ now: '2025-05-02T12:00:00Z', days: 3 });
});
afterEach(async () => await sandbox.close());

async function control(method: string, path: string, body?: unknown) {
	const response = await fetch(`${sandbox.url}/sandbox${path}`, {
		method,
		headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	return { status: response.status, value: (await response.json()) as unknown };
}

test('the state shows the data and what has happened', async () => {
	await call(sandbox, 'GET', '/chats');
	await call(sandbox, 'GET', '/chats', { query: { timezone: 'Mars' } });
	await sandbox.act({ type: 'chat', open: true, startedAt: '2025-05-02T11:00:00Z' });
	expect((await control('GET', '/state')).value).toMatchObject({
		baseUrl: sandbox.baseUrl,
		token: sandbox.token,
		accountId: sandbox.accountId,
		rateLimit: null,
		widgets: sandbox.data.widgets,
		rows: { chats: sandbox.data.chats.length },
		openChats: [{ appId: sandbox.data.widgets[0]?.id, startedAt: '2025-05-02T11:00:00.000Z' }],
		webhooks: [],
		deliveries: [],
		faults: [],
		requests: {
			total: 2,
			byPath: { 'GET /v1/api/chats': 2 },
			byStatus: { '200': 1, '400': 1 },
		},
	});
});

test('the request log can be read from a given number on', async () => {
	for (const path of ['/apps', '/chats', '/ping']) await call(sandbox, 'GET', path);
	expect((await control('GET', '/requests')).value).toHaveLength(3);
	expect((await control('GET', '/requests?from=2')).value).toMatchObject([
		{ path: '/v1/api/ping' },
	]);
});

test('faults can be added, listed, and cleared', async () => {
	const added = await control('POST', '/faults', { kind: 'status', status: 503, times: 1 });
	expect(added).toMatchObject({ status: 200, value: [{ seen: 0, fired: 0 }] });
	expect((await call(sandbox, 'GET', '/apps')).status).toBe(503);
	expect((await control('GET', '/faults')).value).toMatchObject([{ fired: 1 }]);
	expect((await control('DELETE', '/faults')).value).toEqual([]);
});

test('visitors can be played', async () => {
	const { value } = await control('POST', '/act', { type: 'lead', fields: { firstName: 'Ana' } });
	expect(value).toMatchObject({ archived: true, deliveries: [], record: { firstName: 'Ana' } });
});

test('settings and rate limit can be read and changed', async () => {
	expect((await control('POST', '/settings', { dates: 'older' })).value).toMatchObject({
		dates: 'older',
		delivery: 'array',
	});
	expect(sandbox.settings.dates).toBe('older');
	const limit = { perSecond: 1, retryAfter: 'absent' };
	expect((await control('POST', '/rate-limit', limit)).value).toEqual(limit);
	await read(sandbox, '/apps');
	expect((await call(sandbox, 'GET', '/apps')).status).toBe(429);
	expect((await control('GET', '/rate-limit')).value).toEqual(limit);
	expect((await control('POST', '/rate-limit', {})).value).toBeNull();
	expect((await call(sandbox, 'GET', '/apps')).status).toBe(200);
});

test('a reset restores the state at the start', async () => {
	const before = JSON.stringify(sandbox.data);
	await sandbox.act({ type: 'chat' });
	sandbox.faults.add({ kind: 'hang' });
	sandbox.settings.token = 'other';
	sandbox.rateLimiter.set({ perSecond: 1 });
	expect((await control('POST', '/reset', {})).value).toMatchObject({
		faults: [],
		rateLimit: null,
		requests: { total: 0 },
	});
	expect(JSON.stringify(sandbox.data)).toBe(before);
	expect(sandbox.token).toBe('sandbox-token-1');
	expect((await call(sandbox, 'GET', '/apps')).status).toBe(200);
});

test.each([
	['/faults', { kind: 'earthquake' }, 'kind'],
	['/faults', { kind: 'status' }, 'status'],
	['/faults', { kind: 'slow', ms: 5, times: '2' }, 'times'],
	['/act', { type: 'dance' }, 'type'],
	['/act', { type: 'endChat' }, 'chatId'],
	['/act', { type: 'chat', startedAt: 'soon' }, 'startedAt'],
	['/act', { type: 'chat', startedAt: 7 }, 'startedAt'],
	['/settings', { dates: 'roman' }, 'dates'],
	['/settings', { color: 'red' }, 'color'],
	['/settings', { latencyMs: '5' }, 'latencyMs'],
	['/rate-limit', { perSecond: 0 }, 'perSecond'],
	['/rate-limit', { perSecond: 1, retryAfter: 'never' }, 'retryAfter'],
	['/rate-limit', { perSecond: 1, algorithm: 'luck' }, 'algorithm'],
	['/faults', [], 'JSON object'],
])('POST %s with %j is rejected, naming %s', async (path, body, word) => {
	const { status, value } = await control('POST', path, body);
	expect(status).toBe(400);
	expect(value).toEqual({ error: expect.stringContaining(word) });
});

test('the control API accepts only JSON, so no other web page can use it', async () => {
	const response = await fetch(`${sandbox.url}/sandbox/act`, {
		method: 'POST',
		body: JSON.stringify({ type: 'lead' }),
	});
	expect(response.status).toBe(415);
});

test('the control API answers 404 and 405 like the service, and is not logged', async () => {
	expect((await control('GET', '/unknown')).status).toBe(404);
	expect((await control('DELETE', '/state')).status).toBe(405);
	sandbox.faults.add({ kind: 'hang' });
	expect((await control('GET', '/state')).status).toBe(200);
	expect(sandbox.requests).toEqual([]);
});

test('the root path serves a page', async () => {
	const response = await fetch(sandbox.url);
	expect(response.status).toBe(200);
	expect(response.headers.get('content-type')).toMatch('text/html');
});

test('two sandboxes share no state', async () => {
	const other = await startSandbox({ seed: 2, data: {} });
	expect(other.token).not.toBe(sandbox.token);
	expect(other.accountId).not.toBe(sandbox.accountId);
	sandbox.faults.add({ kind: 'status', status: 503 });
	await sandbox.act({ type: 'lead' });
	expect((await call(other, 'GET', '/apps')).status).toBe(200);
	expect((await call({ ...other, token: sandbox.token }, 'GET', '/apps')).status).toBe(401);
	expect(other.data.contacts).toEqual([]);
	await other.close();
});

test('the server listens only on the loopback address', () => {
	expect(sandbox.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
	expect(sandbox.baseUrl).toBe(`${sandbox.url}/v1/api`);
});

test('closing does not wait for idle, hanging, or slow requests, nor for deliveries', async () => {
	const deaf = createServer(() => {});
	await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
	const { port } = deaf.address() as { port: number };
	const other = await startSandbox({ data: {} });
	await call(other, 'POST', `/apps/${other.data.widgets[0]?.id}/webhook`, {
		body: { target_url: `http://127.0.0.1:${port}/`, event: 'lead' },
	});
	const delivered = other.act({ type: 'lead' });
	other.faults.add({ kind: 'hang', path: '/chats' });
	other.faults.add({ kind: 'slow', ms: 60_000, path: '/apps' });
	const idle = connect(Number(new URL(other.url).port), '127.0.0.1').on('error', () => {});
	const open = ['/chats', '/apps'].map((path) => call(other, 'GET', path).catch(() => 'cut'));
	await expect.poll(() => other.requests.length).toBe(3);

	const started = performance.now();
	await other.close();
	expect(performance.now() - started).toBeLessThan(500);
	expect(await Promise.all(open)).toEqual(['cut', 'cut']);
	expect((await delivered).deliveries).toMatchObject([{ status: null, error: /abort/ }]);
	idle.destroy();
	deaf.closeAllConnections();
	deaf.close();
});

/** Runs `npm run sandbox` without npm; ends at `until` in its output, or by itself. */
async function run(flags: string[], until?: RegExp) {
	const child = spawn(process.execPath, ['sandbox/main.mts', ...flags]);
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (data: Buffer) => {
			output += String(data);
			if (!child.killed && until?.test(output)) child.kill('SIGINT');
		});
	}
	const exit = await new Promise<number | null>((resolve) => child.on('exit', resolve));
	return { exit, output };
}

test('the command prints how to reach the sandbox, and Ctrl-C stops it cleanly', async () => {
	const { exit, output } = await run(['--port', '0', '--chats-per-day', '1'], /Ctrl-C/);
	expect(output).toMatch(/Base URL\s+http:\/\/127\.0\.0\.1:\d+\/v1\/api\n/);
	expect(output).toMatch(/API Token\s+sandbox-token-1\n/);
	expect(output).toMatch(/Account ID\s+sandbox-account-1 /);
	expect(exit).toBe(0);
});

test('a port in use and a wrong flag print one clear sentence and exit with code 1', async () => {
	const { port } = new URL(sandbox.url);
	const taken = await run(['--port', port, '--chats-per-day', '0']);
	expect(taken).toEqual({
		exit: 1,
		output: `Port ${port} is in use. Choose another one with --port\n`,
	});
	expect(await run(['--rate', 'fast'])).toEqual({
		exit: 1,
		output: '--rate must be a number from 1, not "fast"\n',
	});
	expect(await run(['--color', 'red'])).toMatchObject({ exit: 1 });
});
