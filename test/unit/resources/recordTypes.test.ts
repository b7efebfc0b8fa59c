import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ApiRecord } from '../../../nodes/SocialIntents/operation';
import {
	chatRecord,
	contactRecord,
	missedChatRecord,
	offlineMessageRecord,
	widgetRecord,
	type RecordType,
} from '../../../nodes/SocialIntents/resources/recordTypes';
import { selectFields } from '../../../nodes/SocialIntents/resources/output';
import { recordTime } from '../../../nodes/SocialIntents/dates/serviceDate';

const simplify = (kind: RecordType, record: ApiRecord, zone = 'UTC') =>
	kind.simplify(record, recordTime(record, kind.dateField, zone));

const chat = chatRecord;
const kinds = [
	['chat', chat],
	['missed chat', missedChatRecord],
	['offline message', offlineMessageRecord],
	['contact', contactRecord],
	['widget', widgetRecord],
] as const;

/** As the documentation shows a chat; also a missed one and an offline message. */
const fullChat: ApiRecord = {
	id: 'c1',
	accountId: 'acc1',
	chatType: 'Answered',
	appId: 'w1',
	visitorId: 'v1',
	visitorFullName: 'Jane Doe',
	visitorEmail: 'jane@example.com',
	visitorPhone: '+1 555 0100',
	agentName: 'Sam',
	agentId: 'g1',
	agentEmail: 'sam@example.com',
	duration: 372,
	startDate: '2025-01-15T10:30:00Z',
	visits: 3,
	page: 'https://example.com/pricing',
	referrer: 'https://example.com',
	ip: '203.0.113.7',
	location: 'Boston, US',
	userAgent: 'Mozilla/5.0',
	visitorCustom1: 'gold',
	visitorParams: '{"plan":"pro"}',
	textBody: 'Jane: Hello\nSam: Hi',
	htmlBody: '<p>Jane: Hello</p>',
	messages: [{ body: 'Hello', nickname: 'Jane', timestamp: 1736937000000, type: 'visitor' }],
};

const fullContact: ApiRecord = {
	id: 'l1',
	appId: 'w1',
	appName: 'Website',
	firstName: 'Jane',
	lastName: 'Doe',
	email: 'jane@example.com',
	phone: '+1 555 0100',
	group: 'Sales',
	page: 'https://example.com/pricing',
	addDate: '2025-01-15T10:30:00Z',
};

