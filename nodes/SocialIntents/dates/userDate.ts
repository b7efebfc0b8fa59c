import { DateTime, IANAZone } from 'luxon';
import type { DateBound, DateRange } from '../operation';

export const DAY_FORMAT = 'yyyy-MM-dd';

/** What a user's value says: a day, or a moment, told by the workflow's clock or by any. */
type ParsedDate = { day: string } | { at: DateTime; isLocal: boolean };

/** Whether the name is an IANA time zone such as `America/New_York`. */
export function isTimezone(name: string): boolean {
	return /^[a-z]/i.test(name) && IANAZone.isValidZone(name);
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

function parseText(text: string, workflowTimezone: string): ParsedDate | undefined {
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

function parse(value: unknown, workflowTimezone: string): ParsedDate | undefined {
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
function resolveAmbiguous(at: DateTime, edge: 'from' | 'to'): DateTime {
	const alike = at.getPossibleOffsets().sort((a, b) => a.toMillis() - b.toMillis());
	return (edge === 'from' ? alike[0] : alike.at(-1)) ?? at;
}

/**
 * Reads what n8n users have as a date: a picker's value without offset (read in the workflow's time
 * zone), ISO 8601 with offset, a date alone, a luxon DateTime, a Date, milliseconds.
 * Midnight counts as "no time of day": whoever picks a day in the editor gets that whole day.
 * Returns undefined where the value is no date.
 */
export function parseDateBound(
	value: unknown,
	edge: 'from' | 'to',
	workflowTimezone: string,
	timezone: string,
): DateBound | undefined {
	const meaning = parse(value, workflowTimezone);
	if (!meaning || 'day' in meaning) return meaning;
	if (!meaning.at.isValid) return undefined;
	const moment = meaning.isLocal ? resolveAmbiguous(meaning.at, edge) : meaning.at;
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
