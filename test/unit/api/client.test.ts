import { NodeOperationError, sleep } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ExecutionCanceledError, ApiRequestError } from '../../../nodes/SocialIntents/api/errors';
import { createClient } from '../../../nodes/SocialIntents/api/client';
import { type RequestContext } from '../../../nodes/SocialIntents/api/request';
import type { ApiRequest } from '../../../nodes/SocialIntents/operation';
import { ACCOUNT, createTransport, TOKEN, type Reply } from '../support/transport';

const get: ApiRequest = { method: 'GET', path: '/chats' };
const post: ApiRequest = { method: 'POST', path: '/apps/w1/webhook', body: { event: '' } };
const remove: ApiRequest = { method: 'DELETE', path: '/webhook/h1' };

const slowDown = (seconds: number, after = 0): Reply => ({
	status: 429,
	headers: { 'retry-after': String(seconds) },
	after,
});
const pages = (count: number): ApiRequest[] =>
	Array.from({ length: count }, (_, index) => ({ method: 'GET', path: `/chats/${index}` }));

/** The service as a list of replies, the last of which it repeats. */
function scripted(...replies: Reply[]) {
	return createTransport((_, index) => replies[index] ?? replies.at(-1) ?? {});
}

const open = async ({ context }: { context: object }, maxConcurrency = 32) =>
	await createClient(context as RequestContext, maxConcurrency);

/** Sends, lets time pass until there is an outcome, and gives it. */
async function outcomeOf(
	transport: ReturnType<typeof scripted>,
	request: ApiRequest,
): Promise<unknown> {
	const { send } = await open(transport);
	const outcome = send(request).catch((error: unknown) => error);
	await vi.runAllTimersAsync();
	return await outcome;
}

beforeEach(() => {
	vi.useFakeTimers({ now: Date.parse('2025-03-10T12:00:00Z') });
});

afterEach(() => {
	vi.restoreAllMocks();
	vi.useRealTimers();
});

describe('a request', () => {
	it('asks n8n for the raw response, so that the client can judge it', async () => {
		const transport = scripted({ body: { chats: [] } });
		const request = { ...get, query: { timezone: 'UTC', tag: 'a&b' }, timeout: 5000 };
		expect(await outcomeOf(transport, request)).toEqual({ chats: [] });
		expect(transport.sent.map(({ options }) => options)).toEqual([
			{
				method: 'GET',
				baseURL: 'https://www.socialintents.com/v1/api',
				url: '/chats',
				json: true,
				qs: { timezone: 'UTC', tag: 'a&b' },
				timeout: 5000,
				encoding: 'stream',
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
			},
		]);
	});

	it('is sent with the credential that was read before, so that n8n does not decrypt it again', async () => {
		const transport = scripted({ body: [] });
		await outcomeOf(transport, get);
		expect(transport.sent.map(({ token }) => token)).toEqual([TOKEN]);
	});

	it('contains its body, and no query, if it is a POST', async () => {
		const transport = scripted({ body: { id: 'h1' } });
		await outcomeOf(transport, post);
		expect(transport.sent[0]?.options).toMatchObject({ method: 'POST', body: { event: '' } });
		expect(transport.sent[0]?.options).not.toHaveProperty('qs');
	});

	it('is built anew for each try, because n8n writes the token into it', async () => {
		const transport = scripted({ status: 503 }, { body: [] });
		await outcomeOf(transport, get);
		expect(transport.sent).toHaveLength(2);
		expect(transport.sent[1]?.options).not.toHaveProperty('headers');
	});

	it('is not sent if the Base URL is rejected', async () => {
		const transport = scripted();
		transport.context.getCredentials = async () => ({
			apiToken: TOKEN,
			baseUrl: 'http://example.com',
		});
		const refusal = await open(transport).catch((error: unknown) => error);
		expect(refusal).toBeInstanceOf(NodeOperationError);
		expect(refusal).toMatchObject({
			message: "'Base URL' must begin with https://",
			description: expect.stringMatching(
				/^Correct this node's 'Social Intents API' credential\. Enter https:.+\.$/,
			) as string,
		});
		expect(transport.sent).toEqual([]);
	});

	it('succeeds if it is a DELETE and there is nothing to delete', async () => {
		expect(await outcomeOf(scripted({ status: 404 }), remove)).toBeNull();
		expect(await outcomeOf(scripted({ status: 410 }), remove)).toBeNull();
	});
});

