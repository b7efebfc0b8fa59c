import { RequestFailed } from '../../api/errors';
import type { Api } from '../../api/client';
import { readServiceDate } from '../../dates/serviceDate';
import { addDays } from '../../dates/days';
import { dayOf } from '../../dates/days';
import type { Row } from '../../operation';
import { rowsOf } from '../../api/records';
import {
	advance,
	countRemembered,
	daysUntil,
	earlier,
	lastRead,
	startCursor,
	type Cursor,
} from './cursor';
import { decide } from '../items';
import { eventsNamed, type TriggerEvent } from '../events';
import type { TriggerSettings } from '../settings';

const DAY_MS = 86_400_000;
/** After a downtime one poll hands on about so many records, or reads so long; the next one goes on. */
const MOST_FOUND = 20_000;
const MOST_MS = 20_000;
/** Answers with fewer rows than this may be about more days, up to so many. */
const FEW_ROWS = 5_000;
const MOST_DAYS = 16;
/** 250 KB of state. */
const MOST_REMEMBERED = 32_000;

/** One list of the service, and what is chosen in it. */
export interface Source {
	path: string;
	events: TriggerEvent[];
	/** Undefined for all widgets. */
	widgetIds?: string[];
	dateOf: (row: Row) => unknown;
}

/** How far one list has been read, and for what. */
export interface Progress extends Cursor {
	/** Whatever belongs to this is new when it is found. */
	choice: { events: string[]; widgetIds: string[] | null };
	/** Set until all is read for which more is chosen than that: this is new from the moment on. */
	since?: number;
}

/** One list in the course of a poll. */
export interface Reading {
	source: Source;
	progress: Progress;
	/** Whether all that is chosen since this poll is past, whatever its date says. */
	isPastAll: boolean;
	isOver: boolean;
}

/** A record to hand on. */
export interface Found {
	row: Row;
	event: TriggerEvent;
	time: number | null;
}

/** When the poll began, in milliseconds, and how the node is set. */
export interface Span {
	now: number;
	lookbackDays: number;
	startDaysBack: number;
}

/** The lists in which the chosen events show up. */
export function sourcesOf({ events, widgetIds }: TriggerSettings): Source[] {
	return [...new Set(events.map(({ path }) => path))].map((path) => {
		const inPath = events.filter((event) => event.path === path);
		const dateField = inPath[0]?.kind.dateField ?? '';
		return { path, events: inPath, widgetIds, dateOf: (row) => row[dateField] };
	});
}

/** One request for the rows of some days. */
export async function ask(api: Api, source: Source, from: string, to: string): Promise<Row[]> {
	const { path, widgetIds = [] } = source;
	const widget = widgetIds.length === 1 ? widgetIds[0] : undefined;
	const days = { date_from: from, date_to: to, timezone: 'UTC' };
	const query = widget === undefined ? days : { ...days, app_id: widget };
	return rowsOf(await api.send({ method: 'GET', path, query }));
}

/** The first of the events that a row can be, if it is of one of the widgets. */
function eventOf(row: Row, events: TriggerEvent[], widgetIds?: string[]): TriggerEvent | undefined {
	const decision = decide(row, events[0]?.serviceEvent ?? '', { events, widgetIds });
	return 'event' in decision ? decision.event : undefined;
}

/** The rows that are chosen events. */
export function foundIn(rows: Row[], { events, widgetIds, dateOf }: Source): Found[] {
	return rows.flatMap((row) => {
		const event = eventOf(row, events, widgetIds);
		return event ? [{ row, event, time: readServiceDate(dateOf(row), 'UTC') }] : [];
	});
}

function choiceOf({ events, widgetIds }: Source): Progress['choice'] {
	return {
		events: events.map(({ value }) => value),
		widgetIds: widgetIds ? [...widgetIds].sort() : null,
	};
}

