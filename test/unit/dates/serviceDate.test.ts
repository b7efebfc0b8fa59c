import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
	parseServiceDate,
	readRecordDate,
	recordTime,
} from '../../../nodes/SocialIntents/dates/serviceDate';
import { aZone, firstMomentOf, wallClock } from './calendar';

const at = (iso: string) => Date.parse(iso);
const said = (iso: string) => [{ timestamp: at(iso), body: 'Hello' }];

/** The record of the service's own page: its start date is that of the first message in UTC. */
const sample = {
	id: '8a8ae6a35cd97cff015cda4be0d20040',
	startDate: '2017-06-24 15:01:31 PM',
	messages: [{ timestamp: 1498316491095, body: 'Hi', nickname: 'Visitor' }],
};

describe('a date of the service', () => {
	it.each([
		['2025-01-15T10:30:00Z', '2025-01-15T10:30:00Z'],
		['2025-01-15T10:30:00.250Z', '2025-01-15T10:30:00.250Z'],
		['2025-01-15T10:30:00+05:30', '2025-01-15T05:00:00Z'],
		['2025-01-15 10:30:00 UTC', '2025-01-15T10:30:00Z'],
		[1736937000000, '2025-01-15T10:30:00Z'],
		['1736937000000', '2025-01-15T10:30:00Z'],
		[1736937000, '2025-01-15T10:30:00Z'],
		['1736937000', '2025-01-15T10:30:00Z'],
		[1736937000.25, '2025-01-15T10:30:00.250Z'],
		['Wed, 15 Jan 2025 10:30:00 +0000', '2025-01-15T10:30:00Z'],
		['Wed, 15 Jan 2025 05:30:00 -0500', '2025-01-15T10:30:00Z'],
		['Wed, 15 Jan 2025 10:30:00 GMT', '2025-01-15T10:30:00Z'],
		['15 Jan 2025 05:30:00 EST', '2025-01-15T10:30:00Z'],
	])(
		'with an offset, as in RFC 2822, or in seconds or milliseconds, %j, is %s in every zone',
		(value, iso) => {
			expect(parseServiceDate(value)).toBe(at(iso));
			expect(readRecordDate({ date: value }, 'date', 'Asia/Tokyo')).toEqual([
				{ first: at(iso), last: at(iso) },
			]);
		},
	);

	it.each([
		['2025-01-15T10:30:00', '2025-01-15T10:30:00Z'],
		['2025-01-15 10:30:00', '2025-01-15T10:30:00Z'],
		['2025-01-15', '2025-01-15T00:00:00Z'],
		['2025-01-15 10:30:00 AM', '2025-01-15T10:30:00Z'],
		['2025-01-15 22:30:00 PM', '2025-01-15T22:30:00Z'],
		['2025-01-15 10:30:00 pm', '2025-01-15T22:30:00Z'],
		['2025-01-15 12:15:00 PM', '2025-01-15T12:15:00Z'],
		['2025-01-15 00:15:00 AM', '2025-01-15T00:15:00Z'],
		['2025-01-15 12:15:00 AM', '2025-01-15T00:15:00Z'],
		[' 2025-01-15 10:30:00 AM ', '2025-01-15T10:30:00Z'],
	])('without a zone, %j, is %s if nothing else is known', (value, iso) => {
		expect(parseServiceDate(value)).toBe(at(iso));
		expect(recordTime({ date: value }, 'date', 'Asia/Tokyo')).toBe(at(iso));
	});

	it('is read at every hour that the older API can write', () => {
		for (let hour = 0; hour < 24; hour++) {
			const time = `${String(hour).padStart(2, '0')}:05:00`;
			const text = `2025-01-15 ${time} ${hour < 12 ? 'AM' : 'PM'}`;
			expect(parseServiceDate(text), text).toBe(at(`2025-01-15T${time}Z`));
		}
	});

	it.each([
		[null],
		[undefined],
		[''],
		['soon'],
		['Wed, 45 Jan 2025 10:30:00 +0000'],
		['0000-00-00 00:00:00'],
		['2025-01-15 25:30:00 AM'],
		['2025-01-15T25:30:00Z'],
		['2025'],
		['10'],
		['10:30'],
		[0],
		[12],
		[NaN],
		[Infinity],
		[1e20],
		[true],
		[[]],
		[{}],
	])('is unknown if it is %o', (value) => {
		expect(parseServiceDate(value)).toBeNull();
		expect(readRecordDate({ date: value as never }, 'date', 'UTC')).toEqual([]);
	});

	it('is unknown or a valid moment, whatever was sent', () => {
		const values = fc.oneof(fc.anything(), fc.double(), fc.string(), fc.date());
		fc.assert(
			fc.property(values, aZone, (value, zone) => {
				for (const { first, last } of readRecordDate({ date: value as never }, 'date', zone)) {
					expect(() => new Date(first).toISOString()).not.toThrow();
					expect(last).toBeGreaterThanOrEqual(first);
				}
			}),
			{ numRuns: 500, examples: [[8.64e15 + 1, 'UTC']] },
		);
	});
});

