import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { call, read } from '../../sandbox/client.mts';
import type { Fault } from '../../sandbox/api/faults.mts';
import {
	createRateLimiter,
	type RateLimit,
	type RateLimiter,
} from '../../sandbox/api/rateLimit.mts';
import { type Sandbox, startSandbox } from '../../sandbox/server.mts';

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox({
		now: '2025-05-02T12:00:00Z',
		data: {
			chats: [
				{ id: 'c1', appId: 'w1', chatType: 'Missed', startDate: '2025-05-01T12:00:00Z' },
				{ id: 'c2', appId: 'w1', chatType: 'Answered', startDate: '2024-05-01T12:00:00Z' },
			],
		},
	});
});
afterEach(async () => {
	vi.useRealTimers();
	await sandbox.close();
});

const get = async (path = '/chats', query?: Record<string, string>) =>
	await call(sandbox, 'GET', path, { query });

async function statuses(count: number, path?: string): Promise<number[]> {
	const found: number[] = [];
	for (let left = count; left > 0; left--) found.push((await get(path)).status);
	return found;
}

async function register() {
	const path = `/apps/${sandbox.data.widgets[0]?.id}/webhook`;
	const body = { target_url: 'https://n8n.example.com/', event: '' };
	return await call(sandbox, 'POST', path, { body });
}

test.each([400, 401, 404, 429, 500, 503])('a fault responds with status %i', async (status) => {
	sandbox.faults.add({ kind: 'status', status });
	const response = await get();
	expect(response.status).toBe(status);
	expect(await response.json()).toMatchObject({
		apiStatus: 'Failure',
		apiStatusCode: String(status),
	});
	expect(sandbox.requests.at(-1)).toMatchObject({ status, fault: 'status' });
});

test('a status fault responds with the given body and headers', async () => {
	const headers = { 'Retry-After': '7', 'Content-Type': 'text/plain' };
	sandbox.faults.add({ kind: 'status', status: 503, body: 'busy', headers, times: 1 });
	const response = await get();
	expect(await response.text()).toBe('busy');
	expect(response.headers.get('retry-after')).toBe('7');
	expect(response.headers.get('content-type')).toBe('text/plain');

	sandbox.faults.add({ kind: 'status', status: 400, body: { message: 'no' } });
	expect(await (await get()).json()).toEqual({ message: 'no' });
});

test('a replaced request is not carried out, but an altered one is', async () => {
	sandbox.faults.add({ kind: 'status', status: 500, times: 1 });
	await register();
	expect(sandbox.webhooks).toHaveLength(0);
	sandbox.faults.add({ kind: 'resetMidBody', times: 1 });
	await register()
		.then((response) => response.text())
		.catch(() => null);
	expect(sandbox.webhooks).toHaveLength(1);
});

test('a fault with a count applies exactly that often, even to concurrent requests', async () => {
	const fault = sandbox.faults.add({ kind: 'status', status: 503, times: 3 });
	const all = await Promise.all(Array.from({ length: 20 }, async () => (await get()).status));
	expect(all.filter((status) => status === 503)).toHaveLength(3);
	expect(fault).toMatchObject({ seen: 20, fired: 3 });
});

test('a fault can apply to every nth request, and only to the nth', async () => {
	sandbox.faults.add({ kind: 'status', status: 503, every: 3 });
	expect(await statuses(6)).toEqual([200, 200, 503, 200, 200, 503]);
	sandbox.faults.clear();
	sandbox.faults.add({ kind: 'status', status: 503, every: 2, times: 1 });
	expect(await statuses(4)).toEqual([200, 503, 200, 200]);
});

test('a fault can be limited to a method and the start of a path', async () => {
	sandbox.faults.add({ kind: 'status', status: 503, path: '/apps', method: 'post' });
	expect(await statuses(1, '/apps')).toEqual([200]);
	expect(await statuses(1, '/chats')).toEqual([200]);
	expect((await register()).status).toBe(503);
});

test('a fault with a probability depends on the seed', async () => {
	const run = async (seed: number) => {
		const other = await startSandbox({ seed, data: {} });
		other.faults.add({ kind: 'status', status: 503, probability: 0.5 });
		const found: number[] = [];
		for (let left = 40; left > 0; left--) {
			found.push((await call(other, 'GET', '/ping')).status);
		}
		await other.close();
		return found;
	};
	const first = await run(1);
	expect(await run(1)).toEqual(first);
	expect(await run(2)).not.toEqual(first);
	const fired = first.filter((status) => status === 503).length;
	expect(fired).toBeGreaterThan(10);
	expect(fired).toBeLessThan(30);
});

test('the first fault applies first, and the others still count', async () => {
	sandbox.faults.add({ kind: 'status', status: 500, times: 1 });
	sandbox.faults.add({ kind: 'status', status: 502, every: 2 });
	expect(await statuses(4)).toEqual([500, 502, 200, 502]);
	sandbox.faults.clear();
	sandbox.faults.add({ kind: 'status', status: 500, times: 1 });
	sandbox.faults.add({ kind: 'status', status: 502, times: 1 });
	expect(await statuses(3)).toEqual([500, 502, 200]);
});

