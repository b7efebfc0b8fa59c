import fc from 'fast-check';
import { DateTime, FixedOffsetZone } from 'luxon';
import { describe, expect, it } from 'vitest';

import {
	isInside,
	isReversed,
	isTimezone,
	parseDateBound,
} from '../../../nodes/SocialIntents/dates/userDate';
import { splitIntoWindows } from '../../../nodes/SocialIntents/dates/dayWindows';
import { parseServiceDate } from '../../../nodes/SocialIntents/dates/serviceDate';
import { addDays, dayOf } from '../../../nodes/SocialIntents/dates/days';

const ZONES = ['UTC', 'Asia/Tokyo', 'Asia/Kolkata', 'America/New_York'];
const pairsOfZones = ZONES.flatMap((workflow) =>
	ZONES.map((target) => [workflow, target] as const),
);
const aZone = fc.constantFrom(...ZONES, 'America/Sao_Paulo', 'Asia/Beirut', 'Pacific/Apia');

/** `YYYY-MM-DD HH:mm:ss` on the wall of a zone, from the platform and not from luxon. */
const wallClock = (milliseconds: number, timeZone: string) =>
	new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(
		milliseconds,
	);

const at = (iso: string) => Date.parse(iso);
const range = (from?: string, to?: string, today = '2025-06-15') => ({
	...(from && { from: { day: from } }),
	...(to && { to: { day: to } }),
	timezone: 'UTC',
	today,
});
const aDay = (from: string, to: string) =>
	fc
		.integer({ min: at(from) / 86_400_000, max: at(to) / 86_400_000 })
		.map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));

