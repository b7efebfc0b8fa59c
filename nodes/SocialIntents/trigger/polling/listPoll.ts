import type { ApiClient } from '../../api/client';
import { addDays, dayOf } from '../../dates/days';
import type { ApiRecord } from '../../operation';
import { eventsNamed } from '../events';
import { advance, daysUntil, startCursor, type Cursor } from './cursor';
import { eventOf, fetchList, matchRecords, type MatchedRecord, type PollList } from './lists';

const DAY_MS = 86_400_000;

/** How far one list has been read, and for what. */
export interface ListState extends Cursor {
	/** Whatever belongs to this is new when it is found. */
	choice: { events: string[]; widgetIds: string[] | null };
	/** Set until all is read for which more is chosen than that: this is new from the moment on. */
	since?: number;
}

/** One list in the course of a poll. */
export interface ListPoll {
	list: PollList;
	state: ListState;
	/** Whether all that is chosen since this poll is past, whatever its date says. */
	isPastAll: boolean;
	isOver: boolean;
	/** Records in the answers so far. */
	answered: number;
	/** What ended it early. */
	failure?: unknown;
}

/** When the poll began, in milliseconds, and how the node is set. */
export interface PollSettings {
	now: number;
	lookbackDays: number;
	startDaysBack: number;
}

function choiceOf({ events, widgetIds }: PollList): ListState['choice'] {
	return {
		events: events.map(({ value }) => value),
		widgetIds: widgetIds ? [...widgetIds].sort() : null,
	};
}

/** Resumes a list where it was left, or starts it. */
export function resume(
	list: PollList,
	before: ListState | undefined,
	{ now, lookbackDays, startDaysBack }: PollSettings,
): ListPoll {
	const poll = { list, isOver: false, answered: 0 };
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
	// The list may have been read for one quiet widget, and be long for all of them: day by day.
	const state = isPastAll ? { ...known, through: known.from, since: now } : known;
	return { ...poll, state, isPastAll };
}

/** Whether a record was there before its kind was chosen, as far as can be told. */
function isPast({ record, time }: MatchedRecord, { state, isPastAll }: ListPoll): boolean {
	const { choice, since } = state;
	if (since === undefined) return false;
	if (eventOf(record, eventsNamed(choice.events), choice.widgetIds ?? undefined)) return false;
	return isPastAll || time === null || time < since;
}

/** Whether a record is of a chosen event and widget. */
export const isWantedIn =
	({ events, widgetIds }: PollList) =>
	(record: ApiRecord) =>
		eventOf(record, events, widgetIds) !== undefined;

/**
 * Reads one list up to a day. Returns the records to emit, and how many the service returned in all.
 * Throws ApiRequestError, and then leaves the list where it was.
 */
export async function readTo(
	until: string,
	api: ApiClient,
	poll: ListPoll,
	{ now, lookbackDays }: PollSettings,
): Promise<{ found: MatchedRecord[]; count: number }> {
	const { list, state } = poll;
	const today = dayOf(now, 'UTC');
	const asked = daysUntil(state, until, today);
	const records = await fetchList(api, list, asked.from, asked.to);
	const { dateOf } = list;
	const isWanted = isWantedIn(list);
	const { fresh, cursor } = advance(state, {
		records,
		asked,
		today,
		lookbackDays,
		dateOf,
		isWanted,
	});
	const found = matchRecords(fresh, list).filter((one) => !isPast(one, poll));
	poll.isOver = until === today;
	poll.answered += records.length;
	const { since, ...rest } = cursor;
	const isLevel = poll.isOver && since !== undefined;
	poll.state = isLevel ? { ...rest, choice: choiceOf(list) } : cursor;
	return { found, count: records.length };
}
