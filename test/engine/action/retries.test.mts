import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { Fault } from '../../../sandbox/api/faults.mts';
import type { Sandbox, SandboxOptions } from '../../../sandbox/server.mts';
import { LINES, loadEngine, type ExecuteOptions } from '../../support/engine.mts';
import { action, byId, chatAt, openSandbox, signIn, statuses } from './support.mts';

const CHATS = Array.from({ length: 60 }, (_, index) =>
	chatAt('2026-06-01T12:00:00Z', { id: `c${index}` }),
);
const WIDGET = { id: 'w', name: 'W', timezone: 'UTC', created: '2021-01-01T00:00:00Z' };

/** Every test has a service of its own, so that those that wait can do so at once. */
const openService = async (faults: Fault[] = [], options: SandboxOptions = {}) => {
	const sandbox = await openSandbox({ data: { widgets: [WIDGET], chats: CHATS }, ...options });
	for (const fault of faults) sandbox.faults.add(fault);
	return sandbox;
};

const GET = action('chat.get', { chatId: 'c0' });
/** For a service that may hang. */
const IMPATIENT_GET = action('chat.get', { chatId: 'c0', options: { timeout: 500 } });
const getFor = ({ kind }: Fault) => (kind === 'hang' ? IMPATIENT_GET : GET);
const POST = action('webhook.create', {
	widgetId: byId('w'),
	targetUrl: 'https://example.com/hook',
});
const getEach = action('chat.get', { chatId: '={{ $json.id }}' });
const items = (count: number) => CHATS.slice(0, count).map(({ id }) => ({ json: { id } }));

/** Times between the end of one try and the start of the next. */
const waits = ({ requests }: Sandbox) =>
	requests.slice(1).map(({ startedAt }, index) => startedAt - (requests[index]?.finishedAt ?? 0));

const slowDown = (retryAfter?: string): Fault => ({
	kind: 'status',
	status: 429,
	...(retryAfter !== undefined && { headers: { 'Retry-After': retryAfter } }),
});

const faultName = (fault: Fault): string =>
	'status' in fault ? `status ${fault.status}` : fault.kind;
const NETWORK: Fault[] = [
	{ kind: 'resetBeforeAnswer' },
	{ kind: 'resetMidBody' },
	{ kind: 'hang' },
];
const STATUSES: Fault[] = [502, 503, 504].map((status) => ({ kind: 'status', status }));
const named = (faults: Fault[]) => faults.map((fault) => [faultName(fault), fault] as const);

