import { DateTime } from 'luxon';

/**
 * Reads a date of the service, in milliseconds: ISO 8601 (documented), milliseconds (seen in messages),
 * or `yyyy-MM-dd HH:mm:ss a` without a zone (older API, read in `timezone`). Null where it is none of them.
 */
export function parseServiceDate(value: unknown, timezone: string): number | null {
	const milliseconds = toMilliseconds(value, timezone);
	return Math.abs(milliseconds) <= MAX_MILLISECONDS ? milliseconds : null;
}

/** NaN where the value is no date. */
export function toMilliseconds(value: unknown, timezone: string): number {
	if (typeof value === 'number') return value >= 1e11 ? value : NaN;
	if (typeof value !== 'string') return NaN;
	const text = value.trim();
	if (/^\d{12,14}$/.test(text)) return Number(text);

	// Most of a large answer: read without luxon, which is many times slower.
	if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text)) return Date.parse(text);

	const halfDay = /^(\d{4}-\d\d-\d\d)[ T](\d\d?)(:\d\d(?::\d\d(?:\.\d+)?)?) ?([AP])\.?M\.?$/i.exec(
		text,
	);
	if (!halfDay && !/^\d{4}-\d\d-\d\d/.test(text)) return NaN;
	if (!halfDay) return DateTime.fromISO(text.replace(' ', 'T'), { zone: timezone }).toMillis();
	const [, day, hourText, rest, half] = halfDay;
	const hour = Number(hourText);
	const isAfternoon = half?.toUpperCase() === 'P';
	const hour24 = isAfternoon && hour < 12 ? hour + 12 : !isAfternoon && hour === 12 ? 0 : hour;
	const time = `${String(hour24).padStart(2, '0')}${rest}`;
	return DateTime.fromISO(`${day}T${time}`, { zone: timezone }).toMillis();
}

/** The last moment that a Date can hold. */
export const MAX_MILLISECONDS = 8.64e15;