describe('a date of the service with slashes', () => {
	it.each([
		['05/23/2025 03:01:31 PM', '2025-05-23T15:01:31Z'],
		['23/05/2025 15:01:31', '2025-05-23T15:01:31Z'],
		['5/23/2025, 3:01:31 PM', '2025-05-23T15:01:31Z'],
		['05/05/2025 12:15:00 AM', '2025-05-05T00:15:00Z'],
		['05/23/2025', '2025-05-23T00:00:00Z'],
		['05/23/2025 15:01:31 UTC', '2025-05-23T15:01:31Z'],
	])('shows by itself which number is the month in %s', (value, iso) => {
		expect(parseServiceDate(value)).toBe(at(iso));
	});

	it.each([
		['2025-05-06T15:01:40Z', 'UTC', '2025-05-06T15:01:31Z'],
		['2025-06-05T15:01:40Z', 'UTC', '2025-06-05T15:01:31Z'],
		['2025-05-06T19:01:40Z', 'America/New_York', '2025-05-06T19:01:31Z'],
		['2025-06-05T06:01:40Z', 'Asia/Tokyo', '2025-06-05T06:01:31Z'],
	])('takes its day, month, and zone from a first message of %s (%s)', (message, zone, iso) => {
		const record = { startDate: '05/06/2025 03:01:31 PM', messages: said(message) };
		const moment = at(iso);
		expect(readRecordDate(record, 'startDate', zone)).toEqual([{ first: moment, last: moment }]);
	});

	it.each([
		['05/06/2025 03:01:31 PM', 'T15:01:31Z'],
		['05/06/2025', 'T00:00:00Z'],
		['05/06/2025 15:01:31 UTC', 'T15:01:31Z'],
	])(
		'may mean either day if no message decides, with the month first as the likelier one, as in %s',
		(startDate, time) => {
			expect(parseServiceDate(startDate)).toBe(at(`2025-05-06${time}`));
			const firsts = readRecordDate({ startDate }, 'startDate', 'UTC').map(({ first }) => first);
			expect(new Set(firsts)).toEqual(new Set([at(`2025-05-06${time}`), at(`2025-06-05${time}`)]));
		},
	);

	it('means one day if the order is known, unless only the other order is a date', () => {
		const read = (startDate: string, order: 'monthFirst' | 'dayFirst') =>
			readRecordDate({ startDate }, 'startDate', 'UTC', order).map(({ first }) =>
				new Date(first).toISOString().slice(0, 10),
			);
		expect(new Set(read('05/06/2025', 'monthFirst'))).toEqual(new Set(['2025-05-06']));
		expect(new Set(read('05/06/2025', 'dayFirst'))).toEqual(new Set(['2025-06-05']));
		expect(new Set(read('05/23/2025', 'dayFirst'))).toEqual(new Set(['2025-05-23']));
	});

	it.each(['23/23/2025 10:00:00', '00/10/2025', '05/06/25', '1/2/3/2025', '05/23/2025 soon'])(
		'is unknown if it is no date, as %s',
		(value) => {
			expect(parseServiceDate(value)).toBeNull();
		},
	);
});

