import { readdirSync } from 'node:fs';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { call } from '../../sandbox/client.mts';
import { type Sandbox, startSandbox } from '../../sandbox/server.mts';
import type { View } from '../../sandbox/control/view.mts';

const NOW = '2025-05-02T12:00:00Z';

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox({ now: NOW, data: {} });
});
afterEach(async () => await sandbox.close());

/** The views that `/sandbox/events` sends, as they come. */
async function follow(): Promise<{ views: View[]; response: IncomingMessage }> {
	const views: View[] = [];
	const response = await new Promise<IncomingMessage>((resolve) => {
		get(`${sandbox.url}/sandbox/events`, resolve);
	});
	let text = '';
	response.on('error', () => {});
	response.setEncoding('utf8').on('data', (chunk: string) => {
		const events = `${text}${chunk}`.split('\n\n');
		text = events.pop() ?? '';
		for (const event of events) {
			if (event.startsWith('data: ')) views.push(JSON.parse(event.slice('data: '.length)) as View);
		}
	});
	await expect.poll(() => views.length).toBe(1);
	return { views, response };
}

const widgetId = () => sandbox.data.widgets[0]?.id ?? '';

async function register(event: string, targetUrl: string): Promise<void> {
	const body = { target_url: targetUrl, event };
	await call(sandbox, 'POST', `/apps/${widgetId()}/webhook`, { body });
}

test('a new subscriber receives the view at once, as a server-sent event', async () => {
	await register('lead', 'http://127.0.0.1:9/hook');
	const { views, response } = await follow();
	expect(response.headers['content-type']).toMatch('text/event-stream');
	expect(response.headers['cache-control']).toBe('no-store');
	expect(views).toEqual([
		{
			baseUrl: sandbox.baseUrl,
			token: sandbox.token,
			accountId: sandbox.accountId,
			widgets: sandbox.data.widgets.map(({ id, name }) => ({ id, name })),
			openChats: [],
			webhooks: [
				{
					id: sandbox.webhooks[0]?.id,
					widget: 'Main Website',
					event: 'Lead',
					targetUrl: 'http://127.0.0.1:9/hook',
				},
			],
			deliveries: [],
			requests: [
				{
					number: 1,
					at: expect.stringMatching(/Z$/),
					method: 'POST',
					target: `/v1/api/apps/${widgetId()}/webhook`,
					status: 200,
					fault: null,
					ms: expect.any(Number),
				},
			],
		},
	]);
});

test('an open chat, its end, a registration, a request, new data, and a reset are each sent', async () => {
	const { views } = await follow();
	const last = () => views.at(-1);

	const { record } = await sandbox.act({
		type: 'chat',
		open: true,
		visitor: { name: 'Ana de Souza' },
	});
	await expect
		.poll(() => last()?.openChats)
		.toEqual([
			{
				id: record.id,
				widget: 'Main Website',
				visitor: 'Ana de Souza',
				startedAt: '2025-05-02T12:00:00.000Z',
			},
		]);

	await fetch(`${sandbox.url}/sandbox/act`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ type: 'endChat', chatId: record.id }),
	});
	await expect.poll(() => last()?.openChats).toEqual([]);

	await register('', 'http://127.0.0.1:9/hook');
	await expect.poll(() => last()?.webhooks).toMatchObject([{ event: 'Chat or Missed Chat' }]);

	await call(sandbox, 'GET', '/chats', { query: { timezone: 'Mars', tag: 'a b' } });
	await expect
		.poll(() => last()?.requests[0])
		.toMatchObject({
			number: 2,
			target: '/v1/api/chats?timezone=Mars&tag=a+b',
			status: 400,
		});

	sandbox.setData({ widgets: [{ id: 'w', name: 'New', timezone: 'UTC', created: NOW }] });
	await expect.poll(() => last()?.widgets).toEqual([{ id: 'w', name: 'New' }]);

	sandbox.reset();
	await expect.poll(() => last()).toEqual(views[0]);
});

