import { DateTime } from 'luxon';
import { DAY_FORMAT } from './userDate';

export function daysBetween(from: string, to: string): number {
	return Math.round((Date.parse(to) - Date.parse(from)) / 86400000);
}

/** The day (`YYYY-MM-DD`) of a moment in milliseconds, in a time zone. */
export function dayOf(milliseconds: number, timezone: string): string {
	return DateTime.fromMillis(milliseconds, { zone: timezone }).toFormat(DAY_FORMAT);
}

/** Moves a day (`YYYY-MM-DD`) by a number of days, whatever the clocks do in between. */
export function addDays(day: string, days: number): string {
	return DateTime.fromISO(day, { zone: 'utc' }).plus({ days }).toFormat(DAY_FORMAT);
}
