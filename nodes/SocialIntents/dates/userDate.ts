import type { DateTime } from 'luxon';
import type { DateBound } from '../operation';
import { parseDateText, type DateText } from './dateText';
import { dayOf, endOfDay, momentsShowing, startOfDay } from './days';

type Edge = 'from' | 'to';

/** n8n and this package may hold different copies of luxon, so the class cannot be asked. */
function isLuxonDateTime(value: unknown): value is DateTime {
	return (
		typeof value === 'object' &&
		value !== null &&
		typeof (value as DateTime).toMillis === 'function' &&
		typeof (value as DateTime).toISO === 'function'
	);
}

function parse(value: unknown): DateText | undefined {
	if (typeof value === 'string') {
		const text = value.trim();
		return /^\d{12,}$/.test(text) ? parse(Number(text)) : parseDateText(text);
	}
	if (isLuxonDateTime(value)) return { moment: value.toMillis() };
	if (value instanceof Date) return { moment: value.getTime() };
	return typeof value === 'number' && value >= 1e11 ? { moment: value } : undefined;
}

/** A day as one end of a range: all of it is inside. */
export function wholeDay(day: string, edge: Edge, timezone: string): DateBound {
	const time = edge === 'from' ? startOfDay(day, timezone) : endOfDay(day, timezone);
	return { day, time, isWholeDay: true };
}

function resolve(date: DateText, edge: Edge, timezone: string): DateBound {
	if ('day' in date) return wholeDay(date.day, edge, timezone);
	if ('moment' in date) return boundAt(date.moment, timezone);
	const { wallTime } = date;
	const isMidnight = wallTime.equals(wallTime.startOf('day'));
	// A picker has no seconds, so this is how people write the end of a day.
	const isLastMinute = wallTime >= wallTime.endOf('day').startOf('minute');
	if (isMidnight || (edge === 'to' && isLastMinute)) {
		return wholeDay(dayOf(wallTime.toMillis(), 'utc'), edge, timezone);
	}
	// In the hour that comes twice a range begins with the first and ends with the second.
	const moments = momentsShowing(wallTime, timezone);
	return boundAt(edge === 'from' ? Math.min(...moments) : Math.max(...moments), timezone);
}

const boundAt = (time: number, timezone: string): DateBound => ({
	day: dayOf(time, timezone),
	time,
	isWholeDay: false,
});

/**
 * Reads what n8n users have as a date. A picker's value and any other text without an offset is read in
 * the given time zone; a date alone or at midnight is that whole day, and a range that ends in the last
 * minute of a day ends with that day. ISO 8601 with an offset, a luxon DateTime, a Date and milliseconds
 * are moments. Returns undefined if the value is no date.
 */
export function parseDateBound(
	value: unknown,
	edge: Edge,
	timezone: string,
): DateBound | undefined {
	const date = parse(value);
	const bound = date && resolve(date, edge, timezone);
	return bound && /^\d{4}-\d\d-\d\d$/.test(bound.day) ? bound : undefined;
}