test('cleared faults no longer apply', async () => {
	sandbox.faults.add({ kind: 'status', status: 503 });
	sandbox.faults.clear();
	expect(await statuses(1)).toEqual([200]);
	expect(sandbox.faults.active).toEqual([]);
});

/** The code of the system's error that a failed fetch carries. */
const code = (error: unknown) => ((error as Error).cause as NodeJS.ErrnoException).code;

test('a reset before the response closes the connection without a response', async () => {
	sandbox.faults.add({ kind: 'resetBeforeAnswer', times: 1 });
	expect(await get().catch(code)).toBe('ECONNRESET');
	expect(sandbox.requests.at(-1)).toMatchObject({ status: null, fault: 'resetBeforeAnswer' });
	expect(await statuses(1)).toEqual([200]);
});

test('a reset in the middle follows status 200 and a part of the body', async () => {
	sandbox.faults.add({ kind: 'resetMidBody', times: 1 });
	const response = await get();
	expect(response.status).toBe(200);
	const reader = response.body?.getReader();
	expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
	expect(await reader?.read().catch(code)).toBe('ECONNRESET');
});

test('a hanging request gets no response, and the log shows when the client gave up', async () => {
	sandbox.faults.add({ kind: 'hang', times: 1 });
	const signal = AbortSignal.timeout(60);
	await expect(call(sandbox, 'GET', '/chats', { signal })).rejects.toThrow(/timeout/i);
	await expect.poll(() => sandbox.requests.at(-1)?.finishedAt).not.toBeNull();
	expect(sandbox.requests.at(-1)?.status).toBeNull();
});

test('a slow response is late but correct, and latency makes all of them late', async () => {
	const timed = async () => {
		const started = performance.now();
		expect(await (await get()).json()).toMatchObject({ chats: [{ id: 'c1' }, { id: 'c2' }] });
		return performance.now() - started;
	};
	sandbox.faults.add({ kind: 'slow', ms: 80, times: 1 });
	expect(await timed()).toBeGreaterThan(78);
	sandbox.settings.latencyMs = 40;
	expect(await timed()).toBeGreaterThan(38);
});

test('malformed JSON comes with status 200 and the right content type', async () => {
	sandbox.faults.add({ kind: 'malformedJson' });
	const response = await get();
	expect(response.status).toBe(200);
	expect(response.headers.get('content-type')).toMatch('json');
	await expect(response.json()).rejects.toThrow(SyntaxError);
});

test('an HTML page comes with status 200', async () => {
	sandbox.faults.add({ kind: 'htmlPage' });
	const response = await get('/apps');
	expect(response.status).toBe(200);
	expect(response.headers.get('content-type')).toMatch('text/html');
	expect(await response.text()).toMatch('<html>');
});

test('a refusal comes with status 200 and a message', async () => {
	sandbox.faults.add({ kind: 'refusal', message: 'Trial expired' });
	const response = await get('/apps');
	expect(response.status).toBe(200);
	expect(await response.json()).toMatchObject({
		apiStatus: 'Failure',
		apiStatusMessage: 'Trial expired',
	});
});

test('a redirect has the given location', async () => {
	sandbox.faults.add({ kind: 'redirect', location: 'https://other.example.com/login' });
	const response = await get();
	expect(response.status).toBe(302);
	expect(response.headers.get('location')).toBe('https://other.example.com/login');
});

const status = { apiStatus: 'Success', apiStatusCode: '200', apiStatusMessage: '' };
const c1 = { id: 'c1', appId: 'w1', chatType: 'Missed', startDate: '2025-05-01T12:00:00Z' };
const c2 = { id: 'c2', appId: 'w1', chatType: 'Answered', startDate: '2024-05-01T12:00:00Z' };

test.each<[Fault, unknown]>([
	[{ kind: 'listAbsent' }, status],
	[{ kind: 'listNull' }, { ...status, chats: null }],
	[{ kind: 'bareArray' }, [c1, c2]],
	[
		{ kind: 'listRenamed', key: 'data' },
		{ ...status, data: [c1, c2] },
	],
	[{ kind: 'singleRecord' }, c1],
	[{ kind: 'listObject' }, { ...status, chats: c1 }],
])('the fault %j changes the shape of a list', async (fault, expected) => {
	sandbox.faults.add(fault);
	expect(await read(sandbox, '/chats')).toEqual(expected);
});

test('list faults leave other responses alone and do not use up their count', async () => {
	const fault = sandbox.faults.add({ kind: 'listNull', times: 1 });
	expect(await read(sandbox, '/ping')).toEqual(
		expect.objectContaining({ status: 'PingSuccessful' }),
	);
	await register();
	await call(sandbox, 'GET', '/chats', { headers: { 'X-SocialIntentsToken': 'wrong' } });
	expect(fault).toMatchObject({ seen: 0, fired: 0 });
	expect(await read(sandbox, '/chats')).toMatchObject({ chats: null });
});