describe("n8n's explanation of a request that it could not send", () => {
	it('becomes one line of the message', async () => {
		const thrown = Object.assign(new Error('broken:\nline 1\n  line 2\n'), { code: 'ESOMETHING' });
		expect(await outcomeOf(scripted({ thrown }), get)).toMatchObject({
			message: 'Could not connect to Social Intents (GET /chats): broken: line 1 line 2',
		});
	});
});

describe('a response that comes byte by byte', () => {
	/** Has the limits of requests pass with the clock of the test. */
	const countLimits = () =>
		vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
			const limit = new AbortController();
			void sleep(milliseconds).then(() => limit.abort());
			return limit.signal;
		});

	/** As n8n's helper does when its context's signal is aborted. */
	async function endless(this: RequestContext): Promise<never> {
		const signal = this.getExecutionCancelSignal?.();
		return await new Promise((_, reject) => {
			const canceled = Object.assign(new Error('canceled'), { code: 'ERR_CANCELED' });
			signal?.addEventListener('abort', () => reject(canceled));
		});
	}

	it.each([
		[{}, 5],
		[{ timeout: 3_600_000 }, 60],
		[{ timeout: 10_000, responseTimeout: 30_000 }, 0.5],
	])('is given up, with %j after %d minutes', async (timeouts, minutes) => {
		countLimits();
		const transport = scripted({});
		const helpers = { httpRequestWithAuthentication: endless };
		const { send } = await open({ context: { ...transport.context, helpers } });
		const startedAt = Date.now();
		let minutesTaken = 0;
		const outcome = send({ ...post, ...timeouts }).catch((error: unknown) => {
			minutesTaken = (Date.now() - startedAt) / 60_000;
			return error;
		});
		await vi.runAllTimersAsync();
		expect(await outcome).toMatchObject({
			message: 'Could not connect to Social Intents (POST /apps/w1/webhook): request timed out',
		});
		expect(minutesTaken).toBe(minutes);
	});
});

