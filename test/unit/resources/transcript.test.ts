import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { recordTime } from '../../../nodes/SocialIntents/dates/serviceDate';
import type { ApiRecord } from '../../../nodes/SocialIntents/operation';
import {
	transcriptFile,
	type TranscriptFormat,
} from '../../../nodes/SocialIntents/resources/transcript';
import { transcriptText } from '../../../nodes/SocialIntents/resources/transcriptText';
import { runPlan } from '../../../nodes/SocialIntents/requestPlan';
import { planOf, type Situation, type Values } from '../support/form';
import { errorOf } from '../support/outcome';
import { carryOut } from '../support/service';

const formats: TranscriptFormat[] = ['text', 'html', 'json'];

const messages = [
	{ nickname: 'Jane', body: 'Is 1 < 2 & "so" on?', timestamp: 1736937000000, type: 'visitor' },
	{ nickname: 'Sam', body: 'Yes', timestamp: '2025-01-15T10:30:20Z', type: 'agent' },
];
const chat: ApiRecord = {
	id: '2c9fa6c38f3d1a7e018f4b1d6c2e0a11',
	chatType: 'Answered',
	startDate: '2025-01-15T10:30:00Z',
	visitorFullName: 'Jane Doe',
	agentName: 'Sam',
	textBody: 'Jane: Is 1 < 2 & "so" on?\nSam: Yes',
	htmlBody: '<p>Jane: Is 1 &lt; 2?</p>',
	messages,
};

interface FileOptions {
	timezone?: string;
	widgetName?: string;
	fileName?: string;
}

function fileOf(record: ApiRecord, format: TranscriptFormat, options: FileOptions = {}) {
	const { timezone = 'UTC', ...more } = options;
	const time = recordTime(record, 'startDate', timezone);
	return transcriptFile(record, format, { time, timezone, ...more });
}
const contentOf = (record: ApiRecord, format: TranscriptFormat) => fileOf(record, format).content;

