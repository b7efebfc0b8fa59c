import type { ApiClient } from '../../api/client';
import { addDays, dayOf } from '../../dates/days';
import { readRecordDate } from '../../dates/serviceDate';
import type { ApiRecord } from '../../operation';
import { eventsNamed } from '../events';
import { advance, daysUntil, startCursor, type Cursor } from './cursor';
import { eventOf, fetchList, matchRecords, type MatchedRecord, type ChosenList } from './lists';

const DAY_MS = 86_400_000;

/** How far one list has been read, and for which events and widgets. */
export interface ListState extends Cursor {
	/** What was chosen so far: its records are new when they are found. */
	choice: { events: string[]; widgetIds: string[] | null };
	/** Set until the list is read for a larger choice, whose records are new from this moment on. */
	since?: number;
}

/** One list during a poll. */
export interface ListPoll {
	list: ChosenList;
	state: ListState;
	/** Whether records of what this poll adds to the choice are past, whatever their dates. */
	isPastAll: boolean;
	isOver: boolean;
	/** The number of records in the responses so far. */
	recordCount: number;
	/** What ended it early. */
	failure?: unknown;
}

/** When a poll started, in milliseconds, and how many days back it goes. */
export interface PollSpan {
	now: number;
	lookbackDays: number;
	startDaysBack: number;
}

function choiceOf({ events, widgetIds }: ChosenList): ListState['choice'] {
	return {
		events: events.map(({ value }) => value),
		widgetIds: widgetIds ? [...widgetIds].sort() : null,
	};
}

/** Resumes a list where the last poll left it, or starts it. */
export function resume(
	list: ChosenList,
	before: ListState | undefined,
	{ now, lookbackDays, startDaysBack }: PollSpan,
): ListPoll {
	const poll = { list, isOver: false, recordCount: 0 };
	if (!before) {
		const state = {
			...startCursor(now, lookbackDays, startDaysBack),
			choice: { events: [], widgetIds: [] },
			since: now - startDaysBack * DAY_MS,
		};
		return { ...poll, state, isPastAll: startDaysBack === 0 };
	}
	// Earlier versions did not keep the newest day.
	const { newest = addDays(before.from, lookbackDays) } = before as Partial<ListState> & Cursor;
	const known = { ...before, newest };
	const isChanged = JSON.stringify(before.choice) !== JSON.stringify(choiceOf(list));
	const isPastAll = isChanged && before.since === undefined;
	// The list was read for fewer widgets, and may be long for all of them, so it is read day by day.
	const state = isPastAll ? { ...known, through: known.from, since: now } : known;
	return { ...poll, state, isPastAll };
}

/**
 * Whether a record existed before its event or widget was chosen, as far as its date tells: a date alone
 * may be any time of its day.
 */
function isPast({ record, order }: MatchedRecord, { list, state, isPastAll }: ListPoll): boolean {
	const { choice, since } = state;
	if (since === undefined) return false;
	if (eventOf(record, eventsNamed(choice.events), choice.widgetIds ?? undefined)) return false;
	const [date] = readRecordDate(record, list.dateField, 'utc', order);
	return isPastAll || date === undefined || date.last < since;
}

/** Whether a record is of a chosen event and widget. */
export const isWantedIn =
	({ events, widgetIds }: ChosenList) =>
	(record: ApiRecord) =>
		eventOf(record, events, widgetIds) !== undefined;

/**
 * Reads one list up to a day. Returns the records to emit, and how many the service returned in all.
 * Throws ApiRequestError, and then leaves the list as it was.
 */
export async function readTo(
	until: string,
	api: ApiClient,
	poll: ListPoll,
	{ now, lookbackDays }: PollSpan,
): Promise<{ found: MatchedRecord[]; count: number }> {
	const { list, state } = poll;
	const today = dayOf(now, 'UTC');
	const requested = daysUntil(state, until, today);
	const response = await fetchList(api, list, requested.from, requested.to);
	const { records, timeOf, keysOf } = response;
	const isWanted = isWantedIn(list);
	const { newRecords, cursor } = advance(state, {
		records,
		requested,
		today,
		lookbackDays,
		timeOf,
		keysOf,
		isWanted,
	});
	const found = matchRecords({ ...response, records: newRecords }, list).filter(
		(one) => !isPast(one, poll),
	);
	poll.isOver = until === today;
	poll.recordCount += records.length;
	const { since, ...rest } = cursor;
	const isLevel = poll.isOver && since !== undefined;
	poll.state = isLevel ? { ...rest, choice: choiceOf(list) } : cursor;
	return { found, count: records.length };
}
