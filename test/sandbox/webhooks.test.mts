import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { call, read } from '../../sandbox/client.mts';
import type { Chat } from '../../sandbox/data/records.mts';
import { type Sandbox, startSandbox } from '../../sandbox/server.mts';

let sandbox: Sandbox;
/** What n8n would be: takes deliveries and answers them. */
let receiver: Server;
let receiverUrl: string;
let received: Array<{ path: string; type: string | undefined; body: unknown }>;

const NOW = '2025-05-02T12:00:00Z';

beforeEach(async () => {
	received = [];
	sandbox = await startSandbox({ now: NOW, data: {} });
	receiver = createServer(async (request, response) => {
		const body: unknown = JSON.parse(await text(request));
		received.push({ path: request.url ?? '', type: request.headers['content-type'], body });
		response.writeHead(request.url === '/bad' ? 500 : 200).end(`got ${request.url}`);
	});
	await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	receiverUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterEach(async () => {
	await sandbox.close();
	receiver.closeAllConnections();
	receiver.close();
});

const widgetId = (index = 0) => sandbox.data.widgets[index]?.id ?? '';

const post = async (body: unknown, appId = widgetId()) =>
	await call(sandbox, 'POST', `/apps/${appId}/webhook`, { body });

async function register(event: string, path = '/hook', appId = widgetId()): Promise<string> {
	const response = await post({ target_url: `${receiverUrl}${path}`, event }, appId);
	const { id } = (await response.json()) as { id: string };
	return id;
}

const remove = async (path: string) => (await call(sandbox, 'DELETE', path)).status;

test('a registration returns the ID and nothing else', async () => {
	const response = await post({ target_url: 'https://n8n.example.com/webhook/1', event: '' });
	expect(response.status).toBe(200);
	const answer: unknown = await response.json();
	expect(answer).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/) });
	expect(sandbox.webhooks).toEqual([
		{
			...(answer as object),
			appId: widgetId(),
			event: '',
			targetUrl: 'https://n8n.example.com/webhook/1',
			created: NOW,
		},
	]);
});

test('a widget accepts several webhooks for the same event and URL', async () => {
	const ids = [await register(''), await register(''), await register('lead')];
	expect(new Set(ids).size).toBe(3);
	expect(sandbox.webhooks.map(({ id }) => id)).toEqual(ids);
});

test.each([
	[{ target_url: 'ftp://example.com/', event: '' }],
	[{ target_url: '/relative', event: '' }],
	[{ target_url: '', event: '' }],
	[{ event: '' }],
	[{ target_url: 'https://example.com/', event: 'chat' }],
	[{ target_url: 'https://example.com/', event: null }],
	[{ target_url: 'https://example.com/' }],
	[{ targetUrl: 'https://example.com/', event: '' }],
	[[{ target_url: 'https://example.com/', event: '' }]],
	['text'],
	[null],
])('the registration %j returns 400 and registers nothing', async (body) => {
	const response = await post(body);
	expect(response.status).toBe(400);
	expect(await response.json()).toMatchObject({ apiStatus: 'Failure' });
	expect(sandbox.webhooks).toEqual([]);
});

test('a registration with broken JSON returns 400, and one that is not sent as JSON 415', async () => {
	for (const [type, body, status] of [
		['application/json', '{"target_url":', 400],
		['application/x-www-form-urlencoded', 'target_url=https://example.com/&event=', 415],
	] as const) {
		const response = await fetch(`${sandbox.baseUrl}/apps/${widgetId()}/webhook`, {
			method: 'POST',
			headers: { 'X-SocialIntentsToken': sandbox.token, 'Content-Type': type },
			body,
		});
		expect(response.status).toBe(status);
	}
});

test('an unknown widget returns 404', async () => {
	const response = await post({ target_url: 'https://example.com/', event: '' }, 'unknown');
	expect(response.status).toBe(404);
});

test('a widget ID with a slash in it works if it is encoded', async () => {
	const id = 'a/b c';
	sandbox.setData({ widgets: [{ id, name: 'Odd', timezone: 'UTC', created: NOW }] });
	const body = { target_url: 'https://example.com/', event: '' };
	expect((await post(body, id)).status).toBe(404);
	expect((await post(body, encodeURIComponent(id))).status).toBe(200);
});

test('a webhook is removed from its widget once', async () => {
	const id = await register('');
	expect(await remove(`/apps/${widgetId(1)}/webhook/${id}`)).toBe(404);
	expect(await remove(`/apps/${widgetId()}/webhook/${id}`)).toBe(200);
	expect(await remove(`/apps/${widgetId()}/webhook/${id}`)).toBe(404);
	expect(sandbox.webhooks).toEqual([]);
});