describe('the file of a transcript', () => {
	it.each([
		['text', 'chat-2025-01-15-2c9fa6c38f3d1a7e018f4b1d6c2e0a11.txt', 'text/plain'],
		['html', 'chat-2025-01-15-2c9fa6c38f3d1a7e018f4b1d6c2e0a11.html', 'text/html'],
		['json', 'chat-2025-01-15-2c9fa6c38f3d1a7e018f4b1d6c2e0a11.json', 'application/json'],
	] as const)('as %s is named %s and has the type %s', (format, name, mimeType) => {
		expect(fileOf(chat, format)).toMatchObject({ name, mimeType });
	});

	it('has the day of the chat in its name, if there is one', () => {
		const nameWith = (startDate: unknown) =>
			fileOf({ ...chat, id: 'c1', startDate } as ApiRecord, 'text').name;
		expect(nameWith('2025-07-04 10:30:00 AM')).toBe('chat-2025-07-04-c1.txt');
		expect(nameWith(1736937000000)).toBe('chat-2025-01-15-c1.txt');
		expect(nameWith(null)).toBe('chat-c1.txt');
		expect(nameWith('once')).toBe('chat-c1.txt');
		expect(nameWith(1e20)).toBe('chat-c1.txt');
	});

	it('has a name that every file system accepts, whatever the ID', () => {
		fc.assert(
			fc.property(fc.string({ minLength: 1, maxLength: 300, unit: 'grapheme' }), (id) => {
				const name = fileOf({ ...chat, id }, 'text').name;
				expect(name).toMatch(/^chat-2025-01-15-[\w-]*\.txt$/);
				expect(name.length).toBeLessThan(100);
			}),
			{ examples: [['../../etc/passwd'], ['a/b\\c:d*e?f"g<h>i|j'], ['. .']] },
		);
	});

	it('as text is what the service wrote', () => {
		expect(contentOf(chat, 'text')).toBe(chat.textBody);
	});

	it.each([[''], [null], [' \n']])(
		'as text is made of the messages if the service wrote %j',
		(textBody) => {
			expect(contentOf({ ...chat, textBody }, 'text')).toBe('Jane: Is 1 < 2 & "so" on?\nSam: Yes');
			const nameless = {
				...chat,
				textBody,
				messages: [{ body: 'Hello' }, null, 'x', { nickname: null, body: 'Bye' }],
			};
			expect(contentOf(nameless as ApiRecord, 'text')).toBe('Hello\nBye');
		},
	);

	it('as text is made of the HTML if the service has no text', () => {
		const record = { id: 'c1', htmlBody: '<p><b>Jane:</b> Is 1 &lt; 2?</p><p>Sam: Yes</p>' };
		expect(contentOf(record, 'text')).toContain('Is 1 < 2?');
		expect(contentOf(record, 'text')).toContain('Sam: Yes');
		expect(contentOf(record, 'text')).not.toContain('<p>');
	});

	it('as text from HTML leaves out what a browser does not show, and decodes entities', () => {
		const htmlBody =
			'<html><head><title>Chat</title><style>p { color: red }</style>\n<script>\nlet a = "<p>";\n</script></head><body><p>Isn&#x27;t it &#39;5 &lt; 6&apos;?</p></body></html>';
		expect(contentOf({ id: 'c1', htmlBody }, 'text')).toBe("Isn't it '5 < 6'?");
	});

	it.each([
		['Chat of {id}', 'Chat of {id}.txt'],
		['report.TXT', 'report.txt'],
		['notes.md', 'notes.md.txt'],
		['../../etc/passwd', '.._.._etc_passwd.txt'],
		['a\nb:c?"d"', 'a_b_c_d_.txt'],
	])('turns the File Name %j into %j', (fileName, name) => {
		expect(fileOf(chat, 'text', { fileName }).name).toBe(name);
	});

	it('as HTML has a heading that says who, when, and where, above what the service wrote', () => {
		const record = {
			...chat,
			visitorEmail: 'jane@example.com',
			page: 'https://example.com/pricing?a=1&b=2',
			appId: 'w1',
		};
		const options = { timezone: 'America/New_York', widgetName: 'Shop & more' };
		const { content } = fileOf(record, 'html', options);
		expect(content).toMatch(/^<!doctype html>/i);
		expect(content).toMatch(/<meta charset="utf-8">/i);
		expect(content).toContain('<title>Chat with Jane Doe</title>');
		expect(content).toContain('<h1>Chat with Jane Doe</h1>');
		expect(content).toContain('<dt>Visitor</dt><dd>Jane Doe, jane@example.com</dd>');
		expect(content).toContain('<dd>January 15, 2025, 05:30 (America/New_York)</dd>');
		expect(content).toContain('<dt>Agent</dt><dd>Sam</dd>');
		expect(content).toContain('<dt>Widget</dt><dd>Shop &amp; more</dd>');
		expect(content).toContain('<a href="https://example.com/pricing?a=1&amp;b=2"');
		expect(content).toContain(chat.htmlBody);
		expect(contentOf(record, 'html')).toContain('<dd>w1</dd>');
	});

	it('as HTML leaves out of the heading what the record does not have', () => {
		const content = contentOf({ id: 'c1', htmlBody: '<p>Hello</p>' }, 'html');
		expect(content).toContain('<h1>Chat with a visitor</h1>');
		expect(content).not.toContain('<dt>');
	});

	it('as HTML gets the heading inside if the service wrote a whole page', () => {
		const htmlBody = '<HTML lang="en"><body class="x">Hello</body></html>';
		const content = contentOf({ ...chat, htmlBody }, 'html');
		expect(content).toMatch(/^<HTML lang="en"><body class="x">\s*<header>/);
		expect(content).toContain('Hello</body></html>');
		expect(content.match(/<html/gi)).toHaveLength(1);
	});

	it('as HTML contains nothing from a visitor that a browser would execute', () => {
		const evil = '"><script>alert(1)</script>';
		const record = {
			...chat,
			visitorFullName: evil,
			visitorEmail: evil,
			visitorPhone: evil,
			agentName: evil,
			appId: evil,
			page: 'javascript:alert(1)',
			startDate: evil,
			textBody: evil,
			htmlBody: '',
		};
		const { content } = fileOf(record, 'html', { widgetName: evil });
		expect(content).not.toContain('<script>');
		expect(content).not.toContain('href="javascript');
		expect(content).toContain('<pre>&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;</pre>');
		expect(content).toContain('Content-Security-Policy');
		const fromMessages = contentOf({ ...chat, htmlBody: null, textBody: null }, 'html');
		expect(fromMessages).toContain('Jane: Is 1 &lt; 2 &amp; &quot;so&quot; on?\nSam: Yes');
	});

	it('as JSON contains the simplified chat, its messages with types and times, and its text', () => {
		const types = ['messageToAgent', 'messageToVisitor'];
		const typed = messages.map((message, index) => ({ ...message, type: types[index] }));
		expect(JSON.parse(contentOf({ ...chat, messages: typed }, 'json'))).toMatchObject({
			id: chat.id,
			chatType: 'Answered',
			startDate: '2025-01-15T10:30:00.000Z',
			visitorFullName: 'Jane Doe',
			agentName: 'Sam',
			messages: [
				{
					index: 0,
					timestamp: '2025-01-15T10:30:00.000Z',
					direction: 'visitor',
					nickname: 'Jane',
					type: 'messageToAgent',
					body: 'Is 1 < 2 & "so" on?',
				},
				{
					index: 1,
					timestamp: '2025-01-15T10:30:20.000Z',
					direction: 'agent',
					nickname: 'Sam',
					type: 'messageToVisitor',
					body: 'Yes',
				},
			],
			textBody: chat.textBody,
		});
		expect(JSON.parse(contentOf({ id: 'c1', textBody: 'Hello' }, 'json'))).toMatchObject({
			id: 'c1',
			agentName: null,
			messages: [],
			textBody: 'Hello',
		});
	});

	it('names speakers by the type of a message without a nickname', () => {
		const said = [
			{ body: 'Hello?', type: 'messageToAgent' },
			{ body: 'Hi', type: 'messageToVisitor', nickname: '' },
			{ body: 'The chat has ended' },
		];
		const record = { id: 'c1', messages: said };
		expect(transcriptText(record)).toBe('Visitor: Hello?\nAgent: Hi\nThe chat has ended');
		const named = { ...record, visitorFullName: 'Jane', agentName: 'Sam' };
		expect(transcriptText(named)).toBe('Jane: Hello?\nSam: Hi\nThe chat has ended');
	});

	it.each([
		['nothing', {}],
		['empty text', { textBody: '', htmlBody: '', messages: [] }],
		['null', { textBody: null, htmlBody: null, messages: null }],
		['blanks', { textBody: ' ', htmlBody: '<p>&nbsp;</p>', messages: [{ body: ' \n' }] }],
		['names alone', { textBody: 'Jane: \nSam:', messages: [{ nickname: 'Jane', body: '' }] }],
		['masks', { textBody: 'Jane: ****\n', messages: [{ nickname: 'J***', body: '•••' }] }],
	])('does not exist if the account keeps no history and sends %s', (_, fields) => {
		expect(transcriptText({ id: 'c1', ...fields } as ApiRecord)).toBeNull();
	});

	it.each(formats)('as %s never fails on what the service sends', (format) => {
		const anything = fc.oneof(
			fc.jsonValue({ maxDepth: 3 }),
			fc.double({ noNaN: true, noDefaultInfinity: true }),
		);
		const message = fc.record({ body: anything, nickname: anything, timestamp: anything });
		const record = fc.record(
			{
				startDate: anything,
				textBody: anything,
				htmlBody: anything,
				messages: fc.oneof(anything, fc.array(message)),
			},
			{ requiredKeys: [] },
		);
		fc.assert(
			fc.property(record, (fields) => {
				expect(typeof contentOf({ id: 'c1', ...fields } as ApiRecord, format)).toBe('string');
			}),
			{
				examples: [
					[{ textBody: 'Hello', startDate: 1e20 }],
					[{ messages: [{ body: 'Hello', timestamp: 1e20, nickname: '' }] }],
				],
			},
		);
	});
});

