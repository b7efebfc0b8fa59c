import type { DateRange } from '../operation';
import type { TimeSpan } from './serviceDate';

/** Whether From lies after To. */
export function isReversed({ from, to }: Pick<DateRange, 'from' | 'to'>): boolean {
	return (from?.time ?? -Infinity) > (to?.time ?? Infinity);
}

/** Whether one of the readings of a record's date lies inside a range, or there is none. */
export function isInside(
	readings: TimeSpan[],
	{ from, to }: Pick<DateRange, 'from' | 'to'>,
): boolean {
	const [start, end] = [from?.time ?? -Infinity, to?.time ?? Infinity];
	return readings.length === 0 || readings.some(({ first, last }) => last >= start && first <= end);
}