test('a webhook can be removed without its widget', async () => {
	const id = await register('', '/hook', widgetId(1));
	expect(await remove('/webhook/unknown')).toBe(404);
	expect(await remove(`/webhook/${id}`)).toBe(200);
	expect(sandbox.webhooks).toEqual([]);
});

test('a chat is delivered as a JSON array to every webhook of its widget and event, and no other', async () => {
	await register('', '/one');
	await register('', '/two');
	await register('lead', '/other-event');
	await register('', '/other-widget', widgetId(1));
	const { record } = await sandbox.act({ type: 'chat' });
	expect(received.map(({ path }) => path).sort()).toEqual(['/one', '/two']);
	expect(received[0]).toMatchObject({
		type: 'application/json',
		body: [{ ...record, visitorFirstName: expect.any(String), visitorConsent: true }],
	});
});

test('a delivered chat has the fields that only the webhook has, unlike the list', async () => {
	await register('');
	await sandbox.act({ type: 'chat', visitor: { name: 'Ana de Souza', email: 'ana@example.com' } });
	expect(received[0]?.body).toMatchObject([
		{
			chatType: 'Answered',
			visitorFullName: 'Ana de Souza',
			visitorFirstName: 'Ana',
			visitorLastName: 'de Souza',
			visitorEmail: 'ana@example.com',
			visitorConsent: true,
		},
	]);
	const [payload] = received[0]?.body as [object];
	expect(payload).toHaveProperty('visitorGroup');
	const { chats } = await read(sandbox, '/chats');
	const [listed] = chats as [object];
	for (const field of ['FirstName', 'LastName', 'Group', 'Consent']) {
		expect(listed).not.toHaveProperty(`visitor${field}`);
	}
});

test.each([
	['chat', '', '/chats', 'chats'],
	['missedChat', '', '/missedchats', 'chats'],
	['offlineMessage', 'offline_message', '/offlinemessages', 'chats'],
	['lead', 'lead', '/contacts', 'contacts'],
] as const)('%s fires the event "%s" and appears in %s', async (type, event, path, key) => {
	for (const each of ['', 'offline_message', 'lead']) await register(each, `/${each}`);
	const { record } = await sandbox.act({ type });
	expect(received.map((delivery) => delivery.path)).toEqual([`/${event}`]);
	expect(await read(sandbox, path)).toMatchObject({ [key]: [record] });
});

test('a delivered lead has the documented fields', async () => {
	await register('lead');
	await sandbox.act({ type: 'lead', fields: { group: 'Trade fair' } });
	expect(received[0]?.body).toEqual([
		{
			id: expect.any(String),
			appId: widgetId(),
			appName: sandbox.data.widgets[0]?.name,
			firstName: expect.any(String),
			lastName: expect.any(String),
			email: expect.toSatisfy((email) => email === null || typeof email === 'string'),
			phone: expect.toSatisfy((phone) => phone === null || typeof phone === 'string'),
			group: 'Trade fair',
			page: expect.any(String),
			addDate: NOW,
		},
	]);
});

test('a chat starts its duration before now, so its start is older than its delivery', async () => {
	const { record } = await sandbox.act({ type: 'chat', durationSeconds: 3600 });
	expect(record).toMatchObject({ duration: 3600, startDate: '2025-05-02T11:00:00Z' });
});

test('a chat in progress is in no list until it ends, and keeps its first start', async () => {
	await register('');
	const startedAt = '2025-05-01T23:50:00Z';
	const open = await sandbox.act({ type: 'chat', open: true, startedAt, tags: ['long'] });
	expect(open).toMatchObject({ archived: false, deliveries: [] });
	expect(await read(sandbox, '/chats')).not.toHaveProperty('chats');
	expect(received).toEqual([]);

	const chatId = open.record.id;
	const endedAt = '2025-05-02T00:10:00Z';
	const ended = await sandbox.act({ type: 'endChat', chatId, endedAt });
	const { messages, textBody, htmlBody, ...lasting } = open.record as Chat;
	expect(ended).toMatchObject({
		archived: true,
		record: { ...lasting, duration: 1200, startDate: startedAt },
		deliveries: [{ status: 200 }],
	});
	const said = (record: Chat) => record.messages?.map(({ body }) => body);
	expect(said(ended.record as Chat)).toEqual(said(open.record as Chat));
	expect(await read(sandbox, '/chats', { tag: 'long' })).toMatchObject({ chats: [{ id: chatId }] });
	await expect(sandbox.act({ type: 'endChat', chatId })).rejects.toThrow(chatId);
});

