import { DateTime } from 'luxon';
import type { DateRange } from '../operation';
import { DAY_FORMAT } from './days';
import { wholeDay } from './userDate';

export const PERIODS = [
	'today',
	'yesterday',
	'last7Days',
	'last30Days',
	'thisWeek',
	'lastWeek',
	'thisMonth',
	'lastMonth',
] as const;
export type Period = (typeof PERIODS)[number];

/** The first and the last day of a period; weeks begin on Monday. */
function daysOf(period: Period, today: DateTime): [first: DateTime, last: DateTime] {
	const yesterday = today.minus({ days: 1 });
	const monday = today.startOf('week');
	const firstOfMonth = today.startOf('month');
	switch (period) {
		case 'today':
			return [today, today];
		case 'yesterday':
			return [yesterday, yesterday];
		case 'last7Days':
			return [today.minus({ days: 6 }), today];
		case 'last30Days':
			return [today.minus({ days: 29 }), today];
		case 'thisWeek':
			return [monday, today];
		case 'lastWeek':
			return [monday.minus({ weeks: 1 }), monday.minus({ days: 1 })];
		case 'thisMonth':
			return [firstOfMonth, today];
		case 'lastMonth':
			return [firstOfMonth.minus({ months: 1 }), firstOfMonth.minus({ days: 1 })];
	}
}

/** The days of a period, seen on a day (`YYYY-MM-DD`) in a time zone. */
export function periodRange(
	period: Period,
	today: string,
	timezone: string,
): Required<Pick<DateRange, 'from' | 'to'>> {
	const [first, last] = daysOf(period, DateTime.fromISO(today, { zone: 'utc' }));
	return {
		from: wholeDay(first.toFormat(DAY_FORMAT), 'from', timezone),
		to: wholeDay(last.toFormat(DAY_FORMAT), 'to', timezone),
	};
}