describe.each(LINES)('retries of the action node in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const run = async (
		sandbox: Sandbox,
		node: ExecuteOptions['node'],
		more: Partial<ExecuteOptions> = {},
	) => await engine.execute({ node, credentials: signIn(sandbox), ...more });

	describe.concurrent('after a transient failure', () => {
		it.each(named([...STATUSES, slowDown(), ...NETWORK]))(
			'a GET is sent again after %s',
			async (_, fault) => {
				await using sandbox = await openService([{ ...fault, times: 1 }]);
				const { items: records, error } = await run(sandbox, getFor(fault));
				expect(error).toBeUndefined();
				expect(records.map(({ json }) => json.id)).toEqual(['c0']);
				expect(sandbox.requests).toHaveLength(2);
				const [wait = 0] = waits(sandbox);
				// The connection that hangs ends when n8n gives it up.
				expect(wait).toBeGreaterThanOrEqual(200);
			},
		);

		it.each(named([...STATUSES, slowDown(), { kind: 'resetBeforeAnswer' }]))(
			'a DELETE is sent again after %s',
			async (_, fault) => {
				await using sandbox = await openService([{ ...fault, method: 'DELETE', times: 1 }]);
				const [{ json } = expect.unreachable()] = (await run(sandbox, POST)).items;
				const node = action('webhook.delete', { webhookId: json.id });
				const { items: records } = await run(sandbox, node);
				expect(records.map((record) => record.json)).toEqual([{ deleted: true }]);
				expect(sandbox.requests.map(({ method }) => method)).toEqual(['POST', 'DELETE', 'DELETE']);
				expect(sandbox.webhooks).toEqual([]);
			},
		);

		it('a DELETE that was carried out without a response finds the webhook gone, and says so', async () => {
			await using sandbox = await openService([
				{ kind: 'resetMidBody', method: 'DELETE', times: 1 },
			]);
			const [{ json } = expect.unreachable()] = (await run(sandbox, POST)).items;
			const { error } = await run(sandbox, action('webhook.delete', { webhookId: json.id }));
			expect(error?.message).toBe(`No webhook has the ID "${String(json.id)}" [item 0]`);
			expect(sandbox.webhooks).toEqual([]);
			expect(statuses(sandbox)).toEqual([200, 200, 404]);
		});

		it.each(named([...STATUSES, { kind: 'resetBeforeAnswer' }, { kind: 'resetMidBody' }]))(
			'a POST is sent exactly once on %s, and the error says that it may have been carried out',
			async (_, fault) => {
				await using sandbox = await openService([fault]);
				const { error, items: records } = await run(sandbox, POST);
				expect(records).toEqual([]);
				expect(error).toBeInstanceOf(engine.line.workflow.NodeApiError);
				expect(sandbox.requests).toHaveLength(1);
				expect(error).toMatchObject({
					description: expect.stringContaining('may have been carried out') as string,
				});
			},
		);

		it('a POST is sent again after 429, and is carried out once', async () => {
			await using sandbox = await openService([{ ...slowDown(), times: 2 }]);
			const { items: records } = await run(sandbox, POST);
			expect(records).toHaveLength(1);
			expect(statuses(sandbox)).toEqual([429, 429, 200]);
			expect(sandbox.webhooks).toHaveLength(1);
		});

		it('a 429 inside status 200 is waited out as well', async () => {
			const body = { apiStatus: 'Failure', apiStatusCode: '429', apiStatusMessage: 'Slow down' };
			await using sandbox = await openService([{ kind: 'status', status: 200, body, times: 1 }]);
			expect((await run(sandbox, GET)).items).toHaveLength(1);
			expect(sandbox.requests).toHaveLength(2);
		});

		it.each(named([{ kind: 'status', status: 503 }, ...NETWORK]))(
			'the node gives up after four tries on %s, each later than the one before',
			async (_, fault) => {
				await using sandbox = await openService([fault]);
				const { error } = await run(sandbox, getFor(fault));
				expect(sandbox.requests).toHaveLength(4);
				expect(error).toBeInstanceOf(engine.line.workflow.NodeApiError);
				expect(error?.message).toContain('GET /chats');
				expect(error?.message).toMatch(/could not process the request|Could not connect/);
				expect(error).toMatchObject({ context: { itemIndex: 0 } });
				if (fault.kind === 'hang') {
					expect(error?.message).toContain('request timed out');
					expect(error).toMatchObject({
						description: expect.stringContaining("'Timeout (Milliseconds)'") as string,
					});
				}
				const [first = 0, second = 0, third = 0] = waits(sandbox);
				expect(first).toBeGreaterThanOrEqual(200);
				expect(second).toBeGreaterThanOrEqual(450);
				expect(third).toBeGreaterThanOrEqual(950);
			},
		);

		it('a slow response is waited for as long as Timeout says', async () => {
			await using sandbox = await openService([{ kind: 'slow', ms: 300 }]);
			const patient = action('chat.get', { chatId: 'c0', options: { timeout: 5000 } });
			expect((await run(sandbox, patient)).items).toHaveLength(1);
			expect(sandbox.requests).toHaveLength(1);
		});

		it('a GET is sent again after a response that a proxy cuts off', async () => {
			const body = JSON.stringify({ chats: [{ id: 'c0' }] });
			let tries = 0;
			const server = createHttpServer((_, response) => {
				response.writeHead(200, { 'Content-Length': body.length });
				if (++tries > 1) return void response.end(body);
				response.write(body.slice(0, 9), () => setTimeout(() => response.socket?.end(), 50));
			}).listen(0, '127.0.0.1');
			await once(server, 'listening');
			const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
			await using sandbox = await openService();
			const node = action('chat.get', { chatId: 'c0' });
			const credentials = signIn(sandbox, { baseUrl });
			const { error, items: records } = await run(sandbox, node, { credentials });
			server.close();
			expect(error).toBeUndefined();
			expect(records).toHaveLength(1);
			expect(tries).toBe(2);
		});

		it('a refused connection is reported after four tries', async () => {
			const server = createServer().listen(0, '127.0.0.1');
			await new Promise((resolve) => server.once('listening', resolve));
			const { port } = server.address() as AddressInfo;
			await new Promise((resolve) => server.close(resolve));
			await using sandbox = await openService();
			const credentials = signIn(sandbox, { baseUrl: `http://127.0.0.1:${port}` });
			const startedAt = performance.now();
			const { error } = await run(sandbox, GET, { credentials });
			expect(performance.now() - startedAt).toBeGreaterThan(1600);
			expect(error?.message).toContain('connection refused');
			expect(error).toMatchObject({ description: expect.stringContaining('Base URL') as string });
		});
	});

	describe.concurrent('Retry-After', () => {
		it.each([
			['seconds', '1', 1000],
			['nothing', undefined, 200],
			['no number', 'soon', 200],
			['a moment that is over', 'Tue, 01 Jul 2025 10:00:00 GMT', 200],
			['a negative number', '-5', 200],
		])('of a 429 can contain %s', async (_, header, least) => {
			await using sandbox = await openService([{ ...slowDown(header), times: 1 }]);
			expect((await run(sandbox, GET)).items).toHaveLength(1);
			expect(waits(sandbox)).toHaveLength(1);
			expect(waits(sandbox)[0]).toBeGreaterThanOrEqual(least - 20);
		});

		it('of a 429 can contain a date', async () => {
			await using sandbox = await openService();
			const date = new Date(Date.now() + 3000).toUTCString();
			sandbox.faults.add({ ...slowDown(date), times: 1 });
			expect((await run(sandbox, GET)).items).toHaveLength(1);
			expect(statuses(sandbox)).toEqual([429, 200]);
			expect(sandbox.requests[1]?.startedAt).toBeGreaterThanOrEqual(Date.parse(date) - 20);
		});

		it('of a 503 is followed too', async () => {
			const headers = { 'Retry-After': '1' };
			await using sandbox = await openService([{ kind: 'status', status: 503, headers, times: 1 }]);
			expect((await run(sandbox, GET)).items).toHaveLength(1);
			expect(waits(sandbox)[0]).toBeGreaterThanOrEqual(980);
		});

		it.each(['seconds', 'date', 'absent'] as const)(
			'in the form "%s" gets many items through a rate limit, in order',
			async (retryAfter) => {
				await using sandbox = await openService([], { rateLimit: { perSecond: 12, retryAfter } });
				const { items: records, error } = await run(sandbox, getEach, { items: items(30) });
				expect(error).toBeUndefined();
				expect(records.map(({ json }) => json.id)).toEqual(CHATS.slice(0, 30).map(({ id }) => id));
				const refused = statuses(sandbox).filter((status) => status === 429);
				expect(refused.length).toBeGreaterThan(0);
				expect(refused.length).toBeLessThan(60);
			},
		);

		it('of an hour is not waited for, and the error says why at once', async () => {
			await using sandbox = await openService([slowDown('3600')]);
			const { error } = await run(sandbox, GET);
			expect(sandbox.requests).toHaveLength(1);
			expect(error).toMatchObject({ httpCode: '429', context: { itemIndex: 0 } });
			expect(error?.message).toContain('rate limit was reached');
			const { description } = error as unknown as { description: string };
			expect(`${error?.message} ${description}`).toMatch(/3600 s|60 min|(1|an|one) hour/i);
			expect(description).not.toContain('The node waited and tried again');
		});

		it('beyond two minutes in total is not waited for', async () => {
			await using sandbox = await openService([
				{ ...slowDown('1'), times: 1 },
				{ ...slowDown('120'), times: 1 },
			]);
			const { error } = await run(sandbox, GET);
			expect(statuses(sandbox)).toEqual([429, 429]);
			expect(error).toMatchObject({ httpCode: '429' });
		});

		it('of an hour does not hold up the other items with Continue On Fail', async () => {
			await using sandbox = await openService([slowDown('3600')]);
			const guard = AbortSignal.timeout(30_000);
			const { items: records, status } = await run(
				sandbox,
				{ ...getEach, onError: 'continueRegularOutput' },
				{ items: items(40), signal: guard },
			);
			expect(guard.aborted, 'still waiting').toBe(false);
			expect(status).toBe('success');
			expect(records).toHaveLength(40);
			for (const { json } of records) expect(json.error).toContain('rate limit was reached');
		});

		it('of an hour, once, does not hold up writes with Continue On Fail', async () => {
			await using sandbox = await openService([{ ...slowDown('3600'), times: 1 }]);
			const guard = AbortSignal.timeout(30_000);
			const { items: records } = await run(
				sandbox,
				{ ...POST, onError: 'continueRegularOutput' },
				{ items: [{ json: {} }, { json: {} }], signal: guard },
			);
			expect(guard.aborted, 'still waiting').toBe(false);
			expect(records).toHaveLength(2);
		});
	});

	it('a hint next to the output reports that the service slowed the node down', async () => {
		const hintsOf = ({ run: { data } }: Awaited<ReturnType<typeof run>>) =>
			data.resultData.runData['Social Intents']?.[0]?.hints ?? [];
		await using sandbox = await openService([{ ...slowDown('1'), times: 1 }]);
		const patient = action('chat.get', { chatId: 'c0' });
		const said = expect.stringMatching(/The node paused for \d seconds?\./);
		expect(hintsOf(await run(sandbox, patient))).toMatchObject([{ message: said as string }]);
		expect(hintsOf(await run(sandbox, patient))).toEqual([]);
	});

	it('a Retry-After stops all requests, not only the one that was refused', async () => {
		await using sandbox = await openService([{ ...slowDown('1'), every: 6, times: 1 }]);
		sandbox.settings.latencyMs = 20;
		const { items: records } = await run(sandbox, getEach, { items: items(30) });
		expect(records).toHaveLength(30);
		const refusal = sandbox.requests.find(({ status }) => status === 429);
		const refusedAt = refusal?.finishedAt ?? expect.unreachable();
		const during = sandbox.requests.filter(
			({ startedAt }) => startedAt > refusedAt + 200 && startedAt < refusedAt + 960,
		);
		expect(during).toEqual([]);
		expect(sandbox.requests.some(({ startedAt }) => startedAt >= refusedAt + 960)).toBe(true);
	});

	describe.concurrent('a canceled execution', () => {
		/** Cancels a run after a moment: how long it took to end, and what came after. */
		const canceled = async (
			sandbox: Sandbox,
			node: ExecuteOptions['node'],
			more: Partial<ExecuteOptions> = {},
			afterRequests = 1,
		) => {
			const cancel = new AbortController();
			const running = run(sandbox, node, { ...more, signal: cancel.signal });
			// Not expect.poll, which vitest refuses while a concurrent test ends.
			await vi.waitFor(
				() => expect(sandbox.requests.length).toBeGreaterThanOrEqual(afterRequests),
				{ timeout: 20_000 },
			);
			await pause(80);
			const startedAt = performance.now();
			cancel.abort();
			const { status, items: records } = await running;
			const took = performance.now() - startedAt;
			await pause(50);
			const seen = sandbox.requests.length;
			await pause(250);
			expect(sandbox.requests).toHaveLength(seen);
			expect(sandbox.requests.every(({ finishedAt }) => finishedAt !== null)).toBe(true);
			expect(took).toBeLessThan(5000);
			expect(status).toBe('canceled');
			// With Continue On Fail n8n itself passes on what came in.
			expect(records.filter(({ json }) => 'error' in json)).toEqual([]);
			return seen;
		};

		it.each([false, true])(
			'ends at once during a 429 wait (Continue On Fail: %s)',
			async (continues) => {
				await using sandbox = await openService([slowDown('60')]);
				const onError = continues ? ('continueRegularOutput' as const) : undefined;
				const seen = await canceled(sandbox, { ...getEach, onError }, { items: items(30) });
				expect(seen).toBeLessThanOrEqual(8);
			},
		);

		it.each([false, true])(
			'ends at once between two tries (Continue On Fail: %s)',
			async (continues) => {
				const headers = { 'Retry-After': '20' };
				await using sandbox = await openService([{ kind: 'status', status: 503, headers }]);
				const onError = continues ? ('continueRegularOutput' as const) : undefined;
				await canceled(sandbox, { ...getEach, onError }, { items: items(30) });
			},
		);

		it.each([false, true])(
			'ends requests in progress (Continue On Fail: %s)',
			async (continues) => {
				await using sandbox = await openService([{ kind: 'hang' }]);
				const onError = continues ? ('continueRegularOutput' as const) : undefined;
				const seen = await canceled(sandbox, { ...getEach, onError }, { items: items(30) }, 8);
				expect(seen).toBe(8);
				expect(sandbox.requests.every(({ status }) => status === null)).toBe(true);
			},
		);

		it('sends no further write', async () => {
			await using sandbox = await openService([{ kind: 'hang', every: 2 }]);
			const seen = await canceled(
				sandbox,
				{ ...POST, onError: 'continueRegularOutput' },
				{ items: [{ json: {} }, { json: {} }, { json: {} }] },
				2,
			);
			expect(seen).toBe(2);
			expect(sandbox.webhooks).toHaveLength(1);
		});
	});

	it('a canceled execution leaves no timer behind that is longer than a second', async () => {
		await using sandbox = await openService([slowDown('60')]);
		const timers = vi.spyOn(globalThis, 'setTimeout');
		const cancel = new AbortController();
		const running = run(sandbox, getEach, { items: items(3), signal: cancel.signal });
		await expect.poll(() => statuses(sandbox)).toContain(429);
		await pause(80);
		cancel.abort();
		await running;
		const lengths = timers.mock.calls.map(([, ms = 0]) => ms);
		timers.mockRestore();
		expect(lengths).toContain(1000);
		expect(Math.max(...lengths.filter((ms) => ms < 100_000))).toBe(1000);
	});
});