test('a delivery is sent once it is answered, while others are still waiting', async () => {
	const receiver = createServer((request, response) => {
		if (request.url === '/quick') response.end('x'.repeat(3000));
	});
	await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
	await register('', `${url}/deaf`);
	await register('', `${url}/quick`);
	const { views } = await follow();

	const acted = sandbox.act({ type: 'missedChat' });
	await expect.poll(() => views.at(-1)?.deliveries).toHaveLength(1);
	const [delivery] = views.at(-1)?.deliveries ?? [];
	expect(delivery).toMatchObject({
		number: 1,
		at: NOW,
		event: 'Missed Chat',
		widget: 'Main Website',
		status: 200,
		targetUrl: `${url}/quick`,
		response: `${'x'.repeat(2000)} …`,
	});
	expect(JSON.parse(delivery?.body ?? '')).toMatchObject([{ chatType: 'Missed' }]);

	receiver.closeAllConnections();
	receiver.close();
	await acted;
	await expect.poll(() => views.at(-1)?.deliveries[0]).toMatchObject({ number: 2, status: null });
});

test('a delivery is sent whatever its form', async () => {
	for (const event of ['', 'offline_message', 'lead']) {
		await register(event, 'http://127.0.0.1:9/hook');
	}
	for (const form of ['array', 'single', 'envelope'] as const) {
		sandbox.settings.delivery = form;
		for (const type of ['chat', 'missedChat', 'offlineMessage', 'lead'] as const) {
			await sandbox.act({ type });
		}
	}
	await sandbox.act({ type: 'chat', fields: { chatType: undefined } });
	const { views } = await follow();
	const events = views[0]?.deliveries.map(({ event }) => event).reverse();
	const each = ['Chat', 'Missed Chat', 'Offline Message', 'Lead'];
	expect(events).toEqual([...each, ...each, ...each, 'Chat or Missed Chat']);
});

test('a request is shown while it waits for its response, with the fault that delays it', async () => {
	sandbox.faults.add({ kind: 'hang' });
	const { views } = await follow();
	const waiting = new AbortController();
	const request = call(sandbox, 'GET', '/apps', { signal: waiting.signal }).catch(() => 'cut');
	await expect
		.poll(() => views.at(-1)?.requests)
		.toMatchObject([{ target: '/v1/api/apps', status: null, ms: null }]);
	waiting.abort();
	expect(await request).toBe('cut');
	await expect
		.poll(() => views.at(-1)?.requests)
		.toMatchObject([{ status: null, fault: 'hang', ms: expect.any(Number) }]);
});

test('many changes at once are sent in few events, and only the newest is shown', async () => {
	const { views } = await follow();
	await Promise.all(Array.from({ length: 100 }, () => call(sandbox, 'GET', '/apps')));
	await expect.poll(() => views.at(-1)?.requests[0]).toMatchObject({ number: 100, status: 200 });
	expect(views.at(-1)?.requests).toHaveLength(20);
	expect(views.length).toBeLessThan(40);
});

test('nothing is sent after a subscriber leaves, and closing does not wait for subscribers', async () => {
	const { views, response } = await follow();
	response.destroy();
	await sandbox.act({ type: 'lead' });
	await follow();
	expect(views).toHaveLength(1);
	const started = performance.now();
	await sandbox.close();
	expect(performance.now() - started).toBeLessThan(500);
});

test('the page and its files come from this server and may load from nowhere else', async () => {
	const files = readdirSync(new URL('../../sandbox/page', import.meta.url));
	for (const file of files) {
		const path = file === 'index.html' ? '/' : `/page/${file}`;
		const response = await fetch(`${sandbox.url}${path}`);
		expect({ path, status: response.status }).toEqual({ path, status: 200 });
		expect(response.headers.get('content-type')).toMatch(/html|css|javascript|svg/);
		expect(response.headers.get('content-security-policy')).toMatch("default-src 'none'");
		const text = (await response.text()).replaceAll('http://www.w3.org/2000/svg', '');
		expect(text).not.toMatch(/https?:|(src|href)="(?!\/page\/)/);
	}
	expect(files).toContain('index.html');
	expect(sandbox.requests).toEqual([]);
});

test.each(['/page/', '/page/none.js', '/page/index.html', '/page/..%2fmain.mts', '/page/a/b.js'])(
	'there is no page at %s',
	async (path) => {
		expect((await fetch(`${sandbox.url}${path}`)).status).toBe(404);
	},
);
