import { createHash } from 'crypto';

import { addDays, readServiceDate } from '../dates';
import type { Row } from '../operation';

/**
 * How far one list has been read. Days are UTC: neither the workflow's time zone nor daylight saving
 * moves them. n8n saves it only when a poll emits something, so it is right whenever it was saved.
 */
export interface Cursor {
	/** The first day that is asked for, and never moves back. */
	from: string;
	/** What has been seen since then: day → fingerprints of 8 characters each, in one text. */
	seen: Record<string, string>;
}

/** One request's days, both included, and where the next one begins. */
export interface Step {
	from: string;
	to: string;
	next: string;
	isLast: boolean;
}

const FINGERPRINT_LENGTH = 8;

const utcDay = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10);

/**
 * 48 bits: with 10,000 chats a day and the default look-back, two different records look the same once
 * in some thousand years, and 30,000 of them take 240 KB.
 */
function fingerprint(row: Row): string {
	const isNamed = row.id !== undefined && row.id !== null && row.id !== '';
	return createHash('sha256')
		.update(isNamed ? String(row.id) : JSON.stringify(row))
		.digest('base64')
		.slice(0, FINGERPRINT_LENGTH);
}

function fingerprintsIn(texts: string[]): Set<string> {
	const found = new Set<string>();
	for (const text of texts) {
		for (let at = 0; at < text.length; at += FINGERPRINT_LENGTH) {
			found.add(text.slice(at, at + FINGERPRINT_LENGTH));
		}
	}
	return found;
}

/** A cursor that begins so many days back. */
export function startCursor(now: number, daysBack: number): Cursor {
	return { from: addDays(utcDay(now), -daysBack), seen: {} };
}

/**
 * What to ask for next. A day more than today, because the service does not say whether `date_to`
 * includes its day; after a downtime only some days at once, because all of it may not fit in memory.
 */
export function nextStep({ from }: Cursor, now: number, lookbackDays: number): Step {
	const today = utcDay(now);
	const tomorrow = addDays(today, 1);
	const oldestOpen = addDays(today, -lookbackDays);
	// A clock that once ran ahead must not keep the node asking for the future.
	const start = from > today ? oldestOpen : from;
	if (addDays(start, lookbackDays + 2) >= tomorrow) {
		const next = start > oldestOpen ? start : oldestOpen;
		return { from: start, to: tomorrow, next, isLast: true };
	}
	const end = addDays(start, lookbackDays);
	return { from: start, to: end, next: end, isLast: false };
}

/**
 * Takes in one answer: gives the rows that were not seen before, each once, and the cursor after it.
 * Does not change the cursor that it is given.
 *
 * A row is remembered under its day while that day can be asked for again, and as long as it keeps
 * coming: the service might go by another date than the record's, or ignore the asked days. What an
 * answer leaves out stays remembered, because the service leaves the whole list out where it finds
 * nothing. The three newest days stay whatever the clock says.
 */
export function advance(
	cursor: Cursor,
	rows: Row[],
	{ next }: Pick<Step, 'next'>,
	{ now, dateOf }: { now: number; dateOf: (row: Row) => unknown },
): { fresh: Row[]; cursor: Cursor } {
	const known = fingerprintsIn(Object.values(cursor.seen));
	const inAnswer = new Set<string>();
	const seen = new Map<string, string[]>();
	const note = (day: string, print: string) => {
		const prints = seen.get(day);
		if (prints) prints.push(print);
		else seen.set(day, [print]);
	};

	const fresh: Row[] = [];
	for (const row of rows) {
		const print = fingerprint(row);
		if (inAnswer.has(print)) continue;
		inAnswer.add(print);
		if (!known.has(print)) fresh.push(row);
		note(utcDay(readServiceDate(dateOf(row), 'UTC') ?? now), print);
	}
	const newestDays = Object.keys(cursor.seen).sort().slice(-3);
	for (const [day, text] of Object.entries(cursor.seen)) {
		if (day < next && !newestDays.includes(day)) continue;
		for (const print of fingerprintsIn([text])) if (!inAnswer.has(print)) note(day, print);
	}
	const texts = [...seen].map(([day, prints]) => [day, prints.join('')]);
	return { fresh, cursor: { from: next, seen: Object.fromEntries(texts) as Cursor['seen'] } };
}