test('the visitor, agent, page, times, and messages of a chat can be given', async () => {
	const { record } = await sandbox.act({
		type: 'chat',
		widgetId: widgetId(2),
		startedAt: '2025-01-15T10:30:00Z',
		durationSeconds: 60,
		visitor: { id: 'v1', name: 'Ana', email: null },
		lines: [
			{ from: 'visitor', body: 'Hi' },
			{ from: 'agent', body: 'Hello' },
		],
		fields: { id: 'c1', agentName: 'Dana', page: null },
	});
	expect(record).toMatchObject({
		id: 'c1',
		appId: widgetId(2),
		startDate: '2025-01-15T10:30:00Z',
		visitorId: 'v1',
		visitorFullName: 'Ana',
		visitorEmail: '',
		agentName: 'Dana',
		page: null,
		textBody: expect.stringMatching(/^\[10:30:00\] Ana: Hi\n\[10:30:30\] .+: Hello$/),
		messages: [
			{
				body: 'Hi',
				nickname: 'Ana',
				timestamp: Date.UTC(2025, 0, 15, 10, 30),
				type: 'messageToAgent',
			},
			{ body: 'Hello', type: 'messageToVisitor' },
		],
	});
});

test('a delivery can lack its widget and still reaches the widget’s webhooks', async () => {
	await register('');
	await sandbox.act({ type: 'missedChat', fields: { appId: undefined } });
	expect(received[0]?.body).toMatchObject([{ chatType: 'Missed' }]);
	expect((received[0]?.body as [object])[0]).not.toHaveProperty('appId');
});

test('an unknown widget, chat, or date is an error', async () => {
	await expect(sandbox.act({ type: 'lead', widgetId: 'w9' })).rejects.toThrow('w9');
	await expect(sandbox.act({ type: 'endChat', chatId: 'c9' })).rejects.toThrow('c9');
	await expect(sandbox.act({ type: 'chat', startedAt: 'soon' })).rejects.toThrow('soon');
});

test('each delivery is recorded with the response it got', async () => {
	await register('', '/good');
	await register('', '/bad');
	const { deliveries } = await sandbox.act({ type: 'missedChat' });
	expect(deliveries).toEqual(
		['/good', '/bad'].map((path, index) => ({
			webhookId: sandbox.webhooks[index]?.id,
			appId: widgetId(),
			event: '',
			targetUrl: `${receiverUrl}${path}`,
			at: NOW,
			body: received[0]?.body,
			status: path === '/good' ? 200 : 500,
			response: `got ${path}`,
			ms: expect.any(Number),
			error: null,
		})),
	);
	expect(sandbox.deliveries).toHaveLength(2);
	expect(received).toHaveLength(2);
});

test('an unreachable receiver is recorded with a reason, and nothing is sent again', async () => {
	await register('lead');
	receiver.closeAllConnections();
	await new Promise((resolve) => receiver.close(resolve));
	const { deliveries } = await sandbox.act({ type: 'lead' });
	expect(deliveries).toMatchObject([
		{ status: null, response: '', error: expect.stringContaining('ECONNREFUSED') },
	]);
	expect(sandbox.deliveries).toHaveLength(1);
});

test('deliveries can be a single object or an envelope', async () => {
	for (const event of ['', 'offline_message', 'lead']) await register(event);
	sandbox.settings.delivery = 'single';
	const single = await sandbox.act({ type: 'lead' });
	expect(received.at(-1)?.body).toEqual(single.record);

	sandbox.settings.delivery = 'envelope';
	const lead = await sandbox.act({ type: 'lead' });
	expect(received.at(-1)?.body).toEqual({ contacts: [lead.record] });
	await sandbox.act({ type: 'offlineMessage', message: 'Hello?' });
	expect(received.at(-1)?.body).toMatchObject({ chats: [{ chatType: 'Offline Message' }] });
});

test('a delivery uses the date form and the history mode of the account', async () => {
	await register('');
	sandbox.settings.dates = 'older';
	sandbox.settings.historyDisabled = true;
	await sandbox.act({ type: 'missedChat', message: 'secret' });
	expect(received[0]?.body).toMatchObject([
		{ startDate: '2025-05-02 08:00:00 AM', textBody: '', messages: [], visitorFirstName: '' },
	]);
	expect(JSON.stringify(received)).not.toContain('secret');
});

test('the same actions on the same seed produce the same records', async () => {
	const other = await startSandbox({ now: NOW, data: {} });
	for (const type of ['chat', 'lead', 'offlineMessage', 'missedChat', 'chat'] as const) {
		const [{ record }, twin] = [await sandbox.act({ type }), await other.act({ type })];
		expect(record).toEqual(twin.record);
	}
	expect(JSON.stringify(other.data)).toBe(JSON.stringify(sandbox.data));
	await other.close();
});
