import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { PERIODS, periodRange } from '../../../nodes/SocialIntents/dates/period';
import { endOfDay, startOfDay } from '../../../nodes/SocialIntents/dates/days';
import { aDay, aZone } from './calendar';

const daysOf = (...given: Parameters<typeof periodRange>) => {
	const { from, to } = periodRange(...given);
	return `${from.day} to ${to.day}`;
};

describe('a period', () => {
	it.each([
		['today', '2025-03-12 to 2025-03-12'],
		['yesterday', '2025-03-11 to 2025-03-11'],
		['last7Days', '2025-03-06 to 2025-03-12'],
		['last30Days', '2025-02-11 to 2025-03-12'],
		['thisWeek', '2025-03-10 to 2025-03-12'],
		['lastWeek', '2025-03-03 to 2025-03-09'],
		['thisMonth', '2025-03-01 to 2025-03-12'],
		['lastMonth', '2025-02-01 to 2025-02-28'],
	] as const)('on a Wednesday covers for %s the days %s', (period, days) => {
		expect(daysOf(period, '2025-03-12', 'UTC')).toBe(days);
	});

	it.each([
		['thisWeek', '2025-03-10', '2025-03-10 to 2025-03-10'],
		['thisWeek', '2025-03-16', '2025-03-10 to 2025-03-16'],
		['lastWeek', '2025-03-10', '2025-03-03 to 2025-03-09'],
		['lastWeek', '2025-03-16', '2025-03-03 to 2025-03-09'],
		['lastWeek', '2025-01-01', '2024-12-23 to 2024-12-29'],
		['thisMonth', '2025-03-01', '2025-03-01 to 2025-03-01'],
		['lastMonth', '2024-03-31', '2024-02-01 to 2024-02-29'],
		['lastMonth', '2025-01-15', '2024-12-01 to 2024-12-31'],
		['yesterday', '2025-01-01', '2024-12-31 to 2024-12-31'],
	] as const)('such as %s covers on %s the days %s', (period, today, days) => {
		expect(daysOf(period, today, 'Asia/Tokyo')).toBe(days);
	});

	it('consists of whole days in the zone, and ends today at the latest', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...PERIODS),
				aDay('2010-01-01', '2035-12-31'),
				aZone,
				(period, today, zone) => {
					const { from, to } = periodRange(period, today, zone);
					expect(from).toMatchObject({ time: startOfDay(from.day, zone), isWholeDay: true });
					expect(to).toMatchObject({ time: endOfDay(to.day, zone), isWholeDay: true });
					expect([from.day, to.day, today]).toEqual([from.day, to.day, today].sort());
				},
			),
		);
	});
});
