import { createHash } from 'crypto';
import { addDays } from '../../dates/days';
import type { ApiRecord } from '../../operation';

/**
 * How far one list has been read. Days are UTC, so neither the workflow's time zone nor daylight saving
 * time moves them. n8n saves it only when a poll emits something, so an older one must also be right.
 */
export interface Cursor {
	/** The first day to request. Follows the records' own dates, not the clock; never moves back. */
	from: string;
	/** The last day that was requested. */
	through: string;
	/** The day of the newest record. `from` is the look-back days before it. */
	newest: string;
	/** The records found since `from`: day → their fingerprints of 8 characters each, joined. */
	seen: Record<string, string>;
}

/** One response, and what is needed to process it. */
export interface PollResponse {
	records: ApiRecord[];
	/** The requested days. */
	requested: PollWindow;
	today: string;
	lookbackDays: number;
	/** When a record was made, in milliseconds; null if it does not say. */
	timeOf: (record: ApiRecord) => number | null;
	/** What distinguishes a record from others. It may be known under any of the keys. */
	keysOf: (record: ApiRecord) => [string, ...string[]];
	/** Whether a record counts; others are not remembered. */
	isWanted: (record: ApiRecord) => boolean;
}

/** The days of one request, up to and with `until`. */
interface PollWindow {
	from: string;
	until: string;
	/** Later than `until`: whether `date_to` includes its day is not documented. */
	to: string;
}

const DAY_MS = 86_400_000;
const FINGERPRINT_LENGTH = 8;
/** Only a service that ignores the requested days returns a record this much older than the first one. */
const MAX_CHAT_DAYS = 31;
/** Earlier dates are placeholders. */
const FIRST_DATE = Date.parse('2000-01-01');

const utcDay = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10);

export const earlier = (a: string, b: string) => (a < b ? a : b);
export const later = (a: string, b: string) => (a > b ? a : b);

/**
 * 48 bits: with 10,000 chats a day and the default look-back, two records share a fingerprint about once
 * in a thousand years, and 30,000 fingerprints take 240 KB.
 */
const fingerprint = (key: string): string =>
	createHash('sha256').update(key).digest('base64').slice(0, FINGERPRINT_LENGTH);

/** The remembered fingerprints, each with its day. */
function remembered({ seen }: Cursor): Map<string, string> {
	const days = new Map<string, string>();
	for (const [day, text] of Object.entries(seen)) {
		for (let at = 0; at < text.length; at += FINGERPRINT_LENGTH) {
			days.set(text.slice(at, at + FINGERPRINT_LENGTH), day);
		}
	}
	return days;
}

/** How many records a cursor remembers. */
export const countRemembered = ({ seen }: Cursor): number =>
	Object.values(seen).reduce((length, text) => length + text.length, 0) / FINGERPRINT_LENGTH;

/**
 * A cursor for a list that starts with a number of past days. Where the service ignores the time zone and
 * is west of UTC, the first hours of these days are listed under the day before.
 */
export function startCursor(now: number, lookbackDays: number, daysBack: number): Cursor {
	const today = utcDay(now);
	return {
		from: addDays(today, -Math.max(lookbackDays, daysBack > 0 ? daysBack + 1 : 0)),
		through: addDays(today, -Math.max(1, daysBack)),
		newest: today,
		seen: {},
	};
}

/** The last day that was read. A clock that was set back can leave `through` before `from`. */
export const lastRead = ({ from, through }: Cursor): string => later(from, through);

/** The first day that the look-back wants. After it was raised, this is before `from`. */
export const firstDayWanted = ({ newest }: Cursor, lookbackDays: number): string =>
	addDays(newest, -lookbackDays);

/**
 * The days to request to read on until a day. Where the service ignores the time zone and is east of UTC,
 * today's records may be listed under tomorrow.
 */
export function daysUntil({ from }: Cursor, until: string, today: string): PollWindow {
	const to = addDays(until, until === today ? 2 : 1);
	return { from, until, to: later(to, from) };
}

/**
 * Processes one response. Returns the wanted records that were not seen before, each once, and the next
 * cursor. Never changes the given cursor, and returns the same one if nothing would differ.
 *
 * A record is remembered under its day while that day can be requested again, and for as long as the
 * service returns it. The service may list records by another date than the one they show, or ignore the
 * requested days: a new record from before them is remembered under the last requested day. A response
 * without records moves nothing, because the service omits a list that is empty, and may omit one by
 * mistake. A record without a readable date counts as the newest.
 */
export function advance<T extends Cursor>(
	cursor: T,
	{ records, requested, today, lookbackDays, timeOf, keysOf, isWanted }: PollResponse,
): { newRecords: ApiRecord[]; cursor: T } {
	const known = remembered(cursor);
	const oldest = addDays(cursor.from, -MAX_CHAT_DAYS);
	const end = Date.parse(requested.to) + DAY_MS;
	const returned = new Set<string>();
	const seen = new Map<string, string[]>();
	const note = (day: string, print: string) => {
		const prints = seen.get(day);
		if (prints) prints.push(print);
		else seen.set(day, [print]);
	};

	const newRecords: ApiRecord[] = [];
	let latest = '';
	for (const record of records) {
		const time = timeOf(record);
		const isDated = time !== null && time >= FIRST_DATE && time < end;
		const day = isDated ? utcDay(time) : requested.to;
		if (isDated) latest = later(latest, day);
		if (day < oldest || !isWanted(record)) continue;
		const [first, ...others] = keysOf(record).map(fingerprint) as [string, ...string[]];
		const print = others.find((one) => known.has(one)) ?? first;
		if (returned.has(print)) continue;
		returned.add(print);
		const knownDay = known.get(print);
		note(knownDay ?? (day < requested.from ? requested.to : day), print);
		if (knownDay !== undefined) continue;
		newRecords.push(record);
		if (!isDated) latest = requested.to;
	}

	const evidence = earlier(latest || requested.to, today);
	const isBlank = records.length === 0;
	const from = isBlank ? cursor.from : later(cursor.from, addDays(evidence, -lookbackDays));
	const newest = isBlank ? cursor.newest : later(cursor.newest, evidence);
	const through = requested.until;
	const isMoved = from !== cursor.from || through !== cursor.through || newest !== cursor.newest;
	const unseen = [...known].filter(([print]) => !returned.has(print));
	const kept = unseen.filter(([, day]) => day >= from || isBlank);
	if (newRecords.length === 0 && !isMoved && kept.length === unseen.length)
		return { newRecords, cursor };
	for (const [print, day] of kept) note(day, print);
	const texts = [...seen].map(([day, prints]) => [day, prints.join('')] as const);
	return {
		newRecords,
		cursor: { ...cursor, from, through, newest, seen: Object.fromEntries(texts) },
	};
}

/**
 * Moves the first day back and remembers the records of the added days, so that only those archived from
 * now on are new.
 */
export function startEarlier<T extends Cursor>(
	cursor: T,
	from: string,
	response: Omit<PollResponse, 'requested'>,
): T {
	const { records, timeOf } = response;
	const isEarlier = (record: ApiRecord) => {
		const time = timeOf(record);
		return time === null || time < FIRST_DATE || utcDay(time) < cursor.from;
	};
	return advance(
		{ ...cursor, from },
		{
			...response,
			records: records.filter(isEarlier),
			requested: { from, until: cursor.through, to: cursor.from },
		},
	).cursor;
}