describe('a date that a user gives', () => {
	it.each(pairsOfZones)(
		'alone is that day, in a workflow in %s for days in %s',
		(workflow, target) => {
			for (const text of ['2025-03-10', ' 2025-03-10 ', '20250310', '2025-069', '2025-W11-1']) {
				expect(parseDateBound(text, 'from', workflow, target), text).toEqual({ day: '2025-03-10' });
			}
		},
	);

	it.each([
		['2025-03-10T09:30:00', 'UTC', 'UTC', '2025-03-10', '2025-03-10T09:30:00Z'],
		['2025-03-10T09:30:00', 'Asia/Tokyo', 'Asia/Tokyo', '2025-03-10', '2025-03-10T00:30:00Z'],
		['2025-03-10T09:30:00', 'Asia/Tokyo', 'America/New_York', '2025-03-09', '2025-03-10T00:30:00Z'],
		['2025-03-10T05:00:00', 'Asia/Kolkata', 'UTC', '2025-03-09', '2025-03-09T23:30:00Z'],
		['2025-03-10T20:00:00', 'America/New_York', 'Asia/Tokyo', '2025-03-11', '2025-03-11T00:00:00Z'],
		['2025-03-10T20:00:00', 'UTC', 'Asia/Kolkata', '2025-03-11', '2025-03-10T20:00:00Z'],
		[
			'2025-03-10T09:30',
			'America/New_York',
			'America/New_York',
			'2025-03-10',
			'2025-03-10T13:30:00Z',
		],
		[
			'2025-03-10 09:30:00',
			'America/New_York',
			'America/New_York',
			'2025-03-10',
			'2025-03-10T13:30:00Z',
		],
		['2025-03-10 09:30', 'Asia/Kolkata', 'Asia/Kolkata', '2025-03-10', '2025-03-10T04:00:00Z'],
		['2025-03-10 09:30:00.250', 'UTC', 'UTC', '2025-03-10', '2025-03-10T09:30:00.250Z'],
	])(
		'without an offset, %s, is read in the zone of the workflow, %s, as a day in %s',
		(text, workflow, target, day, instant) => {
			expect(parseDateBound(text, 'from', workflow, target)).toEqual({ day, instant: at(instant) });
		},
	);

	it.each([
		['2025-03-10T09:30:00Z', 'Asia/Tokyo', '2025-03-10', '2025-03-10T09:30:00Z'],
		['2025-03-10T23:30:00Z', 'Asia/Kolkata', '2025-03-11', '2025-03-10T23:30:00Z'],
		['2025-03-10T01:30:00+09:00', 'America/New_York', '2025-03-09', '2025-03-09T16:30:00Z'],
		['2025-03-10T23:30:00-0400', 'UTC', '2025-03-11', '2025-03-11T03:30:00Z'],
		['2025-03-10T23:30:00.000-04', 'America/New_York', '2025-03-10', '2025-03-11T03:30:00Z'],
		['2025-03-10 09:30:00 +05:30', 'UTC', '2025-03-10', '2025-03-10T04:00:00Z'],
		['20250310T093000Z', 'UTC', '2025-03-10', '2025-03-10T09:30:00Z'],
	])('with an offset, %s, is that moment, as a day in %s', (text, target, day, instant) => {
		for (const workflow of ZONES) {
			expect(parseDateBound(text, 'from', workflow, target), workflow).toEqual({
				day,
				instant: at(instant),
			});
		}
	});

	it('means the same moment in every form, and the day that the wall of the target zone shows', () => {
		const moments = fc.integer({ min: at('2001-10-01T00:00Z'), max: at('2040-01-01T00:00Z') });
		const offsets = fc.integer({ min: -14 * 60, max: 14 * 60 });
		fc.assert(
			fc.property(moments, offsets, aZone, aZone, (moment, minutes, workflow, target) => {
				const inSomeZone = DateTime.fromMillis(moment, { zone: FixedOffsetZone.instance(minutes) });
				const forms = [
					moment,
					String(moment),
					new Date(moment),
					new Date(moment).toISOString(),
					inSomeZone,
					inSomeZone.toISO(),
					inSomeZone.toSQL(),
				];
				const day = wallClock(moment, target).slice(0, 10);
				for (const form of forms) {
					const bound = parseDateBound(form, 'from', workflow, target);
					expect(bound?.day).toBe(day);
					expect(bound?.instant ?? moment).toBe(moment);
				}
			}),
		);
	});

	it('without an offset means the moment at which the wall of the workflow shows it', () => {
		const daytime = fc.tuple(fc.integer({ min: 4, max: 23 }), fc.integer({ min: 0, max: 59 }));
		fc.assert(
			fc.property(
				aDay('2010-01-01', '2035-12-31'),
				daytime,
				aZone,
				aZone,
				(day, [hour, minute], workflow, target) => {
					fc.pre(!(workflow === 'Pacific/Apia' && day === '2011-12-30'));
					const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00`;
					const bound = parseDateBound(`${day}T${time}`, 'from', workflow, target);
					const midnight = DateTime.fromISO(bound?.day ?? '', { zone: target }).toMillis();
					const instant = bound?.instant ?? midnight;
					expect(wallClock(instant, workflow)).toBe(`${day} ${time}`);
					expect(bound?.day).toBe(wallClock(instant, target).slice(0, 10));
				},
			),
		);
	});

	it.each(ZONES)('at midnight in %s is the whole day, and a second later a time of day', (zone) => {
		expect(parseDateBound('2025-03-10T00:00:00', 'from', zone, zone)).toEqual({
			day: '2025-03-10',
		});
		expect(parseDateBound('2025-03-10 00:00', 'from', zone, zone)).toEqual({ day: '2025-03-10' });
		const midnight = DateTime.fromISO('2025-03-10', { zone });
		expect(parseDateBound(midnight, 'from', 'UTC', zone)).toEqual({ day: '2025-03-10' });
		expect(parseDateBound(midnight.toJSDate(), 'from', 'UTC', zone)).toEqual({ day: '2025-03-10' });
		expect(parseDateBound(midnight.toMillis(), 'from', 'UTC', zone)).toEqual({ day: '2025-03-10' });
		expect(parseDateBound(midnight.toUTC().toISO(), 'from', 'UTC', zone)).toEqual({
			day: '2025-03-10',
		});
		expect(parseDateBound('2025-03-10T00:00:01', 'from', zone, zone)?.instant).toBe(
			midnight.toMillis() + 1000,
		);
	});

	it('at midnight elsewhere keeps its time of day', () => {
		expect(parseDateBound('2025-03-10T00:00:00+09:00', 'from', 'UTC', 'UTC')).toEqual({
			day: '2025-03-09',
			instant: at('2025-03-09T15:00:00Z'),
		});
	});

	it.each(pairsOfZones)(
		'picked in the editor without a time, in a workflow in %s, is the whole day of that midnight in %s',
		(workflow, target) => {
			const midnight = DateTime.fromISO('2025-03-10', { zone: workflow }).toMillis();
			for (const edge of ['from', 'to'] as const) {
				expect(parseDateBound('2025-03-10T00:00:00', edge, workflow, target)).toEqual({
					day: wallClock(midnight, target).slice(0, 10),
				});
			}
		},
	);

	it('in the hour that comes twice begins with the first and ends with the second', () => {
		const zone = 'America/New_York';
		const hour = '2025-11-02T01:30:00';
		expect(parseDateBound(hour, 'from', zone, zone)?.instant).toBe(at('2025-11-02T05:30:00Z'));
		expect(parseDateBound(hour, 'to', zone, zone)?.instant).toBe(at('2025-11-02T06:30:00Z'));
	});

	it.each(['2025-03-09', '2025-11-02'])(
		'picked as the last one, on %s when the clocks change, is that whole day',
		(day) => {
			const zone = 'America/New_York';
			expect(parseDateBound(`${day}T00:00:00`, 'to', zone, zone)).toEqual({ day });
			expect(parseDateBound(`${day}T12:00:00`, 'to', zone, zone)).toMatchObject({
				day,
				instant: expect.any(Number),
			});
		},
	);

	it.each([
		['2025-03-09T01:30:00', '2025-03-09T06:30:00Z'],
		['2025-03-09T03:30:00', '2025-03-09T07:30:00Z'],
		['2025-11-02T00:30:00', '2025-11-02T04:30:00Z'],
		['2025-11-02T03:30:00', '2025-11-02T08:30:00Z'],
	])('is right around the change of clocks in New York: %s', (text, instant) => {
		const zone = 'America/New_York';
		expect(parseDateBound(text, 'from', zone, zone)).toEqual({
			day: text.slice(0, 10),
			instant: at(instant),
		});
		expect(parseDateBound(text.slice(0, 10), 'from', zone, zone)).toEqual({
			day: text.slice(0, 10),
		});
		expect(parseDateBound(`${text.slice(0, 10)}T00:00:00`, 'from', zone, zone)).toEqual({
			day: text.slice(0, 10),
		});
	});

	it('that the clocks skip or repeat is still taken, on its day', () => {
		const zone = 'America/New_York';
		const skipped = parseDateBound('2025-03-09T02:30:00', 'from', zone, zone);
		expect(skipped?.day).toBe('2025-03-09');
		expect([at('2025-03-09T06:30:00Z'), at('2025-03-09T07:30:00Z')]).toContain(skipped?.instant);
		const repeated = parseDateBound('2025-11-02T01:30:00', 'from', zone, zone);
		expect(repeated?.day).toBe('2025-11-02');
		expect([at('2025-11-02T05:30:00Z'), at('2025-11-02T06:30:00Z')]).toContain(repeated?.instant);
	});

	it.each([
		['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00Z'],
		['Asia/Beirut', '2025-03-30', '2025-03-29T22:00:00Z'],
	])('in %s on a day that has no midnight, %s, is the whole day', (zone, day, firstMoment) => {
		expect(parseDateBound(day, 'from', zone, zone)).toEqual({ day });
		expect(parseDateBound(`${day}T00:00:00`, 'from', zone, zone)).toEqual({ day });
		expect(parseDateBound(firstMoment, 'from', 'UTC', zone)).toEqual({ day });
		expect(parseDateBound(`${day}T02:00:00`, 'from', zone, zone)).toMatchObject({
			day,
			instant: at(firstMoment) + 3_600_000,
		});
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
	])('is refused as %o: %s', (value) => {
		expect(parseDateBound(value, 'from', 'UTC', 'UTC')).toBeUndefined();
	});

	it('as milliseconds is taken or refused alike, as a number and as a string', () => {
		fc.assert(
			fc.property(fc.maxSafeInteger(), (value) => {
				expect(parseDateBound(String(value), 'from', 'UTC', 'UTC')).toEqual(
					parseDateBound(value, 'from', 'UTC', 'UTC'),
				);
			}),
			{ examples: [[20_000_000_000], [100_000_000_000], [8.64e15 + 1]] },
		);
	});

	it('never throws, and gives a day that can be sent or nothing, whatever it is', () => {
		const dateLike = fc.stringMatching(/^[-+\d]{4,12}[T ]?[\d:.]{0,8}(Z|[+-]\d\d:?\d\d)?$/);
		fc.assert(
			fc.property(
				fc.oneof(fc.anything(), fc.string(), dateLike, fc.date()),
				aZone,
				aZone,
				(value, workflow, target) => {
					const bound = parseDateBound(value, 'from', workflow, target);
					if (bound) expect(bound.day).toMatch(/^\d{4}-\d\d-\d\d$/);
				},
			),
			{ numRuns: 500 },
		);
	});
});

describe('a range', () => {
	const morning = { day: '2025-03-10', instant: at('2025-03-10T08:00:00Z') };
	const evening = { day: '2025-03-10', instant: at('2025-03-10T20:00:00Z') };
	const wholeDay = { day: '2025-03-10' };
	const dayAfter = { day: '2025-03-11' };

	it.each([
		[undefined, undefined, false],
		[wholeDay, undefined, false],
		[undefined, wholeDay, false],
		[wholeDay, wholeDay, false],
		[wholeDay, dayAfter, false],
		[dayAfter, wholeDay, true],
		[morning, evening, false],
		[evening, morning, true],
		[evening, wholeDay, false],
		[wholeDay, morning, false],
		[morning, morning, false],
	])('from %o to %o is reversed: %s', (from, to, reversed) => {
		expect(isReversed({ from, to })).toBe(reversed);
	});

	it('with times of day holds what lies between them, both included', () => {
		const bounds = { from: morning, to: evening, timezone: 'UTC', today: '2025-06-15' };
		expect(isInside(morning.instant - 1, bounds)).toBe(false);
		expect(isInside(morning.instant, bounds)).toBe(true);
		expect(isInside(evening.instant, bounds)).toBe(true);
		expect(isInside(evening.instant + 1, bounds)).toBe(false);
	});

	it('holds what has no readable date, and leaves whole days to the service', () => {
		const bounds = { from: morning, to: evening, timezone: 'UTC', today: '2025-06-15' };
		expect(isInside(null, bounds)).toBe(true);
		expect(isInside(at('1999-01-01'), range('2025-03-10', '2025-03-11'))).toBe(true);
	});
});

describe('a range cut into windows', () => {
	const aRange = fc
		.tuple(aDay('2020-01-01', '2025-12-31'), fc.nat(800), fc.integer({ min: 2, max: 400 }))
		.filter(([, length, days]) => length < 390 * (days - 1))
		.map(([from, length, days]) => ({ from, to: addDays(from, length), days }));

	it('covers every day, neighbours share exactly one, and none is longer than allowed', () => {
		fc.assert(
			fc.property(aRange, ({ from, to, days }) => {
				const windows = splitIntoWindows(range(from, to), days);
				expect(windows[0]?.from).toBe(from);
				expect(windows.at(-1)?.to).toBe(to);
				for (const [index, window] of windows.entries()) {
					if (index > 0) expect(window.from).toBe(windows[index - 1]?.to);
					const length = (at(String(window.to)) - at(String(window.from))) / 86_400_000 + 1;
					expect(length).toBeLessThanOrEqual(days);
					expect(length).toBeGreaterThan(windows.length > 1 ? 1 : 0);
				}
			}),
		);
	});

	it('is left whole where it is short enough', () => {
		expect(splitIntoWindows(range('2025-01-01', '2025-01-31'), 31)).toEqual([
			{ from: '2025-01-01', to: '2025-01-31' },
		]);
		expect(splitIntoWindows(range('2025-01-01', '2025-02-01'), 31)).toEqual([
			{ from: '2025-01-01', to: '2025-01-31' },
			{ from: '2025-01-31', to: '2025-02-01' },
		]);
		expect(splitIntoWindows(range('2025-01-01', '2025-01-01'), 31)).toEqual([
			{ from: '2025-01-01', to: '2025-01-01' },
		]);
	});

	it('may grow from either end, and still leaves no day out and cuts no window too long', () => {
		const ends = fc.constantFrom('oldest' as const, 'newest' as const);
		fc.assert(
			fc.property(aRange, ends, ({ from, to, days }, growsFrom) => {
				const windows = splitIntoWindows(range(from, to), days, growsFrom);
				expect(windows[0]?.from).toBe(from);
				expect(windows.at(-1)?.to).toBe(to);
				for (const [index, window] of windows.entries()) {
					if (index > 0) expect(window.from).toBe(windows[index - 1]?.to);
					const length = (at(String(window.to)) - at(String(window.from))) / 86_400_000 + 1;
					expect(length).toBeLessThanOrEqual(days);
				}
				const first = growsFrom === 'oldest' ? windows[0] : windows.at(-1);
				if (windows.length > 1) expect(addDays(first?.from ?? '', 1)).toBe(first?.to);
			}),
		);
	});

	it('reaches until today where it has no end, and leaves the end of the last window open', () => {
		fc.assert(
			fc.property(aRange, ({ from, to, days }) => {
				const windows = splitIntoWindows(range(from, undefined, to), days);
				const closed = splitIntoWindows(range(from, to), days);
				expect(windows.map((window) => window.from)).toEqual(closed.map((window) => window.from));
				expect(windows.at(-1)).toEqual({ from: closed.at(-1)?.from, to: undefined });
				expect(windows.slice(0, -1)).toEqual(closed.slice(0, -1));
			}),
		);
	});

	it('cannot be cut where it has no beginning, or begins after today', () => {
		expect(splitIntoWindows(range(), 31)).toEqual([{}]);
		expect(splitIntoWindows(range(undefined, '2025-03-10'), 31)).toEqual([{ to: '2025-03-10' }]);
		expect(splitIntoWindows(range('2030-01-01'), 31)).toEqual([{ from: '2030-01-01' }]);
	});

	it('still moves on where a window may hold a single day', () => {
		const windows = splitIntoWindows(range('2025-01-01', '2025-01-04'), 1);
		expect(windows[0]?.from).toBe('2025-01-01');
		expect(windows.at(-1)?.to).toBe('2025-01-04');
		expect(windows.length).toBeLessThanOrEqual(4);
	});

	it('gets wider windows rather than thousands of requests', () => {
		for (const days of [1, 2, 31]) {
			const windows = splitIntoWindows(range('1900-01-01', '2025-01-01'), days);
			expect(windows.length).toBeLessThanOrEqual(401);
			expect(windows[0]?.from).toBe('1900-01-01');
			expect(windows.at(-1)?.to).toBe('2025-01-01');
		}
	});
});

describe('days', () => {
	it('move over the ends of months, leap days and changes of clocks', () => {
		expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
		expect(addDays('2025-02-28', 1)).toBe('2025-03-01');
		expect(addDays('2025-01-01', -1)).toBe('2024-12-31');
		expect(addDays('2025-03-08', 2)).toBe('2025-03-10');
		expect(addDays('2025-11-01', 2)).toBe('2025-11-03');
	});

	it('are those of the zone', () => {
		const moment = at('2025-03-10T02:00:00Z');
		expect(dayOf(moment, 'UTC')).toBe('2025-03-10');
		expect(dayOf(moment, 'America/New_York')).toBe('2025-03-09');
		expect(dayOf(moment, 'Asia/Tokyo')).toBe('2025-03-10');
		expect(dayOf(at('2025-03-10T18:30:00Z'), 'Asia/Kolkata')).toBe('2025-03-11');
	});
});

describe('a time zone', () => {
	it.each(['America/New_York', 'Asia/Kolkata', 'UTC', 'Europe/Berlin'])('may be %s', (name) => {
		expect(isTimezone(name)).toBe(true);
	});

	it.each(['', 'local', 'Mars/Olympus', 'New York', 'UTC+3', '+03:00'])(
		'may not be %j, which is no IANA name',
		(name) => {
			expect(isTimezone(name)).toBe(false);
		},
	);
});

describe('a date of the service', () => {
	it.each([
		['2025-01-15T10:30:00Z', 'UTC', '2025-01-15T10:30:00Z'],
		['2025-01-15T10:30:00Z', 'Asia/Tokyo', '2025-01-15T10:30:00Z'],
		['2025-01-15T10:30:00.250Z', 'Asia/Tokyo', '2025-01-15T10:30:00.250Z'],
		['2025-01-15T10:30:00+05:30', 'Asia/Tokyo', '2025-01-15T05:00:00Z'],
		['2025-01-15T10:30:00', 'Asia/Tokyo', '2025-01-15T01:30:00Z'],
		['2025-01-15 10:30:00', 'America/New_York', '2025-01-15T15:30:00Z'],
		['2025-01-15', 'Asia/Tokyo', '2025-01-14T15:00:00Z'],
		[1736937000000, 'Asia/Tokyo', '2025-01-15T10:30:00Z'],
		['1736937000000', 'Asia/Tokyo', '2025-01-15T10:30:00Z'],
		['2025-01-15 10:30:00 AM', 'UTC', '2025-01-15T10:30:00Z'],
		['2025-01-15 22:30:00 PM', 'UTC', '2025-01-15T22:30:00Z'],
		['2025-01-15 10:30:00 PM', 'UTC', '2025-01-15T22:30:00Z'],
		['2025-01-15 10:30:00 pm', 'Asia/Kolkata', '2025-01-15T17:00:00Z'],
		['2025-01-15 12:15:00 PM', 'UTC', '2025-01-15T12:15:00Z'],
		['2025-01-15 00:15:00 AM', 'UTC', '2025-01-15T00:15:00Z'],
		['2025-01-15 12:15:00 AM', 'UTC', '2025-01-15T00:15:00Z'],
		['2025-07-15 09:05:00 AM', 'America/New_York', '2025-07-15T13:05:00Z'],
		[' 2025-01-15 10:30:00 AM ', 'UTC', '2025-01-15T10:30:00Z'],
	])('%j, read in %s, is %s', (value, zone, iso) => {
		expect(parseServiceDate(value, zone)).toBe(at(iso));
	});

	it('reads every hour that the older API can write', () => {
		for (let hour = 0; hour < 24; hour++) {
			const time = `${String(hour).padStart(2, '0')}:05:00`;
			const text = `2025-01-15 ${time} ${hour < 12 ? 'AM' : 'PM'}`;
			expect(parseServiceDate(text, 'UTC'), text).toBe(at(`2025-01-15T${time}Z`));
		}
	});

	it.each([
		[null],
		[undefined],
		[''],
		['soon'],
		['0000-00-00 00:00:00'],
		['2025-01-15 25:30:00 AM'],
		['2025'],
		['10'],
		['10:30'],
		[0],
		[12],
		[1736937000],
		[NaN],
		[Infinity],
		[1e20],
		[true],
		[[]],
		[{}],
	])('is unknown as %o', (value) => {
		expect(parseServiceDate(value, 'UTC')).toBeNull();
	});

	it('is unknown or a moment that a date can hold, whatever came', () => {
		fc.assert(
			fc.property(
				fc.oneof(fc.anything(), fc.double(), fc.string(), fc.date()),
				aZone,
				(value, zone) => {
					const milliseconds = parseServiceDate(value, zone);
					if (milliseconds !== null)
						expect(() => new Date(milliseconds).toISOString()).not.toThrow();
				},
			),
			{ numRuns: 500, examples: [[8.64e15 + 1, 'UTC']] },
		);
	});
});