describe('a simplified record', () => {
	it('starts for a chat with what a person looks for, and ends with the IDs', () => {
		for (const kind of [chatRecord, missedChatRecord]) {
			expect(Object.entries(simplify(kind, fullChat))).toEqual([
				['startDate', '2025-01-15T10:30:00.000Z'],
				['chatType', 'Answered'],
				['visitorFullName', 'Jane Doe'],
				['visitorEmail', 'jane@example.com'],
				['visitorPhone', '+1 555 0100'],
				['agentName', 'Sam'],
				['duration', 372],
				['page', 'https://example.com/pricing'],
				['widgetId', 'w1'],
				['id', 'c1'],
			]);
		}
	});

	it.each([
		['messages', { messages: [{ body: 'Call me', nickname: 'Jane' }] }, 'Jane: Call me'],
		['HTML', { htmlBody: '<p>Call me</p>', messages: [] }, 'Call me'],
	])('contains for an offline message without text that of its %s', (_, words, text) => {
		const record = { ...fullChat, textBody: '', htmlBody: '', ...words };
		expect(simplify(offlineMessageRecord, record).textBody).toBe(text);
	});

	it('contains for an offline message its text, and no agent or duration', () => {
		const textBody = 'Please call me.\nThe number is below.';
		const simple = simplify(offlineMessageRecord, { ...fullChat, textBody });
		expect(Object.entries(simple)).toEqual([
			['startDate', '2025-01-15T10:30:00.000Z'],
			['visitorFullName', 'Jane Doe'],
			['visitorEmail', 'jane@example.com'],
			['visitorPhone', '+1 555 0100'],
			['textBody', textBody],
			['page', 'https://example.com/pricing'],
			['widgetId', 'w1'],
			['id', 'c1'],
		]);
	});

	it('contains for a contact every documented field, the IDs last', () => {
		expect(Object.entries(simplify(contactRecord, fullContact))).toEqual([
			['addDate', '2025-01-15T10:30:00.000Z'],
			['firstName', 'Jane'],
			['lastName', 'Doe'],
			['email', 'jane@example.com'],
			['phone', '+1 555 0100'],
			['group', 'Sales'],
			['page', 'https://example.com/pricing'],
			['widgetName', 'Website'],
			['widgetId', 'w1'],
			['id', 'l1'],
		]);
	});

	it('starts for a widget with its name, and ends with its ID', () => {
		const widget = {
			id: 'w1',
			name: 'Website',
			timezone: 'America/New_York',
			created: '2024-02-01T00:00:00Z',
			x: 1,
		};
		expect(Object.entries(simplify(widgetRecord, widget))).toEqual([
			['name', 'Website'],
			['timezone', 'America/New_York'],
			['created', '2024-02-01T00:00:00.000Z'],
			['id', 'w1'],
		]);
	});

	it.each([
		['2025-01-15 10:30:00 AM', 'America/New_York', '2025-01-15T10:30:00.000Z'],
		['2025-01-15 22:30:00 PM', 'UTC', '2025-01-15T22:30:00.000Z'],
		['2025-01-15T10:30:00', 'Asia/Tokyo', '2025-01-15T10:30:00.000Z'],
		[1736937000000, 'Asia/Tokyo', '2025-01-15T10:30:00.000Z'],
		['1736937000000', 'Asia/Tokyo', '2025-01-15T10:30:00.000Z'],
		[' 2025-01-15T10:30:00.000Z ', 'UTC', '2025-01-15T10:30:00.000Z'],
		['2025-02-30T10:30:00.000Z', 'UTC', '2025-03-02T10:30:00.000Z'],
		['2025-01-15T24:00:00.000Z', 'UTC', '2025-01-16T00:00:00.000Z'],
	])(
		'has its date in ISO 8601, although the service sent %j, read in %s',
		(startDate, zone, iso) => {
			expect(simplify(chat, { startDate }, zone).startDate).toBe(iso);
			expect(simplify(contactRecord, { addDate: startDate }, zone).addDate).toBe(iso);
			expect(simplify(widgetRecord, { created: startDate }, zone).created).toBe(iso);
		},
	);

	it('has the same date as a service that sends ISO 8601 with milliseconds', () => {
		const anyDate = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true });
		fc.assert(
			fc.property(anyDate, (date) => {
				const startDate = date.toISOString();
				expect(simplify(chat, { startDate }).startDate).toBe(startDate);
			}),
		);
	});

	it('keeps a date that cannot be read as it came', () => {
		expect(simplify(chat, { startDate: 'last Tuesday' }).startDate).toBe('last Tuesday');
	});

	it.each([
		['the full name', { visitorFullName: 'Jane Doe', visitorName: 'jd' }, 'Jane Doe'],
		[
			'the older name',
			{ visitorFullName: null, visitorName: 'jd', visitorFirstName: 'Jane' },
			'jd',
		],
		['first and last name', { visitorFirstName: 'Jane', visitorLastName: 'Doe' }, 'Jane Doe'],
		['the last name alone', { visitorFirstName: '', visitorLastName: 'Doe' }, 'Doe'],
		['no name', { visitorFullName: '', visitorFirstName: null }, null],
	])("shows %s as the visitor's name", (_, record, name) => {
		expect(simplify(chat, record).visitorFullName).toBe(name);
	});

	it.each(kinds)('of a %s has null for everything missing, null, or empty', (_, kind) => {
		const keys = Object.keys(simplify(kind, fullChat));
		const nothing = Object.fromEntries(keys.map((key) => [key, null]));
		expect(simplify(kind, {})).toEqual(nothing);
		const empty = Object.fromEntries([...keys, 'appId', 'appName'].map((key) => [key, '']));
		expect(simplify(kind, empty)).toEqual(nothing);
	});

	it('keeps zero and false', () => {
		expect(simplify(chat, { duration: 0 }).duration).toBe(0);
		expect(simplify(contactRecord, { group: false }).group).toBe(false);
	});

	it.each(kinds)(
		'of a %s is flat, with the same ten keys at most, whatever was sent',
		(_, kind) => {
			const keys = Object.keys(simplify(kind, {}));
			expect(keys.length).toBeLessThanOrEqual(10);
			expect(keys.at(-1)).toBe('id');
			const known = [
				'appId',
				'appName',
				'visitorName',
				'visitorFirstName',
				'visitorLastName',
				...keys,
			];
			const anyRecord = fc.record(
				Object.fromEntries(
					known.map((key) => [
						key,
						fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.date(), fc.double()),
					]),
				),
				{ requiredKeys: [] },
			);
			fc.assert(
				fc.property(anyRecord, (record) => {
					const simple = simplify(kind, JSON.parse(JSON.stringify(record)) as ApiRecord);
					expect(Object.keys(simple)).toEqual(keys);
					for (const value of Object.values(simple)) {
						expect(['string', 'number', 'boolean'].includes(typeof value) || value === null).toBe(
							true,
						);
					}
				}),
				{ numRuns: 200 },
			);
		},
	);

	it.each(kinds)('of a %s is returned even if its date is an impossible number', (_, kind) => {
		const record = { [kind.dateField]: 1e20 };
		expect(() => simplify(kind, record)).not.toThrow();
	});

	it('leaves the original record unchanged', () => {
		const record = structuredClone(fullChat);
		simplify(chat, record);
		expect(record).toEqual(fullChat);
	});
});

describe('selected fields', () => {
	it('start with the ID, then follow the order given', () => {
		const selected = selectFields(fullChat, ['page', 'agentName']);
		expect(Object.entries(selected)).toEqual([
			['id', 'c1'],
			['page', 'https://example.com/pricing'],
			['agentName', 'Sam'],
		]);
	});

	it('are null if the record does not have them', () => {
		expect(selectFields({ id: 'c1' }, ['page', 'toString', 'constructor'])).toEqual({
			id: 'c1',
			page: null,
			toString: null,
			constructor: null,
		});
		expect(selectFields({}, [])).toEqual({ id: null });
	});

	it('never reach the prototype of objects', () => {
		const selected = selectFields({ id: 'c1' }, ['__proto__']);
		expect(Object.getPrototypeOf(selected)).toBe(Object.prototype);
	});

	it.each([
		['chat', chat, fullChat],
		['contact', contactRecord, fullContact],
	] as const)(
		'of a %s include everything documented, under the names of the simplified record',
		(_, kind, record) => {
			const simple = simplify(kind, record);
			const raw = Object.keys(record).filter(
				(key) => !['id', 'appId', 'appName', 'accountId'].includes(key),
			);
			const simplified = Object.keys(simple).filter((key) => key !== 'id');
			for (const name of [...raw, ...simplified]) expect(kind.fields).toContain(name);
		},
	);
});
