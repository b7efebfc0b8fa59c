import { DateTime } from 'luxon';

export const DAY_FORMAT = 'yyyy-MM-dd';

const DAY_MS = 86_400_000;

export function daysBetween(from: string, to: string): number {
	return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** The day (`YYYY-MM-DD`) of a moment in milliseconds, in a time zone. */
export function dayOf(milliseconds: number, timezone: string): string {
	return DateTime.fromMillis(milliseconds, { zone: timezone }).toFormat(DAY_FORMAT);
}

/** Moves a day (`YYYY-MM-DD`) by a number of days, whatever the clocks do in between. */
export function addDays(day: string, days: number): string {
	// Many items need it: luxon would take 20 times as long.
	const [moved = ''] = new Date(Date.parse(day) + days * DAY_MS).toISOString().split('T');
	return moved;
}

/**
 * The moments, in milliseconds and the earliest first, at which the clocks of a time zone show what
 * `wallTime` shows in UTC: two in the hour that comes twice when clocks go back. A time that is
 * skipped when clocks go forward is taken as the one an hour later.
 */
export function momentsShowing(wallTime: DateTime, timezone: string): number[] {
	return DateTime.fromObject(wallTime.toObject(), { zone: timezone })
		.getPossibleOffsets()
		.map((moment) => moment.toMillis())
		.sort((a, b) => a - b);
}

/** The first moment of a day (`YYYY-MM-DD`) in a time zone, in milliseconds. */
export function startOfDay(day: string, timezone: string): number {
	return Math.min(...momentsShowing(DateTime.fromISO(day, { zone: 'utc' }), timezone));
}

/** The last millisecond of a day (`YYYY-MM-DD`) in a time zone. */
export function endOfDay(day: string, timezone: string): number {
	return startOfDay(addDays(day, 1), timezone) - 1;
}
