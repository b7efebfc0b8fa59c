import { describe, expect, it } from 'vitest';

import { parseServiceDate } from '../../../../nodes/SocialIntents/dates/serviceDate';
import type { ApiRecord } from '../../../../nodes/SocialIntents/operation';
import { recordKey } from '../../../../nodes/SocialIntents/resources/uniqueItems';
import {
	advance,
	daysUntil,
	lastRead,
	startCursor,
	type PollResponse,
	type Cursor,
} from '../../../../nodes/SocialIntents/trigger/polling/cursor';

const TODAY = '2025-06-10';
const NOON = Date.parse(`${TODAY}T12:00:00Z`);

const record = (id: string, startDate: unknown = `${TODAY}T09:00:00Z`): ApiRecord =>
	({ id, startDate }) as ApiRecord;

/** Reads one answer to the request of an ordinary poll. */
function read(cursor: Cursor, records: ApiRecord[], more: Partial<PollResponse> = {}) {
	const { today = TODAY } = more;
	return advance(cursor, {
		records: records,
		requested: daysUntil(cursor, today, today),
		today,
		lookbackDays: 2,
		timeOf: ({ startDate }) => parseServiceDate(startDate),
		keysOf: (one) => [recordKey(one)],
		isWanted: () => true,
		...more,
	});
}

const idsIn = (records: ApiRecord[]) => records.map(({ id }) => id);
const started: Cursor = { from: '2025-06-08', through: TODAY, newest: TODAY, seen: {} };
/** How many records a cursor remembers. */
const remembered = ({ seen }: Cursor) => Object.values(seen).join('').length / 8;

describe('a cursor', () => {
	it('starts with the look-back, and covers it with one request', () => {
		const cursor = startCursor(NOON, 2, 0);
		expect(cursor).toEqual({ from: '2025-06-08', through: '2025-06-09', newest: TODAY, seen: {} });
		expect(lastRead(cursor)).toBe('2025-06-09');
	});

	it('starts a day before the past days to include, and covers them one after the other', () => {
		expect(startCursor(NOON, 2, 7)).toEqual({
			from: '2025-06-02',
			through: '2025-06-03',
			newest: TODAY,
			seen: {},
		});
		expect(startCursor(NOON, 7, 2)).toEqual({
			from: '2025-06-03',
			through: '2025-06-08',
			newest: TODAY,
			seen: {},
		});
	});

	it('requests the days up to two after today, and up to the next day for earlier ones', () => {
		expect(daysUntil(started, TODAY, TODAY).to).toBe('2025-06-12');
		expect(daysUntil(started, '2025-06-09', TODAY).to).toBe('2025-06-10');
	});

	it('never requests days in the wrong order, even after a clock went back', () => {
		const { from, to } = daysUntil(started, '2024-06-10', '2024-06-10');
		expect([from, to]).toEqual(['2025-06-08', '2025-06-08']);
		expect(lastRead({ ...started, through: '2024-06-10' })).toBe('2025-06-08');
	});
});

