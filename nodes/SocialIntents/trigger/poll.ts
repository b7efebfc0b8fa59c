import type { INodeExecutionData, INodeProperties, IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { RequestFailed, toNodeError } from '../api/errors';
import { openApi, type Api } from '../api/request';
import { addDays, dayOf, readServiceDate } from '../dates';
import type { Row } from '../operation';
import { rowsOf } from '../resources/envelope';
import { advance, daysUntil, earlier, lastRead, startCursor, type Cursor } from './cursor';
import { decide, triggerItem } from './delivery';
import { EVENTS, eventsNamed, type TriggerEvent } from './events';
import { readSettings, triggerFields, type TriggerSettings } from './settings';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** After a downtime one poll hands on about so many records, or reads so long; the next one goes on. */
const MOST_FOUND = 20_000;
const MOST_MS = 20_000;
/** Answers with fewer rows than this may be about more days, up to so many. */
const FEW_ROWS = 5_000;
const MOST_DAYS = 16;
/** A poll that takes longer holds no other one up: its request may never be answered. */
const LONGEST_POLL_MS = 15 * 60_000;
const SAMPLE_DAYS = [1, 7, 31];
const SAMPLE_ROWS = 5;

export const pollingOptions: INodeProperties[] = [
	{
		displayName: 'Look-Back Days',
		name: 'lookbackDays',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 31 },
		default: 2,
		description:
			'How long a chat may last. A chat shows up when it is archived, under the day it started; one that took longer than this may not be seen.',
	},
	{
		displayName: 'Start With Past Days',
		name: 'startDaysBack',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 3650 },
		default: 0,
		description:
			'How many past days the workflow starts with when it is published for the first time. With 0 it starts with what comes from then on.',
	},
];

const fields = triggerFields(pollingOptions);

/** One list of the service, and what is chosen in it. */
interface Source {
	path: string;
	events: TriggerEvent[];
	/** Undefined for all widgets. */
	widgetIds?: string[];
	dateOf: (row: Row) => unknown;
}

/** How far one list has been read, and for what. */
interface Progress extends Cursor {
	/** Whatever belongs to this is new when it is found. */
	choice: { events: string[]; widgetIds: string[] | null };
	/** Set until all is read for which more is chosen than that: this is new from the moment on. */
	since?: number;
}

/** What n8n keeps for the node: the progress of each list, by its path. */
type PollState = Partial<Record<string, Progress>>;

/** One list in the course of a poll. */
interface Reading {
	source: Source;
	progress: Progress;
	/** Whether all that is chosen since this poll is past, whatever its date says. */
	isPastAll: boolean;
	isOver: boolean;
}

/** A record to hand on. */
interface Found {
	row: Row;
	event: TriggerEvent;
	time: number | null;
}

/** When the poll began, in milliseconds, and how the node is set. */
interface Span {
	now: number;
	lookbackDays: number;
	startDaysBack: number;
}

function sourcesOf({ events, widgetIds }: TriggerSettings): Source[] {
	return [...new Set(events.map(({ path }) => path))].map((path) => {
		const inPath = events.filter((event) => event.path === path);
		const dateField = inPath[0]?.kind.dateField ?? '';
		return { path, events: inPath, widgetIds, dateOf: (row) => row[dateField] };
	});
}

