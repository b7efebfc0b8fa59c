import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { addDays, dayOf, daysBetween } from '../../../nodes/SocialIntents/dates/days';
import {
	FIRST_DAY,
	MAX_WINDOWS,
	lookBackInSteps,
	splitIntoWindows,
	type DayWindow,
} from '../../../nodes/SocialIntents/dates/dayWindows';
import { parseDateBound, wholeDay } from '../../../nodes/SocialIntents/dates/userDate';
import { aDay, aZone } from './calendar';

const range = (from?: string, to?: string, today = '2025-06-15') => ({
	...(from && { from: wholeDay(from, 'from', 'UTC') }),
	...(to && { to: wholeDay(to, 'to', 'UTC') }),
	today,
});
const anOrder = fc.constantFrom('newestFirst' as const, 'oldestFirst' as const);
const aRange = fc
	.tuple(aDay('2020-01-01', '2025-12-31'), fc.nat(800), fc.integer({ min: 1, max: 400 }))
	.map(([from, length, days]) => ({ from, to: addDays(from, length), days }));
const oldestFirst = (windows: DayWindow[]) =>
	[...windows].sort((a, b) => a.from.localeCompare(b.from));

describe('a range cut into windows', () => {
	it('covers every requested day and the one after the last, and neighbors share one day', () => {
		fc.assert(
			fc.property(aRange, anOrder, ({ from, to, days }, order) => {
				const cut = splitIntoWindows(range(from, to), days, order);
				const windows = oldestFirst(cut);
				expect(windows[0]?.from).toBe(from);
				expect(windows.at(-1)?.to).toBe(addDays(to, 1));
				for (const [index, window] of windows.entries()) {
					if (index > 0) expect(window.from).toBe(windows[index - 1]?.to);
				}
				expect(cut).toEqual(order === 'newestFirst' ? windows.toReversed() : windows);
			}),
		);
	});

	it('never requests more days at once than Days per Request, except two if that is 1', () => {
		fc.assert(
			fc.property(aRange, anOrder, ({ from, to, days }, order) => {
				const windows = splitIntoWindows(range(from, to), days, order);
				const isLong = daysBetween(from, to) > (MAX_WINDOWS - 1) * Math.max(days - 1, 1);
				for (const window of windows) {
					const length = daysBetween(window.from, window.to ?? '') + 1;
					if (!isLong) expect(length).toBeLessThanOrEqual(Math.max(days, 2));
				}
			}),
		);
	});

	it('takes as few windows as possible', () => {
		const count = (from: string, to: string, days: number) =>
			splitIntoWindows(range(from, to), days, 'newestFirst').length;
		expect(count('2025-01-01', '2025-01-30', 31)).toBe(1);
		expect(count('2025-01-01', '2025-01-31', 31)).toBe(2);
		expect(count('2025-01-01', '2025-03-01', 31)).toBe(2);
		expect(count('2025-01-01', '2025-01-01', 31)).toBe(1);
		expect(count('2025-01-01', '2025-01-03', 1)).toBe(3);
	});

	it('is cut from the end whose records come first in the output', () => {
		const january = range('2025-01-01', '2025-01-09');
		expect(splitIntoWindows(january, 5, 'newestFirst')).toEqual([
			{ from: '2025-01-06', to: '2025-01-10' },
			{ from: '2025-01-02', to: '2025-01-06' },
			{ from: '2025-01-01', to: '2025-01-02' },
		]);
		expect(splitIntoWindows(january, 5, 'oldestFirst')).toEqual([
			{ from: '2025-01-01', to: '2025-01-05' },
			{ from: '2025-01-05', to: '2025-01-09' },
			{ from: '2025-01-09', to: '2025-01-10' },
		]);
	});

	it('reaches until now if it has no end', () => {
		fc.assert(
			fc.property(aRange, anOrder, ({ from, to, days }, order) => {
				const windows = splitIntoWindows(range(from, undefined, to), days, order);
				expect(oldestFirst(windows)[0]?.from).toBe(from);
				expect(windows.filter((window) => window.to === undefined)).toHaveLength(1);
				expect(oldestFirst(windows).at(-1)?.to).toBeUndefined();
			}),
		);
	});

	it('is one request over all days if it has no start', () => {
		const only = (to?: string) => splitIntoWindows(range(undefined, to), 31, 'newestFirst');
		expect(only()).toEqual([{ from: '2010-01-01' }]);
		expect(only('2025-03-10')).toEqual([{ from: '2010-01-01', to: '2025-03-11' }]);
		expect(only('1999-12-31')).toEqual([{ from: '2000-01-01', to: '2000-01-01' }]);
	});

	it('is one request if it starts after today', () => {
		for (const order of ['newestFirst', 'oldestFirst'] as const) {
			expect(splitIntoWindows(range('2030-01-01'), 31, order)).toEqual([{ from: '2030-01-01' }]);
		}
	});

	it('starts with the day in UTC where that is the earlier one', () => {
		const firstDay = (day: string, zone: string) => {
			const from = wholeDay(day, 'from', zone);
			return splitIntoWindows({ from, today: '2025-06-15' }, 31, 'oldestFirst')[0]?.from;
		};
		expect(firstDay('2025-03-10', 'Asia/Tokyo')).toBe('2025-03-09');
		expect(firstDay('2025-03-10', 'UTC')).toBe('2025-03-10');
		expect(firstDay('2025-03-10', 'America/New_York')).toBe('2025-03-10');
		const moment = (text: string) => {
			const from = parseDateBound(text, 'from', 'Asia/Tokyo');
			return splitIntoWindows({ from, today: '2025-06-15' }, 31, 'oldestFirst')[0]?.from;
		};
		expect(moment('2025-03-10T08:59:59')).toBe('2025-03-09');
		expect(moment('2025-03-10T09:00:00')).toBe('2025-03-10');
	});

	it('ends with the day after the last one, in UTC where that is the later one', () => {
		const lastDay = (day: string, zone: string) => {
			const to = wholeDay(day, 'to', zone);
			return splitIntoWindows({ to, today: '2025-06-15' }, 31, 'oldestFirst')[0]?.to;
		};
		expect(lastDay('2025-03-10', 'Asia/Tokyo')).toBe('2025-03-11');
		expect(lastDay('2025-03-10', 'UTC')).toBe('2025-03-11');
		expect(lastDay('2025-03-10', 'America/New_York')).toBe('2025-03-12');
		expect(lastDay('9999-12-30', 'America/New_York')).toBe('9999-12-31');
		expect(lastDay('9999-12-31', 'America/New_York')).toBe('9999-12-31');
		const moment = (text: string) => {
			const to = parseDateBound(text, 'to', 'America/New_York');
			return splitIntoWindows({ to, today: '2025-06-15' }, 31, 'oldestFirst')[0]?.to;
		};
		expect(moment('2025-03-10T19:59:59')).toBe('2025-03-11');
		expect(moment('2025-03-10T20:00:00')).toBe('2025-03-12');
	});

	it('covers the first and the last requested moment, whether days are counted in the time zone or in UTC, and date_to is included or not', () => {
		fc.assert(
			fc.property(aRange, aZone, ({ from, to, days }, zone) => {
				const bounds = { from: wholeDay(from, 'from', zone), to: wholeDay(to, 'to', zone) };
				const windows = splitIntoWindows({ ...bounds, today: to }, days, 'oldestFirst');
				for (const counted of [zone, 'UTC']) {
					expect(dayOf(bounds.from.time, counted) >= (windows[0]?.from ?? '')).toBe(true);
					expect(dayOf(bounds.to.time, counted) < (windows.at(-1)?.to ?? '')).toBe(true);
				}
			}),
		);
	});

	it('starts and ends on days with a year of four digits', () => {
		const [first] = splitIntoWindows(
			{ from: wholeDay('0000-01-01', 'from', 'Asia/Tokyo'), today: '2025-06-15' },
			31,
			'oldestFirst',
		);
		expect(first?.from).toBe('0000-01-01');
		const windows = splitIntoWindows(range('2025-01-01', '9999-12-31'), 31, 'oldestFirst');
		expect(windows.at(-1)?.to).toBe('9999-12-31');
	});

	it('uses longer windows rather than thousands of requests', () => {
		for (const days of [1, 2, 31]) {
			const windows = splitIntoWindows(range('1900-01-01', '2025-01-01'), days, 'oldestFirst');
			expect(windows.length).toBeLessThanOrEqual(MAX_WINDOWS);
			expect(windows[0]?.from).toBe('1900-01-01');
			expect(windows.at(-1)?.to).toBe('2025-01-02');
		}
	});
});

describe('the steps back in time of a limited search', () => {
	it('request 31 days, then a year, then everything', () => {
		const [month, year, everything] = lookBackInSteps(range(), 31);
		expect(month).toEqual([{ from: '2025-05-16', to: undefined }]);
		expect(year).toHaveLength(12);
		expect(year?.[0]?.to).toBe('2025-05-16');
		expect(year?.at(-1)?.from).toBe('2024-06-15');
		expect(everything).toEqual([{ from: FIRST_DAY }]);
	});

	it('end with Date To, and count the day after it as one of the 31', () => {
		expect(lookBackInSteps(range(undefined, '2025-03-31'), 31)[0]).toEqual([
			{ from: '2025-03-02', to: '2025-04-01' },
		]);
	});

	it('use windows of Days per Request', () => {
		expect(lookBackInSteps(range(), 7).map((step) => step.length)).toEqual([5, 56, 1]);
		expect(lookBackInSteps(range(), 400).map((step) => step.length)).toEqual([1, 1, 1]);
	});
});