/** Takes up one list where it was left, or begins it. */
export function begin(source: Source, before: Progress | undefined, span: Span): Reading {
	const { now, lookbackDays, startDaysBack } = span;
	if (!before) {
		const progress = {
			...startCursor(now, lookbackDays, startDaysBack),
			choice: { events: [], widgetIds: [] },
			since: now - startDaysBack * DAY_MS,
		};
		return { source, progress, isPastAll: startDaysBack === 0, isOver: false };
	}
	const isChanged = JSON.stringify(before.choice) !== JSON.stringify(choiceOf(source));
	const isPastAll = isChanged && before.since === undefined;
	// The list may have been read for one quiet widget, and be long for all of them: day by day.
	const progress = isPastAll ? { ...before, through: before.from, since: now } : before;
	return { source, progress, isPastAll, isOver: false };
}

/** Whether a record was there before its kind was chosen, as far as can be told. */
function isPast({ row, time }: Found, { progress, isPastAll }: Reading): boolean {
	const { choice, since } = progress;
	if (since === undefined) return false;
	if (eventOf(row, eventsNamed(choice.events), choice.widgetIds ?? undefined)) return false;
	return isPastAll || time === null || time < since;
}

/** Reads one list on to a day. Gives the records to hand on, and how many rows there were in all. */
async function readTo(
	until: string,
	api: Api,
	reading: Reading,
	{ now, lookbackDays }: Span,
): Promise<{ found: Found[]; count: number }> {
	const { source, progress } = reading;
	const today = dayOf(now, 'UTC');
	const asked = daysUntil(progress, until, today);
	const rows = await ask(api, source, asked.from, asked.to);
	const { fresh, cursor } = advance(progress, {
		rows,
		asked,
		today,
		lookbackDays,
		dateOf: source.dateOf,
		isWanted: (row) => eventOf(row, source.events, source.widgetIds) !== undefined,
	});
	const found = foundIn(fresh, source).filter((one) => !isPast(one, reading));
	reading.isOver = until === today;
	const { from, through, seen, since } = cursor;
	const isLevel = reading.isOver && since !== undefined;
	reading.progress = isLevel ? { from, through, seen, choice: choiceOf(source) } : cursor;
	return { found, count: rows.length };
}

/**
 * Reads all lists on to today, or until there is enough for one poll: a day at first, then more and
 * more days at once, so that a busy account fits in memory and a quiet one takes few requests. All
 * lists go through the same days together, so that what is found comes in the order of its dates.
 * Where more is remembered than has to be kept, the last answer is asked for again without its oldest
 * days: only what still comes must be known.
 */
export async function readOn(
	api: Api,
	readings: Reading[],
	span: Span,
): Promise<{ found: Found[]; fault?: unknown }> {
	const today = dayOf(span.now, 'UTC');
	const before = new Map(readings.map((reading) => [reading, reading.progress.from]));
	const found: Found[] = [];
	let fault: unknown;
	const read = async (reading: Reading, until: string) => {
		try {
			const answer = await readTo(until, api, reading, span);
			for (const one of answer.found) found.push(one);
			return answer.count;
		} catch (error) {
			reading.isOver = true;
			if (fault === undefined || isPassing(fault)) fault = error;
			return 0;
		}
	};

	let days = 1;
	for (;;) {
		const open = readings.filter(({ isOver }) => !isOver);
		const isEnough = found.length >= MOST_FOUND || Date.now() - span.now >= MOST_MS;
		if (open.length === 0 || isEnough) break;
		const reached = open.map(({ progress }) => lastRead(progress)).reduce(earlier);
		const until = earlier(addDays(reached, days), today);
		let count = 0;
		for (const reading of open) {
			const isThere = until < today && lastRead(reading.progress) >= until;
			if (!isThere) count += await read(reading, until);
		}
		days = count < FEW_ROWS ? Math.min(days * 2, MOST_DAYS) : 1;
	}
	for (const reading of readings) {
		const { progress } = reading;
		const isMuch = countRemembered(progress) > MOST_REMEMBERED;
		if (!isMuch || progress.from === before.get(reading)) continue;
		await read(reading, earlier(lastRead(progress), today));
	}
	return { found, fault };
}

/** What the service, or the way to it, gets over without anybody's doing. */
export function isPassing(fault: unknown): boolean {
	if (!(fault instanceof RequestFailed)) return false;
	const { isNetwork, status = 0 } = fault.failure;
	return isNetwork === true || status === 429 || status >= 500;
}
