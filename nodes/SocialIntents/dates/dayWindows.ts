import type { DateRange } from '../operation';
import { daysBetween, addDays } from './days';

/** One step of a cut range: whole days, `to` included; no `to` means until now. */
export interface DayWindow {
	from?: string;
	to?: string;
}

/**
 * Cuts a range into windows of at most so many days, oldest first. A range without a beginning cannot
 * be cut. The service does not say whether `date_to` includes its day, so neighbours share one day and
 * the caller drops what comes twice. From the end that `growsFrom` names the windows of a long
 * range begin small and double, for those who may have enough after a few.
 */
export function splitIntoWindows(
	{ from, to, today }: DateRange,
	days: number,
	growsFrom?: 'oldest' | 'newest',
): DayWindow[] {
	if (!from) return [{ to: to?.day }];
	const end = to?.day ?? today;
	const length = Math.max(daysBetween(from.day, end), 0);
	const most = Math.max(days, Math.ceil(length / MAX_WINDOWS) + 1);
	const offsets = [0];
	const isLong = length + 1 > most;
	for (let offset = 0, size = growsFrom && isLong ? INITIAL_DAYS : most; ; size *= 2) {
		const window = Math.min(size, most);
		if (length - offset + 1 <= window) break;
		offset += Math.max(window - 1, 1);
		offsets.push(offset);
	}
	if (growsFrom !== 'newest') {
		return offsets.map((offset, index) => {
			const next = offsets[index + 1];
			const start = addDays(from.day, offset);
			return { from: start, to: next === undefined ? to?.day : addDays(from.day, next) };
		});
	}
	return offsets
		.map((offset, index) => {
			const next = offsets[index + 1];
			const start = next === undefined ? from.day : addDays(end, -next);
			return { from: start, to: index === 0 ? to?.day : addDays(end, -offset) };
		})
		.reverse();
}

/** More windows than this would only cost requests: a range of a century gets wider windows. */
export const MAX_WINDOWS = 400;
/** Windows that grow begin with so many days. */
export const INITIAL_DAYS = 2;