describe('a date of the service without a zone', () => {
	it("is read in UTC if the first message agrees, as in the service's sample", () => {
		for (const zone of ['America/New_York', 'Asia/Tokyo', 'UTC']) {
			expect(readRecordDate(sample, 'startDate', zone)).toEqual([
				{ first: at('2017-06-24T15:01:31Z'), last: at('2017-06-24T15:01:31Z') },
			]);
		}
	});

	it('is read in the requested zone if the first message agrees', () => {
		const record = {
			startDate: '2025-07-01 11:00:00 AM',
			messages: said('2025-07-01T15:00:20Z'),
		};
		expect(recordTime(record, 'startDate', 'America/New_York')).toBe(at('2025-07-01T15:00:00Z'));
		expect(readRecordDate(record, 'startDate', 'America/New_York')).toHaveLength(1);
	});

	it.each([
		['no messages', undefined],
		['an empty list of messages', []],
		['messages without a time', [{ body: 'Hi' }]],
		['messages with a time that has no zone either', [{ timestamp: '2025-07-01 11:00:00' }]],
		['messages that are none', [null, 7]],
	])('with %s may be in UTC or in the requested zone, and counts as UTC', (_, messages) => {
		const record = { startDate: '2025-07-01 11:00:00 AM', messages: messages as never };
		const moments = ['2025-07-01T11:00:00Z', '2025-07-01T15:00:00Z'].map(at);
		expect(readRecordDate(record, 'startDate', 'America/New_York')).toEqual(
			moments.map((moment) => ({ first: moment, last: moment })),
		);
		expect(recordTime(record, 'startDate', 'America/New_York')).toBe(moments[0]);
	});

	it('that is far from the first message in every zone may be in any of them, or in UTC as written', () => {
		const record = { startDate: '2025-07-01 11:00:00 AM', messages: said('2025-07-01T02:00:00Z') };
		const firsts = readRecordDate(record, 'startDate', 'America/New_York').map(
			({ first }) => first,
		);
		const moments = ['2025-07-01T11:00:00Z', '2025-07-01T15:00:00Z', '2025-07-01T02:00:00Z'];
		expect(firsts).toEqual(moments.map(at));
	});

	it('in an hour that the clocks repeat may be either, unless the first message decides', () => {
		const startDate = '2025-11-02 01:30:00 AM';
		const [first, second] = ['2025-11-02T05:30:00Z', '2025-11-02T06:30:00Z'].map(at);
		const moments = readRecordDate({ startDate }, 'startDate', 'America/New_York');
		expect(moments.map((span) => span.first)).toEqual([at('2025-11-02T01:30:00Z'), first, second]);
		const record = { startDate, messages: said('2025-11-02T06:31:00Z') };
		expect(recordTime(record, 'startDate', 'America/New_York')).toBe(second);
	});

	it('may be any time of the day if it has no time', () => {
		const spans = readRecordDate({ addDate: '2025-03-09' }, 'addDate', 'America/New_York');
		expect(spans).toEqual([
			{ first: at('2025-03-09T00:00:00Z'), last: at('2025-03-10T00:00:00Z') - 1 },
			{ first: at('2025-03-09T05:00:00Z'), last: at('2025-03-10T04:00:00Z') - 1 },
		]);
		expect(spans[1]?.first).toBe(firstMomentOf('2025-03-09', 'America/New_York'));
	});

	it('is read correctly if the first message follows within half an hour, whatever the zone', () => {
		const moments = fc
			.integer({ min: at('2015-01-01T00:00Z') / 1000, max: at('2035-01-01T00:00Z') / 1000 })
			.map((seconds) => seconds * 1000);
		// On Lord Howe the two hours alike are only half an hour apart.
		const zones = aZone.filter((zone) => zone !== 'Australia/Lord_Howe');
		fc.assert(
			fc.property(
				moments,
				fc.nat(29 * 60_000),
				zones,
				fc.boolean(),
				(moment, delay, zone, isUtc) => {
					const startDate = wallClock(moment, isUtc ? 'UTC' : zone).replace('T', ' ');
					const messages = [{ timestamp: moment + delay }];
					expect(recordTime({ startDate, messages }, 'startDate', zone)).toBe(moment);
				},
			),
		);
	});
});