describe('a cursor after a response', () => {
	it('returns each new record once', () => {
		const first = read(started, [record('a'), record('b'), record('a')]);
		expect(idsIn(first.newRecords)).toEqual(['a', 'b']);
		const second = read(first.cursor, [record('c'), record('b'), record('a')]);
		expect(idsIn(second.newRecords)).toEqual(['c']);
	});

	it('does not change the cursor it was given', () => {
		const cursor: Cursor = Object.freeze({
			...started,
			seen: Object.freeze({ [TODAY]: 'abcdefgh' }),
		});
		const after = read(cursor, [record('a')]);
		expect(after.cursor).not.toBe(cursor);
		expect(cursor.seen).toEqual({ [TODAY]: 'abcdefgh' });
	});

	it('is the very same cursor if nothing is new', () => {
		const { cursor } = read(started, [record('a')]);
		expect(read(cursor, [record('a')]).cursor).toBe(cursor);
		expect(read(cursor, []).cursor).toBe(cursor);
	});

	it('keeps whatever else the cursor contains', () => {
		const cursor = { ...started, choice: 'all' };
		expect(read(cursor, [record('a')]).cursor).toMatchObject({ choice: 'all' });
	});

	it('moves on with the newest record, with the look-back behind it', () => {
		const fromAfter = (...dates: unknown[]) =>
			read(
				started,
				dates.map((date, index) => record(`r${index}`, date)),
			).cursor.from;
		expect(fromAfter(`${TODAY}T00:00:00Z`)).toBe('2025-06-08');
		const tomorrow = { today: '2025-06-11' };
		const next = read(started, [record('a', '2025-06-11T00:10:00Z')], tomorrow).cursor;
		expect(next.from).toBe('2025-06-09');
		expect(read(started, [record('a')], tomorrow).cursor.from).toBe('2025-06-08');
	});

	it('moves neither back, nor with a clock that runs ahead, nor without a response', () => {
		const ahead = { today: '2026-06-10' };
		expect(read(started, [record('a', '2025-06-01T00:00:00Z')]).cursor.from).toBe('2025-06-08');
		expect(read(started, [record('a')], ahead).cursor).toMatchObject({
			from: '2025-06-08',
			through: '2026-06-10',
		});
		expect(read(started, [], ahead).cursor.from).toBe('2025-06-08');
	});

	it('moves with the clock if no record has a readable date', () => {
		const later = { today: '2025-06-20' };
		expect(read(started, [record('a', 'some day')], later).cursor.from).toBe('2025-06-18');
		expect(read(started, [record('a', '0001-01-01T00:00:00Z')], later).cursor.from).toBe(
			'2025-06-18',
		);
		expect(read(started, [record('a', '9999-12-31T00:00:00Z')], later).cursor.from).toBe(
			'2025-06-18',
		);
	});

	it('moves with the clock if a record without a date is new beside dated ones', () => {
		const later = { today: '2025-06-20' };
		const { cursor } = read(started, [record('a'), record('b', null)], later);
		expect(cursor.from).toBe('2025-06-18');
	});

	it('does not take a record with an empty date for an ancient one', () => {
		const dates = [
			null,
			'',
			'1970-01-01T00:00:00Z',
			'0001-01-01T00:00:00Z',
			'9999-12-31T23:59:59Z',
			0,
		];
		const records = dates.map((date, index) => record(`r${index}`, date));
		const first = read(started, records);
		expect(first.newRecords).toHaveLength(dates.length);
		expect(read(first.cursor, records).newRecords).toEqual([]);
	});

	it('remembers what a response leaves out while its day can be requested', () => {
		const all = [record('old', '2025-06-08T01:00:00Z'), record('a')];
		const { cursor } = read(started, all);
		expect(read(read(cursor, [record('a')]).cursor, all).newRecords).toEqual([]);
		expect(read(read(cursor, []).cursor, all).newRecords).toEqual([]);
		const nextDay = read(cursor, [record('b')], { today: '2025-06-11' }).cursor;
		expect(read(nextDay, all).newRecords).toEqual([]);
	});

	it('forgets it once its day is no longer requested', () => {
		const { cursor } = read(started, [record('old', '2025-06-08T01:00:00Z'), record('a')]);
		const next = read(cursor, [record('b', '2025-06-11T01:00:00Z')], {
			today: '2025-06-11',
		}).cursor;
		expect(Object.keys(next.seen).sort()).toEqual(['2025-06-10', '2025-06-11']);
	});

	it('remembers a long chat while it keeps coming, and through a response without records', () => {
		const long = record('long', '2025-05-20T00:00:00Z');
		const { newRecords, cursor } = read(started, [long, record('a')]);
		expect(idsIn(newRecords)).toEqual(['long', 'a']);
		const blank = read(cursor, [], { today: '2025-06-11' }).cursor;
		expect(read(blank, [long, record('a')], { today: '2025-06-11' }).newRecords).toEqual([]);
	});

	it('remembers it through an outdated response that does not contain it yet', () => {
		const long = record('long', '2025-05-20T00:00:00Z');
		const { cursor } = read(started, [record('a'), long]);
		const behind = read(cursor, [record('a'), record('b')]).cursor;
		expect(read(behind, [record('a'), record('b'), long]).newRecords).toEqual([]);
	});

	it('skips records older than any chat can last, because the service must be ignoring the dates', () => {
		const ancient = Array.from({ length: 1000 }, (_, index) =>
			record(`x${index}`, '2024-01-01T00:00:00Z'),
		);
		const { newRecords, cursor } = read(started, [...ancient, record('a')]);
		expect(idsIn(newRecords)).toEqual(['a']);
		expect(remembered(cursor)).toBe(1);
	});

	it('does not remember unwanted records, but moves forward with their dates', () => {
		const { newRecords, cursor } = read(
			started,
			[record('a', '2025-06-12T00:00:00Z'), record('b')],
			{
				today: '2025-06-12',
				isWanted: ({ id }) => id === 'b',
			},
		);
		expect(idsIn(newRecords)).toEqual(['b']);
		expect(cursor.from).toBe('2025-06-10');
		expect(remembered(cursor)).toBe(1);
	});

	it('recognizes an ID in another letter case', () => {
		const { cursor } = read(started, [record('2c9fa6c3')]);
		expect(read(cursor, [record('2C9FA6C3')]).newRecords).toEqual([]);
	});

	it('treats a number and its text as one ID, and no others', () => {
		const records = [
			{ id: 7 },
			{ id: '7' },
			{ id: 8 },
			{ id: true },
			{ id: '' },
			{},
		] as ApiRecord[];
		expect(read(started, records).newRecords).toHaveLength(5);
	});
});
