import fc from 'fast-check';
import { DateTime, FixedOffsetZone } from 'luxon';
import { describe, expect, it } from 'vitest';

import { parseDateBound } from '../../../nodes/SocialIntents/dates/userDate';
import { ZONES, aDay, aZone, firstMomentOf, momentsOf, wallClock } from './calendar';

const at = (iso: string) => Date.parse(iso);
const nextDay = (day: string) =>
	new Date(at(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

/** The whole of a day, by the platform's calendar. */
const wholeDay = (day: string, edge: 'from' | 'to', zone: string) => ({
	day,
	time: edge === 'from' ? firstMomentOf(day, zone) : firstMomentOf(nextDay(day), zone) - 1,
	isWholeDay: true,
});
const moment = (time: number, zone: string) => ({
	day: wallClock(time, zone).slice(0, 10),
	time,
	isWholeDay: false,
});

/** Ordinary days, and both changes of clocks in New York, Berlin, Havana, Beirut, Lord Howe and Auckland. */
const DAYS = [
	'2025-01-31',
	'2025-03-09',
	'2025-03-30',
	'2025-04-06',
	'2025-09-28',
	'2025-10-05',
	'2025-10-26',
	'2025-11-02',
];
const cases = ZONES.flatMap((zone) => DAYS.map((day) => [day, zone] as const));

describe.each(cases)('%s in the time zone %s', (day, zone) => {
	it.each([
		['as a date alone', (text: string) => text],
		['picked in the editor', (text: string) => `${text}T00:00:00`],
		['as midnight in SQL', (text: string) => `${text} 00:00:00.000`],
		['as a date without dashes', (text: string) => text.replaceAll('-', '')],
		['with space around it', (text: string) => ` ${text} `],
	])('is the whole day %s', (_, write) => {
		for (const edge of ['from', 'to'] as const) {
			expect(parseDateBound(write(day), edge, zone)).toEqual(wholeDay(day, edge, zone));
		}
	});

	it.each(['06:30', '12:00', '22:30:59'])(
		'is a moment in that zone at %s without an offset',
		(time) => {
			const [first = NaN, last = first] = momentsOf(`${day}T${time.padEnd(8, ':00')}`, zone);
			for (const text of [`${day}T${time}`, `${day} ${time}`]) {
				expect(parseDateBound(text, 'from', zone)).toEqual(moment(first, zone));
				expect(parseDateBound(text, 'to', zone)).toEqual(moment(last, zone));
			}
		},
	);

	it.each(['23:59', '23:59:00', '23:59:59', '23:59:59.999'])(
		'ends at %s as the end of a range, with all of its last minute',
		(time) => {
			expect(parseDateBound(`${day}T${time}`, 'to', zone)).toEqual(wholeDay(day, 'to', zone));
			const from = parseDateBound(`${day}T${time}`, 'from', zone);
			expect(from?.isWholeDay).toBe(false);
		},
	);

	it.each(['00:00:00', '15:30:00'])('is a moment at %s in every other form', (time) => {
		for (const written of ZONES) {
			const [time0] = momentsOf(`${day}T${time}`, written);
			if (time0 === undefined) continue;
			const dateTime = DateTime.fromMillis(time0, { zone: written });
			const forms = [
				dateTime,
				dateTime.toISO({ extendedZone: true }),
				dateTime.toISO(),
				dateTime.toISO({ format: 'basic' }),
				dateTime.toSQL(),
				dateTime.toSQL({ includeZone: true, includeOffset: false }),
				dateTime.toUTC().toISO(),
				dateTime.toJSDate(),
				time0,
				String(time0),
			];
			// Luxon cannot tell two hours alike apart by the name of a zone.
			const isTwice = dateTime.getPossibleOffsets().length > 1;
			for (const [index, form] of forms.entries()) {
				if (isTwice && [1, 5].includes(index)) continue;
				expect(parseDateBound(form, 'from', zone), String(form)).toEqual(moment(time0, zone));
				expect(parseDateBound(form, 'to', zone), String(form)).toEqual(moment(time0, zone));
			}
		}
	});
});

describe('a date that a user enters', () => {
	it('means the same moment in every form with an offset, and the day in the given zone', () => {
		const moments = fc.integer({ min: at('2001-10-01T00:00Z'), max: at('2040-01-01T00:00Z') });
		const offsets = fc.integer({ min: -14 * 60, max: 14 * 60 });
		fc.assert(
			fc.property(moments, offsets, aZone, (time, minutes, zone) => {
				const inSomeZone = DateTime.fromMillis(time, { zone: FixedOffsetZone.instance(minutes) });
				const forms = [
					time,
					String(time),
					new Date(time),
					new Date(time).toISOString(),
					inSomeZone,
					inSomeZone.toISO(),
					inSomeZone.toSQL(),
				];
				for (const form of forms) {
					expect(parseDateBound(form, 'from', zone)).toEqual(moment(time, zone));
				}
			}),
		);
	});

	it('is local time in the given zone without an offset, or a whole day at midnight', () => {
		const aTime = fc.oneof(fc.tuple(fc.nat(23), fc.nat(59)), fc.constant([23, 59] as const));
		fc.assert(
			fc.property(aDay('2010-01-01', '2035-12-31'), aTime, aZone, (day, [hour, minute], zone) => {
				const two = (value: number) => String(value).padStart(2, '0');
				const wall = `${day}T${two(hour)}:${two(minute)}:00`;
				const from = parseDateBound(wall, 'from', zone);
				const to = parseDateBound(wall, 'to', zone);
				if (hour === 0 && minute === 0) {
					expect([from, to]).toEqual([wholeDay(day, 'from', zone), wholeDay(day, 'to', zone)]);
					return;
				}
				const moments = momentsOf(wall, zone);
				const isLastMinute = hour === 23 && minute === 59;
				const end = isLastMinute ? wholeDay(day, 'to', zone).time : moments.at(-1);
				if (moments.length === 0) expect(from?.day).toBe(day);
				else expect([from?.time, to?.time]).toEqual([moments[0], end]);
			}),
		);
	});

	it('starts with the first and ends with the second of an hour that the clocks repeat', () => {
		const hour = '2025-11-02T01:30:00';
		const zone = 'America/New_York';
		expect(parseDateBound(hour, 'from', zone)?.time).toBe(at('2025-11-02T05:30:00Z'));
		expect(parseDateBound(hour, 'to', zone)?.time).toBe(at('2025-11-02T06:30:00Z'));
	});

	it('is an hour later if the clocks skip it', () => {
		const skipped = parseDateBound('2025-03-09T02:30:00', 'from', 'America/New_York');
		expect(skipped?.time).toBe(at('2025-03-09T07:30:00Z'));
	});

	it.each([
		['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00Z'],
		['Asia/Beirut', '2025-03-30', '2025-03-29T22:00:00Z'],
	])('is a whole day in %s also if that day has no midnight, %s', (zone, day, first) => {
		for (const text of [day, `${day}T00:00:00`]) {
			expect(parseDateBound(text, 'from', zone)?.time, text).toBe(at(first));
		}
	});

	it('is the day that was picked, although the picker is in another zone', () => {
		expect(parseDateBound('2025-01-31T00:00:00', 'from', 'America/New_York')).toEqual({
			day: '2025-01-31',
			time: at('2025-01-31T05:00:00Z'),
			isWholeDay: true,
		});
	});

	it.each([
		['2025-069', '2025-03-10'],
		['2025-W11-1', '2025-03-10'],
		['2024-02-29', '2024-02-29'],
		['9999-12-31', '9999-12-31'],
	])('can be written as %s', (text, day) => {
		expect(parseDateBound(text, 'from', 'UTC')?.day).toBe(day);
	});

	it.each<[value: unknown, what: string]>([
		['', 'nothing'],
		['Invalid DateTime', 'what a broken expression leaves'],
		['tomorrow', 'a word'],
		['31.01.2025', 'a German date'],
		['01/31/2025', 'an American date'],
		['2025-1-5', 'a day without its zeros'],
		['2025-02-30', 'a day that no month has'],
		['2025-01-31T25:00:00', 'an hour that no day has'],
		['2025-01-31 09:00 PM', 'a half of the day'],
		['2025-01-31T', 'half a date and time'],
		['2025', 'a year'],
		['2025-01', 'a month'],
		['2025-W05', 'a week'],
		['45678', "a sheet's day number"],
		['1735689600', 'seconds'],
		['+012025-01-31', 'a year of five digits'],
		['10', 'an hour'],
		['10:30', 'a time of day'],
		['T10:30:00', 'a time of day'],
		[12, 'a small number'],
		[1735689600, 'seconds as a number'],
		[1e20, 'a number beyond all dates'],
		[NaN, 'no number'],
		[true, 'true'],
		[null, 'null'],
		[[], 'a list'],
		[{ year: 2025 }, 'an object'],
		[new Date(NaN), 'an invalid Date'],
		[DateTime.invalid('test'), 'an invalid DateTime'],
	])('is rejected if it is %o: %s', (value) => {
		expect(parseDateBound(value, 'from', 'UTC')).toBeUndefined();
	});

	it('is treated alike as milliseconds in a number and in text', () => {
		fc.assert(
			fc.property(fc.maxSafeInteger(), (value) => {
				expect(parseDateBound(String(value), 'from', 'UTC')).toEqual(
					parseDateBound(value, 'from', 'UTC'),
				);
			}),
			{ examples: [[20_000_000_000], [100_000_000_000], [8.64e15 + 1]] },
		);
	});

	it('never throws, and returns a valid day or nothing, whatever was entered', () => {
		const dateLike = fc.stringMatching(/^[-+\d]{4,12}[T ]?[\d:.]{0,8}(Z|[+-]\d\d:?\d\d)?$/);
		const values = fc.oneof(fc.anything(), fc.string(), dateLike, fc.date());
		fc.assert(
			fc.property(values, fc.constantFrom('from' as const, 'to' as const), aZone, (...given) => {
				const bound = parseDateBound(...given);
				if (!bound) return;
				expect(bound.day).toMatch(/^\d{4}-\d\d-\d\d$/);
				expect(bound.time).not.toBeNaN();
			}),
			{ numRuns: 500 },
		);
	});
});
