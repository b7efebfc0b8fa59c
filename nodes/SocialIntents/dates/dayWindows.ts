import type { DateRange } from '../operation';
import { addDays, daysBetween } from './days';

/** The days of one request as they are sent. Without `to` they reach until now. */
export interface DayWindow {
	from?: string;
	to?: string;
}

type WindowOrder = 'newestFirst' | 'oldestFirst';

/** More requests than this help nobody: the windows of a very long range get longer. */
export const MAX_WINDOWS = 400;

/** The last day that four digits can write. */
const LAST_DAY = '9999-12-31';

/**
 * The day to send as `date_to`. Whether the service includes it is not documented, so it is the one after
 * the last wanted day; later records have to be left out.
 */
function dayToSend({ to }: Pick<DateRange, 'to'>): string | undefined {
	return to && (to.day === LAST_DAY ? to.day : addDays(to.day, 1));
}

/** Cuts the days from one to another; neighbors share a day. */
function split(from: string, to: string, days: number, order: WindowOrder): DayWindow[] {
	const length = daysBetween(from, to);
	const step = Math.max(days - 1, 1, Math.ceil(length / MAX_WINDOWS));
	const edges = Array.from({ length: Math.max(Math.ceil(length / step), 1) + 1 }, (_, index) => {
		const distance = Math.min(index * step, length);
		return order === 'newestFirst' ? addDays(to, -distance) : addDays(from, distance);
	});
	return edges.slice(1).map((edge, index) => {
		const [first, last] = order === 'newestFirst' ? [edge, edges[index]] : [edges[index], edge];
		return { from: first, to: last };
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
 * that none is lost if the service leaves the last one out; the caller drops what comes twice. A range
 * without a beginning cannot be cut.
 */
export function splitIntoWindows(
	range: Pick<DateRange, 'from' | 'to' | 'today'>,
	days: number,
	order: WindowOrder,
): DayWindow[] {
	const to = dayToSend(range);
	return range.from ? splitUntil(to, range.from.day, range.today, days, order) : [{ to }];
}

/**
 * The windows in which to look for the newest records of a range without a beginning, step by step: the
 * last 31 days, then a year, then everything, in which records without a date are found as well.
 */
export function lookBackInSteps(
	range: Pick<DateRange, 'to' | 'today'>,
	days: number,
): DayWindow[][] {
	const to = dayToSend(range);
	const end = to ?? range.today;
	const [month, year] = [addDays(end, -30), addDays(end, -365)];
	return [
		splitUntil(to, month, range.today, days, 'newestFirst'),
		split(year, month, days, 'newestFirst'),
		[{ to }],
	];
}
