import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ApiRecord } from '../../../../nodes/SocialIntents/operation';
import {
	parseBody,
	parseDelivery,
	parseFormFields,
} from '../../../../nodes/SocialIntents/trigger/webhook/payload';
import { anyRecord } from '../../support/anyRecord';
import { answeredChat } from '../../support/chats';

describe('the records in a delivery', () => {
	it.each([
		['a list, as documented', [answeredChat, { id: 'c2' }], [answeredChat, { id: 'c2' }]],
		['an empty list', [], []],
		['one record', answeredChat, [answeredChat]],
		[
			'one record without an ID',
			{ chatType: 'Answered', messages: answeredChat.messages },
			[{ chatType: 'Answered', messages: answeredChat.messages }],
		],
		['an envelope', { apiStatus: 'Success', chats: [answeredChat] }, [answeredChat]],
		['an envelope without a status', { chats: [answeredChat] }, [answeredChat]],
		['an envelope around nothing', { apiStatus: 'Success' }, []],
		['an envelope without a status around nothing', { chats: [] }, []],
		['an envelope around one record', { apiStatus: 'Success', chat: answeredChat }, [answeredChat]],
		[
			'a list of envelopes, one around each record',
			[
				{ event: 'chat', data: answeredChat },
				{ event: 'chat', data: { ...answeredChat, id: 'c2' } },
			],
			[answeredChat, { ...answeredChat, id: 'c2' }],
		],
		[
			'an envelope with the ID of the event',
			{ id: 'event-1', event: 'chat', sentAt: 1, data: answeredChat },
			[answeredChat],
		],
		[
			'an envelope with the ID of the event around a list',
			{ id: 'event-1', event: 'chat', data: [answeredChat, { ...answeredChat, id: 'c2' }] },
			[answeredChat, { ...answeredChat, id: 'c2' }],
		],
		[
			'a list of envelopes with the IDs of events',
			[{ id: 'event-1', event: 'chat', data: answeredChat }],
			[answeredChat],
		],
		[
			'a list of records with neither ID nor widget',
			[{ email: 'jane@example.com', location: { id: 'Boston' } }],
			[{ email: 'jane@example.com', location: { id: 'Boston' } }],
		],
		['a lead', { id: 'l1', email: 'jane@example.com' }, [{ id: 'l1', email: 'jane@example.com' }]],
	])('are found in %s', (_, body, records) => {
		expect(parseDelivery(body)).toEqual(records);
	});

	it.each([
		[undefined],
		[null],
		[''],
		['hello'],
		[7],
		[true],
		[{}],
		[['hello']],
		[[answeredChat, null]],
		[[[answeredChat]]],
	])('are none in %j, which is rejected', (body) => {
		expect(parseDelivery(body)).toBeNull();
	});

	it('are plain objects or rejected, whatever arrives', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (body) => {
				for (const record of parseDelivery(body) ?? []) {
					expect(typeof record === 'object' && record !== null && !Array.isArray(record)).toBe(
						true,
					);
				}
			}),
		);
	});

	it('are every record of a list, a record on its own, or those of an envelope', () => {
		const records = fc.array(
			anyRecord.map((record) => ({ ...record, id: 'x' })),
			{ minLength: 1 },
		);
		fc.assert(
			fc.property(records, fc.constantFrom('chats', 'contacts', 'records', 'data'), (list, key) => {
				expect(parseDelivery(list)).toEqual(list);
				const envelope = {
					apiStatus: 'Success',
					apiStatusCode: '200',
					apiStatusMessage: 'OK',
					[key]: list,
				};
				expect(parseDelivery(envelope)).toEqual(list);
				const record: ApiRecord = { ...list[0] };
				delete record.apiStatus;
				expect(parseDelivery(record)).toEqual([record]);
			}),
		);
	});

	it.each([
		{ id: 'c1', messages: [{ id: 'm1', body: 'Hello' }] },
		{ appId: 'w1', messages: [{ body: 'Hello' }] },
		{ chatType: 'Missed', visitorParams: { id: 5 }, messages: [{ id: 'm1' }] },
		{ email: 'jane@example.com', id: '', appId: null },
	])('are one record if the body looks like one: %j', (record) => {
		expect(parseDelivery(record)).toEqual([record]);
	});
});

describe('the body of a delivery', () => {
	const parse = (body: string | Buffer, charset = 'utf-8') => {
		const decoder = new TextDecoder(charset);
		return parseBody(Buffer.from(body as string), (bytes) => decoder.decode(bytes));
	};
	const json = JSON.stringify([{ id: 'c1', visitorFullName: 'José & Co = 100 % + 1' }]);
	const records = JSON.parse(json) as unknown;

	it.each([
		['JSON', json],
		['JSON after a byte order mark', `\uFEFF${json}`],
		['a form field named payload', `payload=${encodeURIComponent(json)}`],
		['a form field named payload, among others', `a=1&Payload=${encodeURIComponent(json)}&b=2`],
		['the only field of a form', `chats=${encodeURIComponent(json)}`],
		['a form with plus signs for spaces', new URLSearchParams({ payload: json }).toString()],
		['the only field of a form, not encoded', `data=[{"id":"c1"}]`],
	])('can be %s', (_, body) => {
		expect(parse(body)).toEqual(body.startsWith('data') ? [{ id: 'c1' }] : records);
	});

	it.each(['windows-1252', 'utf-16le'])('can be encoded in %s', (charset) => {
		const bytes = Buffer.from(json, charset === 'utf-16le' ? charset : 'latin1');
		expect(parse(bytes, charset)).toEqual(records);
	});

	it('can be a form that declares its own charset', () => {
		expect(parse('payload=%7B%22name%22%3A%22Jos%E9%22%7D', 'windows-1252')).toEqual({
			name: 'José',
		});
	});

	it('keeps all digits of a long number', () => {
		expect(parse('[{"id":9007199254740993}]')).toEqual([{ id: '9007199254740993' }]);
	});

	it.each([
		'',
		'hello',
		'7',
		'null',
		'"[]"',
		'{"id":',
		'<html></html>',
		'id=1&chatType=Answered',
		'payload=7',
	])('is unreadable if it is %j', (body) => {
		expect(parse(body)).toBeUndefined();
	});

	it('can be the field of a multipart form', () => {
		expect(parseFormFields([['payload', json]])).toEqual(records);
		expect(parseFormFields([])).toBeUndefined();
	});

	it('is read without an exception, whatever bytes arrive', () => {
		fc.assert(
			fc.property(fc.uint8Array(), fc.string(), (bytes, text) => {
				const decoder = new TextDecoder();
				for (const body of [bytes, Buffer.from(text), Buffer.from(`payload=${text}`)]) {
					expect(['object', 'undefined']).toContain(
						typeof parseBody(body, (part) => decoder.decode(part)),
					);
				}
			}),
		);
	});
});
