import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Chat } from '../../../sandbox/data/records.mts';
import { LINES, loadEngine, type ExecuteOptions } from '../../support/engine.mts';
import { action, asked, chatAt, signIn, simplifiedChat, startFilledSandbox } from './support.mts';

const sandbox = await startFilledSandbox({
	seed: 'transcripts',
	days: 15,
	now: '2026-06-15T12:00:00Z',
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const escapeHtml = (text: string) =>
	text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** Answered chats in every script of the data, line breaks and markup included. */
const talks = () => {
	const records = sandbox.data.chats.filter(({ record }) => record.chatType === 'Answered');
	const withWords = (pattern: RegExp) =>
		records.find(({ record }) => pattern.test(record.textBody ?? '')) ?? expect.unreachable();
	return [/[ぁ-ん]/, /[äöüß]/, /<script/, /🙏|😊|🚀/].map(withWords);
};

describe.each(LINES)('transcripts of the action node in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const run = async (parameters: object, more: Partial<ExecuteOptions> = {}) =>
		await engine.execute({
			node: action('chat.getTranscript', parameters),
			credentials: signIn(sandbox),
			settings: { timezone: 'UTC' },
			...more,
		});
	/** The one item, with its file read back. */
	const transcript = async (parameters: object, field = 'data') => {
		const { items, error } = await run(parameters);
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		const [{ json, binary = {} } = expect.unreachable()] = items;
		expect(Object.keys(binary)).toEqual([field]);
		const file = binary[field] ?? expect.unreachable();
		const content = (await engine.readBinary(file)).toString('utf8');
		return { json, file, content };
	};

	it.each(['ja', 'de', 'markup', 'emoji'].map((name, index) => [name, index] as const))(
		'the text is what the service wrote, in the file and in the JSON (%s)',
		async (_, index) => {
			const stored = talks()[index] ?? expect.unreachable();
			const { id } = stored.record;
			const { json, file, content } = await transcript({ chatId: id });
			expect(asked(sandbox)).toMatchObject([{ method: 'GET', path: '/chats' }]);
			expect(asked(sandbox)[0]?.query.id).toBe(id);
			expect(content).toBe(stored.record.textBody);
			const { textBody } = stored.record;
			expect(json).toEqual({ ...simplifiedChat(stored), textBody });
			const day = new Date(stored.at).toISOString().slice(0, 10);
			expect(file).toMatchObject({
				fileName: `chat-${day}-${id}.txt`,
				mimeType: 'text/plain',
				fileExtension: 'txt',
			});
		},
	);

	it('the HTML is a page with a heading, and what the service wrote', async () => {
		for (const stored of talks()) {
			const { json, file, content } = await transcript({
				chatId: stored.record.id,
				format: 'html',
			});
			expect(file).toMatchObject({ mimeType: 'text/html', fileExtension: 'html' });
			expect(file.fileName).toMatch(/^chat-2026-\d\d-\d\d-\w+\.html$/);
			expect(content).toContain(stored.record.htmlBody);
			expect(content).toMatch(/^<!doctype html>/i);
			expect(content).toContain('<meta charset="utf-8">');
			const widget = sandbox.data.widgets.find(({ id }) => id === stored.record.appId);
			expect(content).toContain(`<dt>Widget</dt><dd>${escapeHtml(widget?.name ?? '')}</dd>`);
			expect(json).not.toHaveProperty('widgetName');
			expect(json.textBody).toBe(stored.record.textBody);
		}
	});

	it('the JSON contains every message with its time', async () => {
		for (const stored of talks()) {
			const { record } = stored;
			const { json, file, content } = await transcript({ chatId: record.id, format: 'json' });
			expect(file).toMatchObject({ mimeType: 'application/json', fileExtension: 'json' });
			expect(file.fileName).toMatch(/\.json$/);
			const parsed = JSON.parse(content) as Record<string, unknown>;
			expect(parsed).toMatchObject({
				id: record.id,
				chatType: 'Answered',
				visitorFullName: record.visitorFullName,
				agentName: record.agentName,
				messages: record.messages?.map(({ timestamp, nickname, body, type }, index) => ({
					index,
					timestamp: new Date(timestamp).toISOString(),
					nickname,
					type,
					body,
				})),
				textBody: record.textBody,
			});
			expect(json.textBody).toBe(record.textBody);
		}
	});

	it('the file goes into the chosen field, and the whole record is returned without Simplify', async () => {
		const [{ record } = expect.unreachable()] = talks();
		const parameters = { chatId: record.id, outputField: 'transcript', simplify: false };
		const { json, content } = await transcript(parameters, 'transcript');
		expect(json).toEqual(record);
		expect(content).toBe(record.textBody);
	});

	it('each of several items gets one file', async () => {
		const records = talks();
		const { items } = await run(
			{ chatId: '={{ $json.id }}', format: '={{ $json.format }}' },
			{
				items: records.map(({ record }, index) => ({
					json: { id: record.id, format: ['text', 'html', 'json', 'Plain Text'][index] },
				})),
			},
		);
		expect(items.map(({ binary }) => binary?.data?.fileExtension)).toEqual([
			'txt',
			'html',
			'json',
			'txt',
		]);
		for (const [index, { json, binary, pairedItem }] of items.entries()) {
			expect(pairedItem).toEqual({ item: index });
			expect(json.id).toBe(records[index]?.record.id);
			expect(binary?.data?.fileName).toContain(String(json.id));
		}
	});

	const only = async (fields: Partial<Chat>, parameters: object = {}) => {
		sandbox.setData({ chats: [chatAt('2026-06-01T23:30:00Z', { id: 'one', ...fields })] });
		return await transcript({ chatId: 'one', ...parameters });
	};
	const messages: Chat['messages'] = [
		{ body: 'Hi <b>you</b> & me', nickname: 'Jürgen', timestamp: 1748820600000, type: 'visitor' },
		{ body: 'Hello', nickname: 'Ava "A"', timestamp: 1748820660000, type: 'agent' },
	];

	it('the text is made of the messages if the service has none', async () => {
		const { json, content } = await only({ textBody: null, htmlBody: '', messages });
		expect(content).toBe('Jürgen: Hi <b>you</b> & me\nAva "A": Hello');
		expect(json.textBody).toBe(content);
	});

	it("the HTML shows a visitor's words as text if the service has no HTML", async () => {
		const { content } = await only({ textBody: '', messages }, { format: 'html' });
		expect(content).toContain('Hi &lt;b&gt;you&lt;/b&gt; &amp; me');
		expect(content).not.toContain('<b>you');
	});

	it('the text is made of the HTML if the service has nothing else', async () => {
		const htmlBody = '<p>Ann: 1 &lt; 2 &amp; 3</p><p>Bob:&nbsp;caf&#233;<br>ok</p>';
		const { content } = await only({ htmlBody });
		expect(content).toBe('Ann: 1 < 2 & 3\nBob: café\nok');
	});

	it('the file name is valid on every system, whatever the ID', async () => {
		const id = '../a b\\c:d*"é"';
		sandbox.setData({ chats: [chatAt('2026-06-01T23:30:00Z', { id, textBody: 'x' })] });
		const { file, json } = await transcript({ chatId: id });
		expect(file.fileName).toMatch(/^chat-2026-06-01-[\w-]+\.txt$/);
		expect(json.id).toBe(id);
	});

	it('the file name has no day if the chat has no date', async () => {
		sandbox.setData({ chats: [chatAt(null, { id: 'one', textBody: 'x' })] });
		const { file } = await transcript({ chatId: 'one' });
		expect(file.fileName).toBe('chat-one.txt');
	});

	it('an account that keeps no history causes an error that explains itself', async () => {
		sandbox.settings.historyDisabled = true;
		const [{ record } = expect.unreachable(), other = expect.unreachable()] = talks();
		for (const format of ['text', 'html', 'json']) {
			const { error, items } = await run({ chatId: record.id, format });
			expect(items).toEqual([]);
			expect(error).toBeInstanceOf(engine.line.workflow.NodeOperationError);
			expect(error?.message).toContain(`The chat "${record.id}" has no transcript`);
			expect(error).toMatchObject({
				description: expect.stringContaining('history is disabled') as string,
				context: { itemIndex: 0 },
			});
		}
		const { items } = await run(
			{},
			{
				node: {
					...action('chat.getTranscript', { chatId: '={{ $json.id }}' }),
					onError: 'continueRegularOutput',
				},
				items: [{ json: { id: record.id } }, { json: { id: other.record.id } }],
			},
		);
		expect(items.map(({ json, binary }) => [Object.keys(json), binary])).toEqual([
			[['error'], undefined],
			[['error'], undefined],
		]);
	});

	it('a chat that does not exist causes an error with the ID', async () => {
		const { error } = await run({ chatId: 'nobody' });
		expect(error?.message).toContain('No chat has the ID "nobody"');
	});

	it('Get and Get Many still work if the account keeps no history', async () => {
		sandbox.settings.historyDisabled = true;
		const [stored = expect.unreachable()] = talks();
		const { items } = await run({}, { node: action('chat.get', { chatId: stored.record.id }) });
		expect(items.map(({ json }) => json)).toEqual([
			{
				...simplifiedChat(stored),
				visitorFullName: null,
				visitorEmail: null,
				visitorPhone: null,
			},
		]);
	});

	it('a wrong format is rejected before anything is sent', async () => {
		const { error } = await run({ chatId: 'x', format: '={{ "pdf" }}' });
		expect(error?.message).toContain(`'Format' has no option "pdf"`);
		expect(sandbox.requests).toEqual([]);
	});
});
