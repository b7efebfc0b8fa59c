import { ApiRequestError } from '../../api/errors';
import type { ApiClient } from '../../api/client';
import { parseServiceDate } from '../../dates/serviceDate';
import { addDays, dayOf } from '../../dates/days';
import type { ApiRecord } from '../../operation';
import { extractRecords } from '../../api/records';
import {
	advance,
	countRemembered,
	daysUntil,
	earlier,
	lastRead,
	startCursor,
	type Cursor,
} from './cursor';
import { matchEvent } from '../items';
import { eventsNamed, type TriggerEvent } from '../events';
import type { TriggerSettings } from '../settings';

const DAY_MS = 86_400_000;
/** After a downtime one poll hands on about so many records, or reads so long; the next one goes on. */
const MAX_RECORDS = 20_000;
const MAX_POLL_MS = 20_000;
/** Answers with fewer rows than this may be about more days, up to so many. */
const FEW_ROWS = 5_000;
const MAX_DAYS = 16;
/** 250 KB of state. */
const MAX_REMEMBERED = 32_000;

/** One list of the service, and what is chosen in it. */
export interface PollList {
	path: string;
	events: TriggerEvent[];
	/** Undefined for all widgets. */
	widgetIds?: string[];
	dateOf: (row: ApiRecord) => unknown;
}

/** How far one list has been read, and for what. */
export interface ListState extends Cursor {
	/** Whatever belongs to this is new when it is found. */
	choice: { events: string[]; widgetIds: string[] | null };
	/** Set until all is read for which more is chosen than that: this is new from the moment on. */
	since?: number;
}

/** One list in the course of a poll. */
export interface ListPoll {
	source: PollList;
	progress: ListState;
	/** Whether all that is chosen since this poll is past, whatever its date says. */
	isPastAll: boolean;
	isOver: boolean;
}

/** A record to hand on. */
export interface MatchedRecord {
	row: ApiRecord;
	event: TriggerEvent;
	time: number | null;
}

/** When the poll began, in milliseconds, and how the node is set. */
export interface PollSettings {
	now: number;
	lookbackDays: number;
	startDaysBack: number;
}

/** The lists in which the chosen events show up. */
export function listsFor({ events, widgetIds }: TriggerSettings): PollList[] {
	return [...new Set(events.map(({ path }) => path))].map((path) => {
		const inPath = events.filter((event) => event.path === path);
		const dateField = inPath[0]?.recordType.dateField ?? '';
		return { path, events: inPath, widgetIds, dateOf: (row) => row[dateField] };
	});
}

/** One request for the rows of some days. */
export async function fetchList(
	api: ApiClient,
	source: PollList,
	from: string,
	to: string,
): Promise<ApiRecord[]> {
	const { path, widgetIds = [] } = source;
	const widget = widgetIds.length === 1 ? widgetIds[0] : undefined;
	const days = { date_from: from, date_to: to, timezone: 'UTC' };
	const query = widget === undefined ? days : { ...days, app_id: widget };
	return extractRecords(await api.send({ method: 'GET', path, query }));
}

/** The first of the events that a row can be, if it is of one of the widgets. */
function eventOf(
	row: ApiRecord,
	events: TriggerEvent[],
	widgetIds?: string[],
): TriggerEvent | undefined {
	const decision = matchEvent(row, events[0]?.serviceEvent ?? '', { events, widgetIds });
	return 'event' in decision ? decision.event : undefined;
}

/** The rows that are chosen events. */
export function matchRecords(
	rows: ApiRecord[],
	{ events, widgetIds, dateOf }: PollList,
): MatchedRecord[] {
	return rows.flatMap((row) => {
		const event = eventOf(row, events, widgetIds);
		return event ? [{ row, event, time: parseServiceDate(dateOf(row)) }] : [];
	});
}

function choiceOf({ events, widgetIds }: PollList): ListState['choice'] {
	return {
		events: events.map(({ value }) => value),
		widgetIds: widgetIds ? [...widgetIds].sort() : null,
	};
}

/** Takes up one list where it was left, or begins it. */
export function resume(
	source: PollList,
	before: ListState | undefined,
	span: PollSettings,
): ListPoll {
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
function isPast({ row, time }: MatchedRecord, { progress, isPastAll }: ListPoll): boolean {
	const { choice, since } = progress;
	if (since === undefined) return false;
	if (eventOf(row, eventsNamed(choice.events), choice.widgetIds ?? undefined)) return false;
	return isPastAll || time === null || time < since;
}

/** Reads one list on to a day. Gives the records to hand on, and how many rows there were in all. */
async function readTo(
	until: string,
	api: ApiClient,
	reading: ListPoll,
	{ now, lookbackDays }: PollSettings,
): Promise<{ found: MatchedRecord[]; count: number }> {
	const { source, progress } = reading;
	const today = dayOf(now, 'UTC');
	const asked = daysUntil(progress, until, today);
	const rows = await fetchList(api, source, asked.from, asked.to);
	const { fresh, cursor } = advance(progress, {
		records: rows,
		asked,
		today,
		lookbackDays,
		dateOf: source.dateOf,
		isWanted: (row) => eventOf(row, source.events, source.widgetIds) !== undefined,
	});
	const found = matchRecords(fresh, source).filter((one) => !isPast(one, reading));
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
export async function catchUp(
	api: ApiClient,
	readings: ListPoll[],
	span: PollSettings,
): Promise<{ found: MatchedRecord[]; fault?: unknown }> {
	const today = dayOf(span.now, 'UTC');
	const before = new Map(readings.map((reading) => [reading, reading.progress.from]));
	const found: MatchedRecord[] = [];
	let fault: unknown;
	const read = async (reading: ListPoll, until: string) => {
		try {
			const answer = await readTo(until, api, reading, span);
			for (const one of answer.found) found.push(one);
			return answer.count;
		} catch (error) {
			reading.isOver = true;
			if (fault === undefined || isTransient(fault)) fault = error;
			return 0;
		}
	};

	let days = 1;
	for (;;) {
		const open = readings.filter(({ isOver }) => !isOver);
		const isEnough = found.length >= MAX_RECORDS || Date.now() - span.now >= MAX_POLL_MS;
		if (open.length === 0 || isEnough) break;
		const reached = open.map(({ progress }) => lastRead(progress)).reduce(earlier);
		const until = earlier(addDays(reached, days), today);
		let count = 0;
		for (const reading of open) {
			const isThere = until < today && lastRead(reading.progress) >= until;
			if (!isThere) count += await read(reading, until);
		}
		days = count < FEW_ROWS ? Math.min(days * 2, MAX_DAYS) : 1;
	}
	for (const reading of readings) {
		const { progress } = reading;
		const isMuch = countRemembered(progress) > MAX_REMEMBERED;
		if (!isMuch || progress.from === before.get(reading)) continue;
		await read(reading, earlier(lastRead(progress), today));
	}
	return { found, fault };
}

/** What the service, or the way to it, gets over without anybody's doing. */
export function isTransient(fault: unknown): boolean {
	if (!(fault instanceof ApiRequestError)) return false;
	const { isNetwork, status = 0 } = fault.details;
	return isNetwork === true || status === 429 || status >= 500;
}