test('numeric IDs are numbers, stay the same, and are accepted in requests', async () => {
	sandbox.faults.add({ kind: 'numericIds' });
	const { chats } = await read(sandbox, '/chats');
	const [first] = chats as Array<{ id: number; appId: number }>;
	expect([typeof first?.id, typeof first?.appId]).toEqual(['number', 'number']);
	expect(Number.isSafeInteger(first?.id)).toBe(true);
	const again = await read(sandbox, '/chats', { id: String(first?.id) });
	expect(again.chats).toEqual([first]);
});

test('a registration can return a numeric ID, which removes the webhook', async () => {
	sandbox.faults.add({ kind: 'numericIds', method: 'POST' });
	const { id } = (await (await register()).json()) as { id: number };
	expect(id).toEqual(expect.any(Number));
	expect((await call(sandbox, 'DELETE', `/webhook/${id}`)).status).toBe(200);
	expect(sandbox.webhooks).toEqual([]);
});

test('a registration can return no ID, although the webhook exists', async () => {
	sandbox.faults.add({ kind: 'missingId' });
	expect(await (await register()).json()).toEqual({});
	expect(sandbox.webhooks).toHaveLength(1);
});

test('a server that ignores the dates still applies the other filters', async () => {
	sandbox.faults.add({ kind: 'ignoreDates' });
	const query = { date_from: '2025-01-01', date_to: '2025-01-01' };
	expect(await read(sandbox, '/chats', query)).toMatchObject({ chats: [c1, c2] });
	expect(await read(sandbox, '/missedchats', query)).toMatchObject({ chats: [c1] });
});

test('there is no rate limit by default', async () => {
	expect(new Set(await statuses(50))).toEqual(new Set([200]));
});

const limited = (limit: Partial<RateLimit>) => sandbox.rateLimiter.set({ perSecond: 3, ...limit });

/** Whether each of `count` requests may pass, with no time going by. */
const passes = (limiter: RateLimiter, count: number): boolean[] =>
	Array.from({ length: count }, () => limiter.check() === null);

test('a fixed window accepts its number of requests and starts again a second later', () => {
	vi.useFakeTimers({ toFake: ['performance'] });
	const limiter = createRateLimiter({ perSecond: 3 });
	expect(passes(limiter, 5)).toEqual([true, true, true, false, false]);
	vi.advanceTimersByTime(999);
	expect(passes(limiter, 1)).toEqual([false]);
	vi.advanceTimersByTime(1);
	expect(passes(limiter, 4)).toEqual([true, true, true, false]);
});

test('a token bucket accepts its size, then one request for each token that returns', () => {
	vi.useFakeTimers({ toFake: ['performance'] });
	const limiter = createRateLimiter({ perSecond: 4, algorithm: 'tokenBucket' });
	expect(passes(limiter, 5)).toEqual([true, true, true, true, false]);
	vi.advanceTimersByTime(249);
	expect(passes(limiter, 1)).toEqual([false]);
	vi.advanceTimersByTime(1);
	expect(passes(limiter, 2)).toEqual([true, false]);
	vi.advanceTimersByTime(60_000);
	expect(passes(limiter, 5)).toEqual([true, true, true, true, false]);
});

test('the rate limit applies to concurrent requests', async () => {
	limited({ perSecond: 3 });
	const all = await Promise.all(Array.from({ length: 8 }, async () => (await get()).status));
	expect(all.toSorted()).toEqual([200, 200, 200, 429, 429, 429, 429, 429]);
});

test('a 429 can say when to come back in seconds, as a date, or not at all', async () => {
	limited({ perSecond: 1 });
	await get();
	const inSeconds = await get();
	expect(inSeconds.headers.get('retry-after')).toBe('1');
	expect(await inSeconds.json()).toMatchObject({ apiStatus: 'Failure', apiStatusCode: '429' });

	limited({ perSecond: 1, retryAfter: 'date' });
	await get();
	const date = (await get()).headers.get('retry-after') ?? '';
	expect(date).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
	expect(Date.parse(date) - Date.now()).toBeGreaterThan(0);
	expect(Date.parse(date) - Date.now()).toBeLessThanOrEqual(2000);

	limited({ perSecond: 1, retryAfter: 'absent' });
	await get();
	const absent = await get();
	expect(absent.status).toBe(429);
	expect(absent.headers.has('retry-after')).toBe(false);
});

test('a request over the limit is not carried out and uses up no fault', async () => {
	limited({ perSecond: 1 });
	const fault = sandbox.faults.add({ kind: 'status', status: 503, path: '/apps' });
	await get();
	expect((await register()).status).toBe(429);
	expect(fault.seen).toBe(0);
	expect(sandbox.webhooks).toEqual([]);
});
