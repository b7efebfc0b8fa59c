import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LINES, loadEngine } from '../../support/engine.mts';
import { startProbeServer, type ProbeServer } from './probe-server.mts';

const packageFolder = path.join(import.meta.dirname, 'probe-package');

describe.each(LINES)('the harness runs a webhook trigger in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName, packageFolder);
	const isOld = lineName.startsWith('1.');
	const trigger = (server: ProbeServer, more = {}) => {
		server.reply = { status: 200, body: { id: 'hook-1' } };
		return engine.webhookTrigger({
			node: { type: 'probeTrigger', name: 'Trigger' },
			credentials: { probeApi: { token: 't', baseUrl: server.url } },
			...more,
		});
	};
	const url = 'https://n8n.example.com/webhook/webhook-id-of-the-test/events/:event/:secret';
	const at = (event: string, secret = 'right') =>
		url.replace(':event', event).replace(':secret', secret);

	it('registers on activation, saves that, and removes on deactivation', async () => {
		await using server = await startProbeServer();
		const hook = trigger(server);
		await hook.activate();
		expect(hook.staticData).toEqual({ 'node:Trigger': { attempted: 1, id: 'hook-1', url } });
		expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
			url,
			mode: 'trigger',
			activation: 'activate',
		});
		await hook.restart();
		await hook.activate();
		expect(server.requests).toHaveLength(1);
		expect(await hook.deactivate()).toBeUndefined();
		expect(server.requests[1]).toMatchObject({ method: 'DELETE', body: '{"id":"hook-1"}' });
		expect(hook.nodeState).toEqual({ attempted: 1 });
		expect(hook.called.filter((method) => method !== 'checkExists')).toEqual(['create', 'delete']);
	});

	it('registers another URL if WEBHOOK_URL or the kind of listening changes', async () => {
		await using server = await startProbeServer();
		const own = trigger(server, { webhookUrl: 'https://other.example/base' });
		await own.activate();
		expect(own.nodeState.url).toMatch(/^https:\/\/other\.example\/base\/webhook\//);
		const test = trigger(server, { test: true });
		await test.activate();
		expect(test.nodeState.url).toMatch(/^https:\/\/n8n\.example\.com\/webhook-test\//);
		expect(JSON.parse(server.requests[1]?.body ?? '')).toMatchObject({
			mode: 'manual',
			activation: 'manual',
		});
	});

	it('behaves after a failed activation as that n8n does', async () => {
		await using server = await startProbeServer();
		const hook = trigger(server);
		server.reply = { status: 500, body: {} };
		await expect(hook.activate()).rejects.toThrow();
		const creations = hook.called.filter((method) => method === 'create');
		expect(creations).toHaveLength(isOld ? 1 : 5);
		expect(hook.called.at(-1)).toBe('delete');
	});

	it('gives up a failing deactivation as that n8n does, and keeps what is stored', async () => {
		await using server = await startProbeServer();
		const hook = trigger(server);
		await hook.activate();
		server.reply = { status: 500, body: {} };
		expect(await hook.deactivate()).toBeInstanceOf(engine.line.workflow.NodeApiError);
		const deletions = hook.called.filter((method) => method === 'delete');
		expect(deletions).toHaveLength(isOld ? 1 : 3);
		expect(hook.nodeState.id).toBe('hook-1');
	});

	it('delivers a request to the registered URL', async () => {
		await using server = await startProbeServer();
		const { items, ...delivery } = await trigger(server).deliver({
			url: at('lead'),
			headers: { 'X-One': '1' },
			body: [{ a: 1 }],
		});
		expect(delivery).toMatchObject({ status: 200, body: { received: 1 }, started: true });
		expect(items[0]?.json).toMatchObject({
			event: 'lead',
			body: [{ a: 1 }],
			raw: '[{"a":1}]',
			headers: { 'x-one': '1' },
		});
	});

	it('responds without starting the workflow if the node says so', async () => {
		await using server = await startProbeServer();
		const hook = trigger(server);
		const deliver = async (url: string) => {
			const { status, body, started } = await hook.deliver({ url, body: {} });
			return { status, body, started };
		};
		expect(await deliver(at('ignored'))).toEqual({
			status: 200,
			body: { ignored: true },
			started: false,
		});
		expect(await deliver(at('lead', 'wrong'))).toEqual({
			status: 401,
			body: { message: 'No' },
			started: false,
		});
		expect(await deliver(at('broken'))).toMatchObject({ status: 500, started: true });
		expect(await deliver(at('lead').replace('/right', ''))).toMatchObject({ status: 404 });
	});

	it('loses in n8n 2 what webhook() writes to static data if it starts the workflow', async () => {
		await using server = await startProbeServer();
		const hook = trigger(server);
		await hook.deliver({ url: at('lead'), body: {} });
		expect(hook.nodeState).toEqual(isOld ? { received: 1 } : {});
		await hook.deliver({ url: at('ignored'), body: {} });
		expect(hook.nodeState).toEqual({ received: isOld ? 2 : 1 });
	});

	it('parses bodies as n8n does', async () => {
		await using server = await startProbeServer();
		const hook = trigger(server);
		const send = async (body: string, type: string) =>
			await hook.deliver({ url: at('x'), body, headers: { 'content-type': type } });
		const read = async (body: string, type: string) => (await send(body, type)).items[0]?.json.body;
		expect(await read('[1]', 'application/json; charset=utf-8')).toEqual([1]);
		expect(await read('a=1', 'application/x-www-form-urlencoded')).toEqual({ a: '1' });
		expect(await read('<a/>', 'application/octet-stream')).toBeUndefined();
		expect((await send('{', 'application/json')).status).toBe(422);
	});
});

describe.each(LINES)('the harness runs a polling trigger in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName, packageFolder);
	const newPoller = (more = {}) =>
		engine.poller({
			node: { type: 'probePoll', name: 'Poll' },
			credentials: { probeApi: { token: 't' } },
			...more,
		});

	it('polls at once, and then in the same context', async () => {
		const poller = newPoller();
		expect(await poller.activate()).toBeNull();
		expect((await poller.tick())?.[0]?.json).toEqual({
			polls: 2,
			mode: 'trigger',
			activation: 'activate',
		});
	});

	it('saves static data only on activation and when something is emitted', async () => {
		const poller = newPoller();
		await poller.activate();
		expect(poller.nodeState).toEqual({ polls: 1 });
		await poller.tick();
		expect(poller.nodeState).toEqual({ polls: 2 });
		expect(await poller.tick()).toBeNull();
		expect(poller.nodeState).toEqual({ polls: 2 });
		expect(await poller.restart()).toBeNull();
		expect(poller.nodeState).toEqual({ polls: 3 });
	});

	it('reads the saved static data in a manual run and leaves it alone', async () => {
		const poller = newPoller({ staticData: { 'node:Poll': { polls: 7 } } });
		expect((await poller.test())?.[0]?.json).toEqual({
			polls: 8,
			mode: 'manual',
			activation: 'manual',
		});
		expect(poller.nodeState).toEqual({ polls: 7 });
	});
});