describe('a retry', () => {
	it.each([502, 503, 504])('follows a %d, up to four tries in all', async (status) => {
		expect(
			await outcomeOf(scripted({ status }, { status }, { status }, { body: [1] }), get),
		).toEqual([1]);
		const down = scripted({ status });
		expect(await outcomeOf(down, get)).toMatchObject({ details: { status } });
		expect(down.sent).toHaveLength(4);
		const downForDelete = scripted({ status });
		await outcomeOf(downForDelete, remove);
		expect(downForDelete.sent).toHaveLength(4);
	});

	it.each([
		['n8n 2', Object.assign(new Error('canned words'), { httpCode: 'ECONNRESET' })],
		[
			'n8n 2, deeper',
			Object.assign(new Error('canned words'), { httpCode: null, cause: { code: 'ECONNRESET' } }),
		],
		['axios', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
		['a stream', Object.assign(new Error('gone'), { code: 'ERR_STREAM_PREMATURE_CLOSE' })],
		['zlib', Object.assign(new Error('unexpected end of file'), { code: 'Z_BUF_ERROR' })],
	])('follows a dropped connection as %s reports it', async (_, thrown) => {
		expect(await outcomeOf(scripted({ thrown }, { body: [] }), get)).toEqual([]);
		const broken = scripted({ thrown });
		const outcome = await outcomeOf(broken, get);
		expect(broken.sent).toHaveLength(4);
		expect(outcome).toBeInstanceOf(ApiRequestError);
		expect(outcome).toMatchObject({
			message: 'Could not connect to Social Intents (GET /chats): connection closed unexpectedly',
		});
	});

	it('does not follow if n8n refuses to send the request', async () => {
		const thrown = Object.assign(new Error('The address is blocked'), { httpCode: null });
		const transport = scripted({ thrown });
		expect(await outcomeOf(transport, get)).toMatchObject({
			message: 'Could not connect to Social Intents (GET /chats): The address is blocked',
		});
		expect(transport.sent).toHaveLength(1);
	});

	it('never follows a POST that may have been carried out', async () => {
		for (const reply of [
			{ status: 503 },
			{ status: 502 },
			{ thrown: { code: 'ECONNRESET', message: '' } },
		]) {
			const transport = scripted(reply, { body: { id: 'h1' } });
			expect(await outcomeOf(transport, post)).toBeInstanceOf(ApiRequestError);
			expect(transport.sent).toHaveLength(1);
		}
	});

	it('follows a POST that was refused with 429', async () => {
		const transport = scripted(slowDown(3), { body: { id: 'h1' } });
		expect(await outcomeOf(transport, post)).toEqual({ id: 'h1' });
		expect(transport.times()).toEqual([0, 3000]);
	});

	it.each([400, 401, 403, 404, 500])('never follows a %d', async (status) => {
		const transport = scripted({ status });
		expect(await outcomeOf(transport, get)).toMatchObject({ details: { status } });
		expect(transport.sent).toHaveLength(1);
	});

	it('waits as long as Retry-After says, in seconds or as a date', async () => {
		const date = { status: 503, headers: { 'retry-after': 'Mon, 10 Mar 2025 12:00:20 GMT' } };
		const transport = scripted(slowDown(7), date, { body: [] });
		await outcomeOf(transport, get);
		expect(transport.times()).toEqual([0, 7000, 20_000]);
	});

	it.each([
		['a 403', get, 403, "Check the 'API Token'"],
		['a POST with 503', post, 503, 'The request may have been carried out'],
	])('adds Retry-After to the advice after %s', async (_, request, status, advice) => {
		const reply = { status, headers: { 'retry-after': '30' } };
		const { details } = (await outcomeOf(scripted(reply), request)) as ApiRequestError;
		expect(details.description).toContain(advice);
		expect(details.description).toContain('Social Intents asks clients to wait 30 s');
	});

	it('follows a 429 for up to two minutes', async () => {
		const transport = scripted(slowDown(50));
		const outcome = await outcomeOf(transport, get);
		expect(transport.times()).toEqual([0, 50_000, 100_000]);
		expect(outcome).toMatchObject({
			details: { status: 429, cause: 'rate-limited', retryAfterMs: 50_000 },
		});
		const long = scripted(slowDown(3600));
		await outcomeOf(long, get);
		expect(long.sent).toHaveLength(1);
	});

	it('follows another failure even after many 429 responses', async () => {
		const replies = [...Array<Reply>(4).fill(slowDown(1)), { status: 503 }, { body: [] }];
		expect(await outcomeOf(scripted(...replies), get)).toEqual([]);
	});
});

describe('after a 429', () => {
	it('no request starts until the wait is over', async () => {
		const transport = createTransport((_, index) =>
			index === 0 ? slowDown(10, 100) : { after: 100, body: [] },
		);
		const { send } = await open(transport);
		const all = Promise.all(pages(12).map(send));
		await vi.runAllTimersAsync();
		await all;
		expect(transport.times().slice(0, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
		expect(transport.times()[8]).toBe(10_100);
		expect(transport.sent).toHaveLength(13);
	});

	it('as many requests start as were accepted before, although the concurrency was about to grow', async () => {
		const transport = createTransport((_, index) =>
			index === 7 ? slowDown(10, 400) : { after: 400, body: [] },
		);
		const { send } = await open(transport);
		void Promise.all(pages(40).map(send));
		await vi.advanceTimersByTimeAsync(10_450);
		expect(transport.underWay()).toBe(8 + 7 - 1);
		await vi.runAllTimersAsync();
	});

	it('no request waits for an hour if the service asks for one', async () => {
		const transport = createTransport((_, index) =>
			index === 0 ? slowDown(3600, 100) : { after: 100, body: [] },
		);
		const { send } = await open(transport);
		let settled = 0;
		for (const page of pages(12))
			void send(page)
				.catch(() => {})
				.finally(() => settled++);
		await vi.advanceTimersByTimeAsync(150_000);
		expect(settled).toBe(12);
		await vi.runAllTimersAsync();
	});

	it("an hour's wait is reported without a slot, although the service accepted few requests before", async () => {
		const transport = createTransport((_, index) =>
			index === 1 ? slowDown(1) : index === 10 ? slowDown(3600) : { body: [] },
		);
		const { send } = await open(transport, 1);
		let settled = 0;
		for (const page of pages(100))
			void send(page)
				.catch(() => {})
				.finally(() => settled++);
		await vi.advanceTimersByTimeAsync(15_000);
		expect(transport.sent).toHaveLength(11);
		expect(settled).toBe(100);
		await vi.runAllTimersAsync();
	});

	it('requests wait again once the hour that the service asked for is over', async () => {
		const replies = [slowDown(3600), slowDown(5), { body: [] }];
		const transport = scripted(...replies);
		const { send } = await open(transport);
		const rejected = expect(send(get)).rejects.toBeInstanceOf(ApiRequestError);
		await vi.advanceTimersByTimeAsync(3_600_000);
		await rejected;
		const later = send(get);
		await vi.runAllTimersAsync();
		expect(await later).toEqual([]);
		expect(transport.times()).toEqual([0, 3_600_000, 3_605_000]);
	});

	it('other requests wait only if the status is 429', async () => {
		const transport = createTransport((_, index) =>
			index === 0
				? { status: 404, headers: { 'retry-after': '3600' }, after: 100 }
				: { after: 200, body: [] },
		);
		const { send } = await open(transport);
		const outcomes = Promise.allSettled(pages(12).map(send));
		await vi.runAllTimersAsync();
		const statuses = (await outcomes).map(({ status }) => status);
		expect(statuses).toEqual(['rejected', ...Array<string>(11).fill('fulfilled')]);
	});

	it('the refused request is retried before new requests start', async () => {
		const transport = createTransport((_, index) =>
			index === 0 ? slowDown(10, 100) : { after: 100, body: [] },
		);
		const { send } = await open(transport, 1);
		const all = Promise.all(pages(3).map(send));
		await vi.runAllTimersAsync();
		await all;
		expect(transport.requests()).toEqual([
			'GET /chats/0',
			'GET /chats/0',
			'GET /chats/1',
			'GET /chats/2',
		]);
	});
});

describe('many requests', () => {
	it('start eight at a time, and never exceed the maximum', async () => {
		for (const maxConcurrency of [1, 3, 10]) {
			const transport = createTransport(() => ({ after: 100, body: [] }));
			const { send } = await open(transport, maxConcurrency);
			const all = Promise.all(pages(60).map(send));
			await vi.advanceTimersByTimeAsync(50);
			expect(transport.underWay()).toBe(Math.min(8, maxConcurrency));
			await vi.runAllTimersAsync();
			await all;
			expect(transport.mostAtOnce()).toBe(maxConcurrency);
		}
	});

	it('do not run more at a time while the service fails', async () => {
		const transport = createTransport((_, index) => ({
			after: 100,
			...(index < 8 ? { status: 500 } : { body: [] }),
		}));
		const { send } = await open(transport);
		void Promise.allSettled(pages(20).map(send));
		await vi.advanceTimersByTimeAsync(150);
		expect(transport.underWay()).toBe(8);
		await vi.runAllTimersAsync();
	});

	it('each get their own response', async () => {
		const transport = createTransport((request, index) => ({
			after: 100 - index,
			body: [request],
		}));
		const { send } = await open(transport);
		const all = Promise.all(pages(20).map(send));
		await vi.runAllTimersAsync();
		expect(await all).toEqual(pages(20).map(({ path }) => [`GET ${path}`]));
	});

	it('are rejected when the throttle stops, unless they have started', async () => {
		const transport = createTransport(() => ({ after: 100, body: [] }));
		const { send, stop } = await open(transport);
		const all = Promise.allSettled(pages(14).map(send));
		await vi.advanceTimersByTimeAsync(50);
		stop();
		await vi.runAllTimersAsync();
		const outcomes = await all;
		expect(outcomes.map(({ status }) => status)).toEqual([
			...Array(8).fill('fulfilled'),
			...Array(6).fill('rejected'),
		]);
		expect(transport.sent).toHaveLength(8);
	});
});

describe('a canceled execution', () => {
	it.each([
		['for its Retry-After', slowDown(60)],
		['between two tries', { status: 503, headers: { 'retry-after': '60' } }],
	])('does not wait %s', async (_, reply) => {
		const transport = scripted(reply);
		const { send } = await open(transport);
		const outcome = send(get).catch((error: unknown) => error);
		await vi.advanceTimersByTimeAsync(1000);
		transport.cancel();
		expect(await outcome).toBeInstanceOf(ExecutionCanceledError);
		await vi.runAllTimersAsync();
		expect(transport.sent).toHaveLength(1);
	});

	it('returns no response, and reports an aborted request as canceled, not as unreachable', async () => {
		const thrown = Object.assign(new Error('canceled'), { code: 'ERR_CANCELED' });
		const transport = scripted({ after: 1000, thrown });
		const { send } = await open(transport);
		const outcome = send(get).catch((error: unknown) => error);
		await vi.advanceTimersByTimeAsync(500);
		transport.cancel();
		await vi.runAllTimersAsync();
		expect(await outcome).toBeInstanceOf(ExecutionCanceledError);
	});

	it('sends nothing if it was canceled before the request', async () => {
		const transport = scripted({ body: [] });
		transport.cancel();
		expect(await outcomeOf(transport, get)).toBeInstanceOf(ExecutionCanceledError);
		expect(transport.sent).toEqual([]);
	});
});

describe('a secret that the service repeats', () => {
	const basicOf = (account: string, token: string) =>
		Buffer.from(`${account}:${token}`, 'utf8').toString('base64');
	const repeated = (...secrets: string[]) => ({
		message: `No access with ${secrets.join(' or ')}`,
	});

	it('is not in an error message', async () => {
		const body = repeated(TOKEN, ACCOUNT, `Basic ${basicOf(ACCOUNT, TOKEN)}`);
		const outcome = await outcomeOf(scripted({ status: 401, body }), get);
		expect(outcome).toMatchObject({
			message: 'Social Intents rejected the credential (401, GET /chats)',
			details: { serviceMessage: 'No access with *** or *** or Basic ***' },
		});
		expect(JSON.stringify((outcome as ApiRequestError).details)).not.toMatch(
			new RegExp(`${TOKEN}|${ACCOUNT}`),
		);
	});

	it('is not in a log line', async () => {
		const transport = scripted({ status: 503, body: repeated(TOKEN, ACCOUNT) }, { body: [] });
		await outcomeOf(transport, get);
		expect(transport.log).toHaveLength(1);
		expect(transport.log.join()).not.toMatch(new RegExp(`${TOKEN}|${ACCOUNT}`));
		expect(transport.log.join()).toContain('503');
	});

	it("is not in n8n's message about a network failure", async () => {
		const thrown = new Error(`Cannot send Basic ${basicOf(ACCOUNT, TOKEN)}`);
		expect(await outcomeOf(scripted({ thrown }), get)).toMatchObject({
			message: 'Could not connect to Social Intents (GET /chats): Cannot send Basic ***',
		});
	});

	it.each(['Zoë-account', '日本-account'])(
		'is masked if it is not ASCII: %s',
		async (accountId) => {
			const body = repeated(accountId, basicOf(accountId, TOKEN));
			const transport = scripted({ status: 401, body });
			transport.context.getCredentials = async () => ({ apiToken: TOKEN, accountId });
			const outcome = await outcomeOf(transport, get);
			expect(outcome).toMatchObject({
				details: { serviceMessage: 'No access with *** or ***' },
			});
		},
	);
});
