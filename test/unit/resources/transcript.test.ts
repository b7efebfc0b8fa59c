import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ApiRecord } from '../../../nodes/SocialIntents/operation';
import {
	transcriptOf,
	type TranscriptFormat,
} from '../../../nodes/SocialIntents/resources/transcript';
import { planOf, type Situation, type Values } from '../support/form';
import { faultOf } from '../support/outcome';
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

const fileOf = (row: ApiRecord, format: TranscriptFormat, timezone = 'UTC') =>
	transcriptOf(row, format, timezone)?.file;
const contentOf = (row: ApiRecord, format: TranscriptFormat) => fileOf(row, format)?.content ?? '';

describe('the file of a transcript', () => {
	it.each([
		['text', 'chat-2025-01-15-2c9fa6c38f3d1a7e018f4b1d6c2e0a11.txt', 'text/plain'],
		['html', 'chat-2025-01-15-2c9fa6c38f3d1a7e018f4b1d6c2e0a11.html', 'text/html'],
		['json', 'chat-2025-01-15-2c9fa6c38f3d1a7e018f4b1d6c2e0a11.json', 'application/json'],
	] as const)('as %s is called %s and is %s', (format, name, mimeType) => {
		expect(fileOf(chat, format)).toMatchObject({ name, mimeType });
	});

	it('is named after the day of the chat, if it has one', () => {
		const nameWith = (startDate: unknown) =>
			fileOf({ ...chat, id: 'c1', startDate } as ApiRecord, 'text')?.name;
		expect(nameWith('2025-07-04 10:30:00 AM')).toBe('chat-2025-07-04-c1.txt');
		expect(nameWith(1736937000000)).toBe('chat-2025-01-15-c1.txt');
		expect(nameWith(null)).toBe('chat-c1.txt');
		expect(nameWith('once')).toBe('chat-c1.txt');
		expect(nameWith(1e20)).toBe('chat-c1.txt');
	});

	it('has a name that every file system takes, whatever the ID', () => {
		fc.assert(
			fc.property(fc.string({ minLength: 1, maxLength: 300, unit: 'grapheme' }), (id) => {
				const name = fileOf({ ...chat, id }, 'text')?.name ?? '';
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
		'as text is made of the messages where the service wrote %j',
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

	it('as text has the words of the chat where the service has only HTML of it', () => {
		const row = { id: 'c1', htmlBody: '<p><b>Jane:</b> Is 1 &lt; 2?</p><p>Sam: Yes</p>' };
		expect(contentOf(row, 'text')).toContain('Is 1 < 2?');
		expect(contentOf(row, 'text')).toContain('Sam: Yes');
		expect(contentOf(row, 'text')).not.toContain('<p>');
	});

	it('as text from HTML leaves out what a browser does not show, and reads its entities', () => {
		const htmlBody =
			'<html><head><title>Chat</title><style>p { color: red }</style>\n<script>\nlet a = "<p>";\n</script></head><body><p>Isn&#x27;t it &#39;5 &lt; 6&apos;?</p></body></html>';
		expect(contentOf({ id: 'c1', htmlBody }, 'text')).toBe("Isn't it '5 < 6'?");
	});

	it('as HTML is a page around what the service wrote', () => {
		const content = contentOf(chat, 'html');
		expect(content).toMatch(/^<!doctype html>/i);
		expect(content).toMatch(/<meta charset="utf-8">/i);
		expect(content).toContain(chat.htmlBody);
	});

	it('as HTML is left alone where it is a page already', () => {
		const htmlBody = '<HTML lang="en"><body>Hello</body></html>';
		expect(contentOf({ ...chat, htmlBody }, 'html')).toBe(htmlBody);
	});

	it('as HTML is made of the text, with nothing in it that a browser would run', () => {
		const textBody = 'Jane: <script>alert("1")</script> & <html>';
		const content = contentOf({ ...chat, htmlBody: '', textBody }, 'html');
		expect(content).toContain(
			'<pre>Jane: &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &lt;html&gt;</pre>',
		);
		expect(content).toMatch(/^<!doctype html>/i);
		expect(content).not.toContain('<script>');
		const fromMessages = contentOf({ ...chat, htmlBody: null, textBody: null }, 'html');
		expect(fromMessages).toContain('Jane: Is 1 &lt; 2 &amp; &quot;so&quot; on?\nSam: Yes');
	});

	it('as JSON has the chat, its text, and its messages with times in ISO 8601', () => {
		expect(JSON.parse(contentOf(chat, 'json'))).toEqual({
			id: chat.id,
			chatType: 'Answered',
			startDate: '2025-01-15T10:30:00Z',
			visitorFullName: 'Jane Doe',
			agentName: 'Sam',
			messages: [
				{ time: '2025-01-15T10:30:00.000Z', nickname: 'Jane', body: 'Is 1 < 2 & "so" on?' },
				{ time: '2025-01-15T10:30:20.000Z', nickname: 'Sam', body: 'Yes' },
			],
			textBody: chat.textBody,
		});
		expect(JSON.parse(contentOf({ id: 'c1', textBody: 'Hello' }, 'json'))).toEqual({
			id: 'c1',
			chatType: null,
			startDate: null,
			visitorFullName: null,
			agentName: null,
			messages: [],
			textBody: 'Hello',
		});
	});

	it.each(formats)('as %s is not there where the account keeps no transcripts', (format) => {
		const empty = [
			{ id: 'c1' },
			{ id: 'c1', textBody: '', htmlBody: '', messages: [] },
			{ id: 'c1', textBody: null, htmlBody: null, messages: null },
			{
				id: 'c1',
				textBody: ' ',
				htmlBody: '\n',
				messages: [{ nickname: '', body: '', timestamp: null }],
			},
		];
		for (const row of empty) expect(transcriptOf(row as ApiRecord, format, 'UTC')).toBeNull();
	});

	it.each(formats)('as %s never fails on what the service sends', (format) => {
		const anything = fc.oneof(
			fc.jsonValue({ maxDepth: 3 }),
			fc.double({ noNaN: true, noDefaultInfinity: true }),
		);
		const message = fc.record({ body: anything, nickname: anything, timestamp: anything });
		const row = fc.record(
			{
				startDate: anything,
				textBody: anything,
				htmlBody: anything,
				messages: fc.oneof(anything, fc.array(message)),
			},
			{ requiredKeys: [] },
		);
		fc.assert(
			fc.property(row, (fields) => {
				const transcript = transcriptOf({ id: 'c1', ...fields } as ApiRecord, format, 'UTC');
				if (transcript)
					expect([typeof transcript.text, typeof transcript.file.content]).toEqual([
						'string',
						'string',
					]);
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
	const serve = (row: ApiRecord) => () => ({ apiStatus: 'Success', chats: [{ ...row, id: 'c1' }] });

	it('asks for the one chat', () => {
		expect(plan({ options: { timeout: 9000 } }).requests[0]).toEqual({
			method: 'GET',
			path: '/chats',
			query: { id: 'c1', timezone: 'UTC' },
			timeout: 9000,
			isLookup: true,
		});
	});

	it('puts the file in the field that is asked for, and the text beside it', () => {
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

	it('has the text beside the file also where the service sent only messages', () => {
		const { json } = carryOut(plan({ simplify: false }), serve({ ...chat, textBody: null }));
		expect(json[0]).toMatchObject({ textBody: 'Jane: Is 1 < 2 & "so" on?\nSam: Yes', messages });
	});

	it('gives an agent the text alone', () => {
		const { output } = carryOut(plan({}, { isTool: true }), serve(chat));
		expect(output[0]?.file).toBeUndefined();
		expect(output[0]?.json.textBody).toBe(chat.textBody);
	});

	it('says so where there is no transcript, and why that may be', () => {
		const fault = faultOf(() =>
			carryOut(plan({}, { itemIndex: 1 }), serve({ textBody: '', messages: [] })),
		);
		expect(fault.message).toBe('The chat "c1" has no transcript [item 1]');
		expect(fault.description).toContain("'history disabled'");
		const { json } = carryOut(plan({}, { isTool: true }), serve({}));
		expect(json).toEqual([{ id: 'c1', found: false, message: 'The chat "c1" has no transcript' }]);
	});

	it('says so where there is no chat', () => {
		const nothing = () => ({ apiStatus: 'Success' });
		expect(faultOf(() => carryOut(plan(), nothing)).message).toBe(
			'No chat has the ID "c1" [item 0]',
		);
		expect(carryOut(plan({}, { isTool: true }), nothing).json[0]).toMatchObject({ found: false });
	});
});
