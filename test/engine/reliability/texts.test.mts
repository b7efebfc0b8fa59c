import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startSandbox } from '../../../sandbox/server.mts';
import { LINES, loadEngine, openInbox } from '../../support/engine.mts';
import { action, byId, signIn } from '../action/support.mts';

const NOW = new Date().toISOString();
const ID = 'record-1';

/** What a visitor may type, and what other programs would run, turn around, or break at. */
const TEXTS: Array<[string, string]> = [
	['a formula', '=HYPERLINK("https://example.com?x="&A1,"Win")'],
	['a formula of another sign', "@SUM(1+1)*cmd|' /C calc'!A0"],
	['a script', '<script>alert(1)</script><img src=x onerror="alert(2)">'],
	['an expression of n8n', '={{ $env.PATH }} {{ $json.id }} ${1+1}'],
	['right-to-left marks', 'invoice\u202efdp.exe\u200f\u2066'],
	['a NUL and other control characters', 'a\u0000b\u0007c\u001b[31m\u2028'],
	['a lone surrogate', 'a\ud800b\udc00'],
	['an emoji of many parts', '👩‍👩‍👧‍👦 e\u0301'],
	['names of prototypes', '__proto__ constructor toString'],
	['a transcript of 10 MB', 'x'.repeat(10_000_000)],
];

const MAX_FIELD = 1000;

/** The text in every field that holds one; a long one only where transcripts are. */
const chatWith = (text: string, fields: IDataObject = {}): IDataObject => ({
	id: ID,
	chatType: 'Answered',
	startDate: NOW,
	appId: 'widget-1',
	...fieldsWith(text, ['visitorFullName', 'visitorEmail', 'visitorPhone', 'agentName', 'page']),
	textBody: text,
	messages: [
		{
			body: text,
			nickname: text.slice(0, MAX_FIELD),
			timestamp: Date.now(),
			type: 'messageToAgent',
		},
	],
	...fields,
});
const contactWith = (text: string): IDataObject => ({
	id: ID,
	addDate: NOW,
	appId: 'widget-1',
	...fieldsWith(text, ['firstName', 'lastName', 'email', 'phone', 'group', 'page', 'appName']),
});
const fieldsWith = (text: string, names: string[]): IDataObject =>
	Object.fromEntries(names.map((name) => [name, text.slice(0, MAX_FIELD)]));
const escapeHtml = (text: string) =>
	text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&#39;');
const MISSED = { chatType: 'Missed' };
const OFFLINE = { chatType: 'Offline Message' };

const sandbox = await startSandbox({ data: { widgets: [] } });
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

/** Has the service answer every request with this list, as JSON that this test has written itself. */
function serve(list: string, ...records: IDataObject[]) {
	sandbox.faults.clear();
	const body = JSON.stringify({ apiStatus: 'Success', [list]: records });
	sandbox.faults.add({ kind: 'status', status: 200, body });
}