describe('Get Transcript', () => {
	const plan = (given: Values = {}, situation?: Situation) =>
		planOf('chat.getTranscript', { chatId: 'c1', ...given }, situation);
	const serve = (record: ApiRecord) => () => ({
		apiStatus: 'Success',
		chats: [{ ...record, id: 'c1' }],
	});

	it('requests the one chat', () => {
		expect(plan({ options: { timeout: 9000 } }).requests[0]).toEqual({
			method: 'GET',
			path: '/chats',
			query: { id: 'c1', timezone: 'UTC' },
			timeout: 9000,
			isLookup: true,
		});
	});

	it('puts the file in the chosen field, and the text next to it', () => {
		const { output } = carryOut(plan({ outputField: ' transcript ', format: 'html' }), serve(chat));
		expect(output).toHaveLength(1);
		expect(output[0]?.file).toMatchObject({
			field: 'transcript',
			name: 'chat-2025-01-15-c1.html',
			mimeType: 'text/html',
		});
		expect(output[0]?.json).toMatchObject({
			id: 'c1',
			visitorFullName: 'Jane Doe',
			textBody: chat.textBody,
		});
		expect(carryOut(plan({ outputField: '' }), serve(chat)).output[0]?.file?.field).toBe('data');
	});

	it('returns the text next to the file even if the service sent only messages', () => {
		const { json } = carryOut(plan({ simplify: false }), serve({ ...chat, textBody: null }));
		expect(json[0]).toMatchObject({ textBody: 'Jane: Is 1 < 2 & "so" on?\nSam: Yes', messages });
	});

	it("puts the widget's name, requested once, or else its ID in the heading of a page", async () => {
		const asked: string[] = [];
		const widgets: unknown[] = [[{ id: 'W1', name: 'Website' }], new Error('down')];
		for (const heading of ['<dd>Website</dd>', '<dd>w1</dd>']) {
			const apps = widgets.shift();
			const items = await runPlan(plan({ format: 'html' }), async ({ path }) => {
				asked.push(path);
				if (path === '/chats') return serve({ ...chat, appId: 'w1' })();
				if (apps instanceof Error) throw apps;
				return await Promise.resolve(apps);
			});
			expect(items[0]?.file?.content).toContain(heading);
			expect(items[0]?.json).not.toHaveProperty('widgetName');
		}
		expect(asked).toEqual(['/chats', '/apps', '/chats', '/apps']);
	});

	it('names the file as File Name says', () => {
		const { output } = carryOut(plan({ options: { fileName: 'talk' } }), serve(chat));
		expect(output[0]?.file?.name).toBe('talk.txt');
	});

	it.each(['.txt', ' .TXT', '\u200B'])(
		'names the file as without File Name if an expression left nothing but %j',
		(fileName) => {
			const { output } = carryOut(plan({ options: { fileName } }), serve(chat));
			expect(output[0]?.file?.name).toBe('chat-2025-01-15-c1.txt');
		},
	);

	it('cuts a long name between characters, so that the file can be downloaded', () => {
		const options = { fileName: `a${'😀'.repeat(300)}` };
		const { output } = carryOut(plan({ options }), serve(chat));
		expect(output[0]?.file?.name).toBe(`a${'😀'.repeat(199)}.txt`);
	});

	it('returns only the text to an agent', () => {
		const { output } = carryOut(plan({}, { isTool: true }), serve(chat));
		expect(output[0]?.file).toBeUndefined();
		expect(output[0]?.json.textBody).toBe(chat.textBody);
	});

	it('reports that there is no transcript, and why that may be', () => {
		const error = errorOf(() =>
			carryOut(plan({}, { itemIndex: 1 }), serve({ textBody: '', messages: [] })),
		);
		expect(error.message).toBe('The chat "c1" has no transcript [item 1]');
		expect(error.description).toContain('history is disabled');
		const { json } = carryOut(plan({}, { isTool: true }), serve({}));
		expect(json).toEqual([{ id: 'c1', found: false, message: 'The chat "c1" has no transcript' }]);
	});

	it('reports that there is no chat', () => {
		const nothing = () => ({ apiStatus: 'Success' });
		expect(errorOf(() => carryOut(plan(), nothing)).message).toBe(
			'No chat has the ID "c1" [item 0]',
		);
		expect(carryOut(plan({}, { isTool: true }), nothing).json[0]).toMatchObject({ found: false });
	});
});
