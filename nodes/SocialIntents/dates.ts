import { DateTime, IANAZone } from 'luxon';

import type { DateBound, DateRange } from './operation';

const DAY_FORMAT = 'yyyy-MM-dd';

/** One step of a cut range: whole days, `to` included; no `to` means until now. */
export interface Days {
	from?: string;
	to?: string;
}

/** What a user's value says: a day, or a moment, told by the workflow's clock or by any. */
type Meaning = { day: string } | { at: DateTime; isLocal: boolean };

/** Whether the name is an IANA time zone such as `America/New_York`. */
export function isTimezone(name: string): boolean {
	return /^[a-z]/i.test(name) && IANAZone.isValidZone(name);
}

/** The day (`YYYY-MM-DD`) of a moment in milliseconds, in a time zone. */
export function dayOf(milliseconds: number, timezone: string): string {
	return DateTime.fromMillis(milliseconds, { zone: timezone }).toFormat(DAY_FORMAT);
}

/** Moves a day (`YYYY-MM-DD`) by a number of days, whatever the clocks do in between. */
export function addDays(day: string, days: number): string {
	return DateTime.fromISO(day, { zone: 'utc' }).plus({ days }).toFormat(DAY_FORMAT);
}

function daysBetween(from: string, to: string): number {
	return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** n8n and this package may hold different copies of luxon, so the class cannot be asked. */
function isLuxonDateTime(value: unknown): value is DateTime {
	return (
		typeof value === 'object' &&
		value !== null &&
		typeof (value as DateTime).toMillis === 'function' &&
		typeof (value as DateTime).toISO === 'function'
	);
}

function isMidnight(at: DateTime): boolean {
	return at.toMillis() === at.startOf('day').toMillis();
}

function parseText(text: string, workflowTimezone: string): Meaning | undefined {
	if (/^\d{12,}$/.test(text)) return parse(Number(text), workflowTimezone);
	const hasDay = /^\d{4}-?(\d\d-?\d\d|\d{3}|W\d\d-?\d)(?!\d)/i.test(text);
	if (!hasDay) return undefined;
	const zone = workflowTimezone;
	if (!/[T:]/i.test(text)) {
		const date = DateTime.fromISO(text, { zone: 'utc' });
		return date.isValid ? { day: date.toFormat(DAY_FORMAT) } : undefined;
	}
	const hasOffset = /(z|[+-]\d\d(:?\d\d)?|\[[^\]]+\])$/i.test(text.slice(10));
	const iso = DateTime.fromISO(text, { zone });
	const at = iso.isValid ? iso : DateTime.fromSQL(text, { zone });
	return { at, isLocal: !hasOffset };
}

function parse(value: unknown, workflowTimezone: string): Meaning | undefined {
	if (typeof value === 'string') return parseText(value.trim(), workflowTimezone);
	const milliseconds = isLuxonDateTime(value)
		? value.toMillis()
		: value instanceof Date
			? value.getTime()
			: typeof value === 'number' && value >= 1e11
				? value
				: NaN;
	return { at: DateTime.fromMillis(milliseconds), isLocal: false };
}

/** When the clocks go back an hour comes twice: a range begins with the first and ends with the second. */
function ofTwoAlike(at: DateTime, edge: 'from' | 'to'): DateTime {
	const alike = at.getPossibleOffsets().sort((a, b) => a.toMillis() - b.toMillis());
	return (edge === 'from' ? alike[0] : alike.at(-1)) ?? at;
}

/**
 * Reads what n8n users have as a date: a picker's value without offset (read in the workflow's time
 * zone), ISO 8601 with offset, a date alone, a luxon DateTime, a Date, milliseconds.
 * Midnight counts as "no time of day": whoever picks a day in the editor gets that whole day.
 * Returns undefined where the value is no date.
 */
export function readBound(
	value: unknown,
	edge: 'from' | 'to',
	workflowTimezone: string,
	timezone: string,
): DateBound | undefined {
	const meaning = parse(value, workflowTimezone);
	if (!meaning || 'day' in meaning) return meaning;
	if (!meaning.at.isValid) return undefined;
	const moment = meaning.isLocal ? ofTwoAlike(meaning.at, edge) : meaning.at;
	const at = moment.setZone(timezone);
	const day = at.toFormat(DAY_FORMAT);
	if (!/^\d{4}-\d\d-\d\d$/.test(day)) return undefined;
	const isWholeDay = isMidnight(at) || (meaning.isLocal && isMidnight(moment));
	return isWholeDay ? { day } : { day, instant: at.toMillis() };
}

/** Whether From lies after To. */
export function isReversed({ from, to }: Pick<DateRange, 'from' | 'to'>): boolean {
	if (!from || !to) return false;
	if (from.day !== to.day) return from.day > to.day;
	return (from.instant ?? -Infinity) > (to.instant ?? Infinity);
}

/** Whether a moment lies inside a range's times of day. What has no readable date is inside. */
export function isInside(time: number | null, { from, to }: DateRange): boolean {
	if (time === null) return true;
	return time >= (from?.instant ?? -Infinity) && time <= (to?.instant ?? Infinity);
}

/** More windows than this would only cost requests: a range of a century gets wider windows. */
const MOST_WINDOWS = 400;

/** Windows that grow begin with so many days. */
const FIRST_DAYS = 2;

/**
 * Cuts a range into windows of at most so many days, oldest first. A range without a beginning cannot
 * be cut. The service does not say whether `date_to` includes its day, so neighbours share one day and
 * the caller drops what comes twice. From the end that `growsFrom` names the windows of a long
 * range begin small and double, for those who may have enough after a few.
 */
export function splitDays(
	{ from, to, today }: DateRange,
	days: number,
	growsFrom?: 'oldest' | 'newest',
): Days[] {
	if (!from) return [{ to: to?.day }];
	const end = to?.day ?? today;
	const length = Math.max(daysBetween(from.day, end), 0);
	const most = Math.max(days, Math.ceil(length / MOST_WINDOWS) + 1);
	const offsets = [0];
	const isLong = length + 1 > most;
	for (let offset = 0, size = growsFrom && isLong ? FIRST_DAYS : most; ; size *= 2) {
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

/**
 * Reads a date of the service, in milliseconds: ISO 8601 (documented), milliseconds (seen in messages),
 * or `yyyy-MM-dd HH:mm:ss a` without a zone (older API, read in `timezone`). Null where it is none of them.
 */
export function readServiceDate(value: unknown, timezone: string): number | null {
	const milliseconds = millisecondsOf(value, timezone);
	return Math.abs(milliseconds) <= LAST_MILLISECOND ? milliseconds : null;
}

/** The last moment that a Date can hold. */
const LAST_MILLISECOND = 8.64e15;

/** NaN where the value is no date. */
function millisecondsOf(value: unknown, timezone: string): number {
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
