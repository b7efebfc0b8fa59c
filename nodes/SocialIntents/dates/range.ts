import type { DateRange } from '../operation';
import { dayOf, startOfDay } from './days';
import type { TimeSpan } from './serviceDate';

/** Whether From lies after To. */
export function isReversed({ from, to }: Pick<DateRange, 'from' | 'to'>): boolean {
	return (from?.time ?? -Infinity) > (to?.time ?? Infinity);
}

/**
 * The day that a range means whose two ends are the same midnight, such as `{{ $today }}`, or
 * `2025-01-31T00:00:00Z` from a database: as moments, they would contain nothing.
 */
export function sharedMidnight(
	{ from, to }: Pick<DateRange, 'from' | 'to'>,
	timezone: string,
): string | undefined {
	if (!from || from.time !== to?.time) return undefined;
	if (from.time === startOfDay(from.day, timezone)) return from.day;
	const dayInUtc = dayOf(from.time, 'utc');
	return from.time === startOfDay(dayInUtc, 'utc') ? dayInUtc : undefined;
}

/** Whether one of the readings of a record's date lies inside a range, or there is none. */
export function isInside(
	readings: TimeSpan[],
	{ from, to }: Pick<DateRange, 'from' | 'to'>,
): boolean {
	const [start, end] = [from?.time ?? -Infinity, to?.time ?? Infinity];
	return readings.length === 0 || readings.some(({ first, last }) => last >= start && first <= end);
}