describe.each(LINES)('text that bites other programs, in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const run = async (operation: string, parameters: object = {}) => {
		const node = action(operation, parameters);
		const execution = await engine.execute({ node, credentials: signIn(sandbox) });
		expect(execution.error).toBeUndefined();
		return execution.items;
	};
	const first = async (operation: string, parameters: object = {}) =>
		(await run(operation, parameters))[0]?.json;
	const raw = { returnAll: true, simplify: false };
	const withTranscript = { returnAll: true, options: { addFields: ['transcript'] } };

	it.each(TEXTS)('%s passes through every operation as it is', async (_, text) => {
		const chat = chatWith(text);
		serve('chats', chat);
		expect(await first('chat.getAll', raw)).toEqual(chat);
		expect(await first('chat.get', { chatId: ID, simplify: false })).toEqual(chat);
		const { visitorFullName, visitorEmail, page, agentName } = chat;
		expect(await first('chat.getAll', withTranscript)).toMatchObject({
			visitorFullName,
			visitorEmail,
			page,
			agentName,
			textBody: text,
		});
		expect(await first('chat.getMessages', { chatId: ID })).toMatchObject({
			nickname: text.slice(0, MAX_FIELD),
			body: text,
		});

		const missed = chatWith(text, MISSED);
		serve('chats', missed);
		expect(await first('missedChat.getAll', raw)).toEqual(missed);
		expect(await first('missedChat.get', { chatId: ID, simplify: false })).toEqual(missed);

		const message = chatWith(text, OFFLINE);
		serve('messages', message);
		expect(await first('offlineMessage.getAll', raw)).toEqual(message);
		expect(await first('offlineMessage.get', { messageId: ID })).toMatchObject({ textBody: text });

		const contact = contactWith(text);
		serve('contacts', contact);
		expect(await first('contact.getAll', raw)).toEqual(contact);
		expect(await first('contact.getAll', { returnAll: true })).toMatchObject({
			firstName: contact.firstName,
		});

		const widget = { id: ID, ...fieldsWith(text, ['name', 'timezone']), created: NOW };
		serve('apps', widget);
		expect(await first('widget.getAll', raw)).toEqual(widget);
		expect(await first('widget.get', { widgetId: byId(ID), simplify: false })).toEqual(widget);
	});

	it.each(TEXTS)('%s stands in the file of a transcript as it is', async (_, text) => {
		serve('chats', chatWith(text));
		// UTF-8 has no lone surrogates.
		const written = Buffer.from(text).toString();
		const fileIn = async (format: string) => {
			const [item] = await run('chat.getTranscript', { chatId: ID, format });
			return String(await engine.readBinary(item?.binary?.data ?? expect.unreachable()));
		};
		expect(await fileIn('text')).toContain(written);
		const page = await fileIn('html');
		expect(page).toContain(`<pre>${escapeHtml(written)}</pre>`);
		expect(page).not.toMatch(/<(script|img)/i);
	});

	const parameters = { events: ['chatAnswered'], simplify: false };

	/** The items that a delivery of this body starts a workflow with. */
	async function deliver(body: unknown) {
		await using inbox = await openInbox();
		sandbox.setData({ widgets: [{ id: 'widget-1', name: 'W', timezone: 'UTC', created: NOW }] });
		const trigger = engine.webhookTrigger({
			node: { type: 'socialIntentsTrigger', parameters },
			credentials: signIn(sandbox),
			webhookUrl: inbox.url,
		});
		await trigger.activate();
		const url = sandbox.webhooks[0]?.targetUrl ?? expect.unreachable();
		const headers = { 'content-type': 'application/json' };
		return (await trigger.deliver({ url, body, headers })).items.map(({ json }) => json);
	}

	/** The items that a poll starts a workflow with, after the service has got something new. */
	async function poll(change: () => void) {
		const name = `Poll ${crypto.randomUUID()}`;
		const poller = engine.poller({
			node: { type: 'socialIntentsPollingTrigger', name, id: name, parameters },
			credentials: signIn(sandbox),
		});
		await poller.activate();
		change();
		onTestFinished(() => sandbox.faults.clear());
		return (await poller.tick())?.map(({ json }) => json);
	}

	it.each(TEXTS)('%s starts a workflow as data, by a delivery and by a poll', async (_, text) => {
		const chat = chatWith(text, { id: crypto.randomUUID() });
		expect(await deliver([chat])).toMatchObject([chat]);
		expect(await poll(() => serve('chats', chat))).toMatchObject([chat]);
	});

	describe('a record with fields named like parts of a prototype', () => {
		const names = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'];
		const fields = names.map((name) => `"${name}":{"polluted":true,"id":"x"}`).join(',');
		const recordOf = (chatType: string, id = ID) =>
			`{"id":"${id}","chatType":"${chatType}","startDate":"${NOW}","addDate":"${NOW}","name":"Jane","messages":[{"body":"Hi",${fields}}],${fields}}`;
		const serveText = (list: string, record: string) => {
			sandbox.faults.clear();
			const body = `{"apiStatus":"Success","${list}":[${record}]}`;
			sandbox.faults.add({ kind: 'status', status: 200, body });
		};
		const expectNoPollution = (items: IDataObject[] | undefined) => {
			expect(items).toHaveLength(1);
			expect(items?.[0]).not.toHaveProperty('polluted');
			expect(items?.[0]?.id).not.toBe('x');
			expect(({} as IDataObject).polluted).toBeUndefined();
			expect(Object.prototype.hasOwnProperty.call(Object.prototype, 'polluted')).toBe(false);
		};

		it.each([
			['chat.getAll', 'chats', 'Answered', raw],
			['chat.getAll', 'chats', 'Answered', withTranscript],
			['chat.get', 'chats', 'Answered', { chatId: ID }],
			['chat.getMessages', 'chats', 'Answered', { chatId: ID }],
			['missedChat.getAll', 'chats', 'Missed', raw],
			['missedChat.get', 'chats', 'Missed', { chatId: ID }],
			['offlineMessage.getAll', 'messages', 'Offline Message', raw],
			['offlineMessage.get', 'messages', 'Offline Message', { messageId: ID }],
			['contact.getAll', 'contacts', '', raw],
			['widget.getAll', 'apps', '', raw],
			['widget.get', 'apps', '', { widgetId: byId(ID), simplify: false }],
		])('changes no other object in %s', async (operation, list, chatType, options) => {
			serveText(list, recordOf(chatType));
			expectNoPollution((await run(operation, options)).map(({ json }) => json));
		});

		it('changes no other object in a delivery or a poll', async () => {
			const id = crypto.randomUUID();
			expectNoPollution(await deliver(`[${recordOf('Answered', id)}]`));
			expectNoPollution(await poll(() => serveText('chats', recordOf('Answered', id))));
		});
	});
});