async function ask(api: Api, source: Source, from: string, to: string): Promise<Row[]> {
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

function foundIn(rows: Row[], { events, widgetIds, dateOf }: Source): Found[] {
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

function begin(source: Source, before: Progress | undefined, span: Span): Reading {
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
 */
async function readOn(
	api: Api,
	readings: Reading[],
	span: Span,
): Promise<{ found: Found[]; fault?: unknown }> {
	const today = dayOf(span.now, 'UTC');
	const found: Found[] = [];
	let days = 1;
	let fault: unknown;
	for (;;) {
		const open = readings.filter(({ isOver }) => !isOver);
		const isEnough = found.length >= MOST_FOUND || Date.now() - span.now >= MOST_MS;
		if (open.length === 0 || isEnough) return { found, fault };
		const reached = open.map(({ progress }) => lastRead(progress)).reduce(earlier);
		const until = earlier(addDays(reached, days), today);
		let count = 0;
		for (const reading of open) {
			if (until < today && lastRead(reading.progress) >= until) continue;
			try {
				const read = await readTo(until, api, reading, span);
				for (const one of read.found) found.push(one);
				count += read.count;
			} catch (error) {
				reading.isOver = true;
				if (fault === undefined || isPassing(fault)) fault = error;
			}
		}
		days = count < FEW_ROWS ? Math.min(days * 2, MOST_DAYS) : 1;
	}
}

/** The oldest first; what has no date comes last. */
function itemsOf(found: Found[], { simplify, widgetIds }: TriggerSettings): INodeExecutionData[] {
	return [...found]
		.sort((a, b) => (a.time ?? Infinity) - (b.time ?? Infinity) || 0)
		.map(({ row, event }) => ({
			json: triggerItem(row, event, { simplify, timezone: 'UTC', widgetIds }),
		}));
}

/** The newest few, from as few days as give them: a day may hold thousands. */
async function sample(context: IPollFunctions): Promise<INodeExecutionData[][]> {
	const settings = readSettings(context, fields);
	const api = await openApi(context, 1);
	const today = dayOf(Date.now(), 'UTC');
	let newest: Found[] = [];
	for (const days of SAMPLE_DAYS) {
		const found: Found[] = [];
		for (const source of sourcesOf(settings)) {
			const rows = await ask(api, source, addDays(today, -days), addDays(today, 1));
			for (const one of foundIn(rows, source)) found.push(one);
		}
		newest = found
			.sort((a, b) => (b.time ?? -Infinity) - (a.time ?? -Infinity) || 0)
			.slice(0, SAMPLE_ROWS);
		if (newest.length === SAMPLE_ROWS) break;
	}
	if (newest.length > 0) return [itemsOf(newest, settings)];
	throw new NodeOperationError(
		context.getNode(),
		`Nothing of the chosen events happened in the last ${SAMPLE_DAYS.at(-1)} days, so there is no sample`,
		{
			description: 'Have a chat and end it, or publish the workflow: it starts at the next event.',
		},
	);
}

/** What the service, or the way to it, gets over without anybody's doing. */
function isPassing(fault: unknown): boolean {
	if (!(fault instanceof RequestFailed)) return false;
	const { isNetwork, status = 0 } = fault.failure;
	return isNetwork === true || status === 429 || status >= 500;
}

/** An answer that is no data: a page about maintenance, or of a wrong address. */
const isUnreadable = (fault: unknown) =>
	fault instanceof RequestFailed &&
	fault.failure.status !== undefined &&
	fault.failure.status < 300;

/** When a fault of a node was last said aloud. */
const warnedAt = new Map<string, number>();

/** Warns once an hour: a poller may ask every minute, and a service may be down for a day. */
function log(context: IPollFunctions, key: string, fault: unknown): void {
	const { message } = toNodeError(context.getNode(), fault);
	const text = `Social Intents will be asked again at the next poll: ${message}`;
	const now = Date.now();
	if (Math.abs(now - (warnedAt.get(key) ?? -Infinity)) < HOUR_MS) {
		context.logger.debug(text);
	} else {
		warnedAt.set(key, now);
		context.logger.warn(text);
	}
}

/** A poll that is under way. Once replaced, what it finds is left to a later one. */
interface Run {
	context: IPollFunctions;
	startedAt: number;
	isReplaced: boolean;
}

/** By node, in this process: n8n may start a poll before the last one has finished. */
const underWay = new Map<string, Run>();
/** Contexts that have polled: n8n makes one at activation and at every start, and keeps it. */
const begun = new WeakSet<IPollFunctions>();

async function pollOnce(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const key = `${context.getWorkflow().id}:${context.getNode().id}`;
	const startedAt = Date.now();
	const other = underWay.get(key);
	if (other) {
		const isStuck = Math.abs(startedAt - other.startedAt) > LONGEST_POLL_MS;
		// Published again meanwhile: this context does not know what the other one finds.
		other.isReplaced ||= isStuck || other.context !== context;
		if (!isStuck) return null;
	}
	const run: Run = { context, startedAt, isReplaced: false };
	underWay.set(key, run);
	const isFirst = !begun.has(context);
	begun.add(context);
	const isStart = isFirst && ['init', 'leadershipChange'].includes(context.getActivationMode());
	const isQuiet = (fault: unknown) =>
		isStart || run.isReplaced || isPassing(fault) || (!isFirst && isUnreadable(fault));

	try {
		const settings = readSettings(context, fields);
		const state = context.getWorkflowStaticData('node') as PollState;
		const hasBegun = EVENTS.some(({ path }) => state[path] !== undefined);
		const span: Span = {
			now: startedAt,
			lookbackDays: settings.read.number('options.lookbackDays'),
			startDaysBack: hasBegun ? 0 : settings.read.number('options.startDaysBack'),
		};
		const api = await openApi(context, 1);
		const readings = sourcesOf(settings).map((source) => begin(source, state[source.path], span));
		const { found, fault } = await readOn(api, readings, span);
		if (run.isReplaced) return null;

		// From here on nothing waits: while it did, n8n may have saved the state for another node.
		const isNothing = fault !== undefined && found.length === 0;
		for (const { source, progress } of readings) {
			const before = state[source.path];
			const isRefused = before === undefined && isNothing && !isQuiet(fault);
			if (progress !== before && !isRefused) state[source.path] = progress;
		}
		for (const { path } of EVENTS) {
			const isChosen = readings.some(({ source }) => source.path === path);
			if (!isChosen && state[path]) delete state[path];
		}
		if (isNothing) throw fault;
		if (fault !== undefined) log(context, key, fault);
		return found.length > 0 ? [itemsOf(found, settings)] : null;
	} catch (error) {
		if (!isQuiet(error)) throw toNodeError(context.getNode(), error);
		log(context, key, error);
		return null;
	} finally {
		if (underWay.get(key) === run) underWay.delete(key);
	}
}

/**
 * One poll. Gives what happened since the last one, each record once and the oldest first, or null for
 * nothing. A passing fault is logged and answered with nothing, and so is any fault of the first poll
 * after a start: n8n 2 ends a poller whose first poll throws for good. Throws NodeApiError or
 * NodeOperationError for what somebody must mend. By hand it gives a sample, and keeps no state.
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	try {
		return context.getMode() === 'manual' ? await sample(context) : await pollOnce(context);
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
