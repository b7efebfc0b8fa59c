import { DateTime } from 'luxon';
import type { ApiRecord } from '../operation';
import { parseDateText, type DateText } from './dateText';
import { inEachOrder, type DayOrder } from './dayOrder';
import { endOfDay, momentsShowing, startOfDay } from './days';

/** From the first to the last millisecond that a date can mean: a date alone may be any time of its day. */
export interface TimeSpan {
	first: number;
	last: number;
}

/** The last moment that a Date can hold. */
const MAX_MILLISECONDS = 8.64e15;
/** Numbers below are seconds. */
const MIN_MILLISECONDS = 1e11;
/** Numbers below are no dates: in seconds it is 1973. */
const MIN_SECONDS = 1e8;
/** A chat's first message comes soon after its start. */
const MAX_START_DELAY_MS = 3_600_000;

function parseNumber(value: number): DateText | undefined {
	const moment = value >= MIN_MILLISECONDS ? value : value * 1000;
	return value >= MIN_SECONDS && moment <= MAX_MILLISECONDS ? { moment } : undefined;
}

/** The service's older API writes hours up to 23 and a half of the day all the same: `15:01:31 PM`. */
function withoutHalfDay(text: string): string {
	const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d?)(:\d\d(?::\d\d(?:\.\d+)?)?) ?([AP])\.?M\.?$/i.exec(
		text,
	);
	if (!match) return text;
	const [, day, hourText, rest, half] = match;
	const hour = Number(hourText);
	const isAfternoon = half?.toUpperCase() === 'P';
	const hour24 = isAfternoon && hour < 12 ? hour + 12 : !isAfternoon && hour === 12 ? 0 : hour;
	return `${day}T${String(hour24).padStart(2, '0')}${rest}`;
}

/** The documented form: most of a large response, which luxon would take many times longer to read. */
const ISO_MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

function parseText(text: string): DateText | undefined {
	if (ISO_MOMENT.test(text)) {
		const moment = Date.parse(text);
		return Number.isNaN(moment) ? undefined : { moment };
	}
	if (/^\d{9,14}$/.test(text)) return parseNumber(Number(text));
	const mailDate = /^([a-z]{3},|\d\d? [a-z]{3} )/i.test(text) && DateTime.fromRFC2822(text);
	if (mailDate) return mailDate.isValid ? { moment: mailDate.toMillis() } : undefined;
	return parseDateText(withoutHalfDay(text));
}

/** What a value says: two dates where day and month may be swapped, none if it is no date. */
function parse(value: unknown, order?: DayOrder): DateText[] {
	if (typeof value === 'number') return [parseNumber(value)].filter((date) => date !== undefined);
	if (typeof value !== 'string') return [];
	const slashed = inEachOrder(value);
	if (!slashed) return [parseText(value.trim())].filter((date) => date !== undefined);
	const texts = new Set([slashed.monthFirst, slashed.dayFirst]);
	const dates = [...texts].map(parseText).filter((date) => date !== undefined);
	if (dates.length === 1 || order === undefined) return dates;
	return order === 'monthFirst' ? dates.slice(0, 1) : dates.slice(1);
}

function readIn(date: DateText, timezone: string): TimeSpan[] {
	if ('day' in date) {
		return [{ first: startOfDay(date.day, timezone), last: endOfDay(date.day, timezone) }];
	}
	const moments = 'moment' in date ? [date.moment] : momentsShowing(date.wallTime, timezone);
	return moments.map((moment) => ({ first: moment, last: moment }));
}

/** When a chat's first message was written, in milliseconds. */
function firstMessageTime({ messages }: ApiRecord): number | undefined {
	const [first] = Array.isArray(messages) ? (messages as Array<ApiRecord | null>) : [];
	const [date] = parse(first?.timestamp);
	return date && 'moment' in date ? date.moment : undefined;
}

/**
 * All that a record's date can mean, the most likely first; nothing if it has no readable date. The
 * service writes ISO 8601 (documented), milliseconds or `yyyy-MM-dd HH:mm:ss a` without a zone (seen);
 * seconds, RFC 2822 and dates with slashes are read as well. Its sample of a date without a zone is in
 * UTC, and whether the requested `timezone` changes that is unknown: the first message tells. It also tells
 * day and month apart; without one and without an order, the month is more likely to come first, because
 * the service is American.
 */
export function readRecordDate(
	record: ApiRecord,
	dateField: string,
	timezone: string,
	order?: DayOrder,
): TimeSpan[] {
	const value = record[dateField];
	const moment = typeof value === 'string' && ISO_MOMENT.test(value) ? Date.parse(value) : NaN;
	if (!Number.isNaN(moment)) return [{ first: moment, last: moment }];
	const dates = parse(value, order);
	const [date] = dates;
	if (!date) return [];
	if (dates.length === 1 && 'moment' in date) return [{ first: date.moment, last: date.moment }];
	const readings = dates.flatMap((one) => [...readIn(one, 'utc'), ...readIn(one, timezone)]);
	const message = firstMessageTime(record);
	if (message === undefined) return readings;
	const distance = ({ first }: TimeSpan) => Math.abs(message - first);
	const byDistance = readings.sort((a, b) => distance(a) - distance(b));
	const [nearest] = byDistance;
	if (nearest && distance(nearest) <= MAX_START_DELAY_MS) return [nearest];
	return [...byDistance, { first: message, last: message }];
}

/** The most likely moment of a record's date, in milliseconds; null if it has none. */
export function recordTime(
	record: ApiRecord,
	dateField: string,
	timezone: string,
	order?: DayOrder,
): number | null {
	return readRecordDate(record, dateField, timezone, order)[0]?.first ?? null;
}

/** Reads one date of the service, in milliseconds; without a zone in UTC. Null if it is none. */
export function parseServiceDate(value: unknown): number | null {
	return recordTime({ value } as ApiRecord, 'value', 'utc');
}
