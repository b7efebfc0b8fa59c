import type { DateBound, DateRange } from '../operation';
import { addDays, dayOf, daysBetween } from './days';

/** The days of one request as they are sent. Without `to` they reach until now. */
export interface DayWindow {
	from: string;
	to?: string;
}

type WindowOrder = 'newestFirst' | 'oldestFirst';

/** Beyond this many requests, the windows of a long range get longer instead. */
export const MAX_WINDOWS = 400;

/** Long before the service kept its first record. */
export const FIRST_DAY = '2010-01-01';

/** The first and the last day that four digits can write. */
const [EARLIEST_DAY, LATEST_DAY] = ['0000-01-01', '9999-12-31'];

/**
 * The day to send as `date_from`. A service may count days in UTC, whatever time zone it is told, so it is
 * the earlier one of the local day and the day in UTC; earlier records have to be left out.
 */
function firstDayToSend({ day, time }: DateBound): string {
	const dayInUtc = dayOf(time, 'utc');
	return dayInUtc < day && day !== EARLIEST_DAY ? dayInUtc : day;
}

/**
 * The day to send as `date_to`: the one after the last wanted day, because whether the service includes it
 * is not documented. As it may count days in UTC, the later one of the local day and the day in UTC is
 * taken; later records have to be left out.
 */
function lastDayToSend({ day, time }: DateBound): string {
	const dayInUtc = dayOf(time, 'utc');
	if ([day, dayInUtc].includes(LATEST_DAY)) return LATEST_DAY;
	return addDays(dayInUtc > day ? dayInUtc : day, 1);
}

/** All days. Without a beginning, a service may look back only some days. */
const allDaysUntil = (to: string | undefined): DayWindow => ({
	from: to !== undefined && to < FIRST_DAY ? to : FIRST_DAY,
	to,
});

/** Cuts the days from one to another; neighbors share a day. */
function split(from: string, to: string, days: number, order: WindowOrder): DayWindow[] {
	const length = daysBetween(from, to);
	const step = Math.max(days - 1, 1, Math.ceil(length / MAX_WINDOWS));
	const count = Math.max(Math.ceil(length / step), 1);
	return Array.from({ length: count }, (_, index) => {
		const near = index * step;
		const far = Math.min(near + step, length);
		return order === 'newestFirst'
			? { from: addDays(to, -far), to: addDays(to, -near) }
			: { from: addDays(from, near), to: addDays(from, far) };
	});
}

/** The same, up to and with `to`, or until now. */
function splitUntil(
	to: string | undefined,
	from: string,
	today: string,
	days: number,
	order: WindowOrder,
): DayWindow[] {
	const end = to ?? (today > from ? today : from);
	const windows = split(from, end, days, order);
	return windows.map((window) => (window.to === end ? { ...window, to } : window));
}

/**
 * Cuts a range into windows of at most `days` days as sent, but at least two. Neighbors share a day, so
 * that none is lost if the service excludes the last one; the caller drops duplicates. A range
 * without a start is one window.
 */
export function splitIntoWindows(
	range: Pick<DateRange, 'from' | 'to' | 'today'>,
	days: number,
	order: WindowOrder,
): DayWindow[] {
	const to = range.to && lastDayToSend(range.to);
	return range.from
		? splitUntil(to, firstDayToSend(range.from), range.today, days, order)
		: [allDaysUntil(to)];
}

/**
 * The windows in which to look for the newest records of a range without a beginning, step by step: the
 * last 31 days, then a year, then everything.
 */
export function lookBackInSteps(
	range: Pick<DateRange, 'to' | 'today'>,
	days: number,
): DayWindow[][] {
	const to = range.to && lastDayToSend(range.to);
	const end = to ?? range.today;
	const [month, year] = [addDays(end, -30), addDays(end, -365)];
	return [
		splitUntil(to, month, range.today, days, 'newestFirst'),
		split(year, month, days, 'newestFirst'),
		[allDaysUntil(to)],
	];
}
