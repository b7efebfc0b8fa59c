import type { INodeExecutionData, INodeProperties, IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { RequestFailed, toNodeError } from '../api/errors';
import { openApi, type Api } from '../api/request';
import { addDays, dayOf, readServiceDate } from '../dates';
import type { Row } from '../operation';
import { rowsOf } from '../resources/envelope';
import { advance, daysUntil, earlier, lastRead, startCursor, type Cursor } from './cursor';
import { decide, triggerItem } from './delivery';
import { eventsNamed, type TriggerEvent } from './events';
import { readSettings, triggerFields, type TriggerSettings } from './settings';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** After a downtime one poll reads about so many rows, or so long; the next one goes on. */
const MOST_ROWS = 5_000;
const MOST_MS = 20_000;
const MOST_DAYS = 32;
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
			'How long a chat may last. A chat shows up when it is archived, under the day it started; one that took longer than this is not seen.',
	},
	{
		displayName: 'Start With Past Days',
		name: 'startDaysBack',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 3650 },
		default: 0,
		description:
			'How many past days the first poll after publishing hands on. With 0 the workflow starts with what comes from now on.',
	},
];

const fields = triggerFields(pollingOptions);

/** One list of the service, and the chosen events in it. */
interface Source {
	path: string;
	events: TriggerEvent[];
	widgetIds?: string[];
	dateOf: (row: Row) => unknown;
}

/** What a list is read for: names of events, and widgets or null for all. */
interface Choice {
	events: string[];
	widgetIds: string[] | null;
}

/** How far one list has been read, and for what. */
interface Progress extends Cursor {
	/** Whatever belongs to this choice is new when it is found. */
	choice: Choice;
	/** Set while more is chosen than that: what else is found is new from this moment on. */
	since?: number;
}

/** What n8n keeps for the node: the progress of each list, by its path. */
type PollState = Record<string, Progress>;

interface Reading {
	source: Source;
	progress: Progress;
	/** Whether something else than before is chosen since this poll. */
	isNewChoice: boolean;
	isOver: boolean;
}

/** A record to hand on. */
interface Found {
	row: Row;
	event: TriggerEvent;
	time: number | null;
}

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

async function ask(
	api: Api,
	{ path, widgetIds }: Source,
	from: string,
	to: string,
): Promise<Row[]> {
	const [onlyWidget = '', ...others] = widgetIds ?? [];
	const isOne = onlyWidget !== '' && others.length === 0;
	const query = {
		date_from: from,
		date_to: to,
		timezone: 'UTC',
		...(isOne && { app_id: onlyWidget }),
	};
	return rowsOf(await api.send({ method: 'GET', path, query }));
}

/** The event that a row is among the given ones, if it is one of the given widgets. */
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

function begin(source: Source, before: Progress | undefined, span: Span): Reading {
	const choice = choiceOf(source);
	if (!before) {
		const { now, lookbackDays, startDaysBack } = span;
		const cursor = startCursor(now, lookbackDays, startDaysBack);
		const since = now - startDaysBack * DAY_MS;
		const progress = { ...cursor, choice: { events: [], widgetIds: [] }, since };
		return { source, progress, isNewChoice: true, isOver: false };
	}
	const isNewChoice =
		before.since === undefined && JSON.stringify(before.choice) !== JSON.stringify(choice);
	const progress = isNewChoice ? { ...before, through: before.from, since: span.now } : before;
	return { source, progress, isNewChoice, isOver: false };
}

function choiceOf({ events, widgetIds }: Source): Choice {
	return {
		events: events.map(({ value }) => value),
		widgetIds: widgetIds ? [...widgetIds].sort() : null,
	};
}

/** Whether a record was there before anybody wanted its kind. */
function isPast({ row, time }: Found, { progress, isNewChoice }: Reading, span: Span): boolean {
	const { choice, since } = progress;
	if (since === undefined) return false;
	if (eventOf(row, eventsNamed(choice.events), choice.widgetIds ?? undefined)) return false;
	const isPastWanted = choice.events.length === 0 && span.startDaysBack > 0;
	if (isPastWanted) return time !== null && time < since;
	return isNewChoice || time === null || time < since;
}

/** Reads one list on to a day. Gives the records to hand on, and how many rows there were in all. */
async function readTo(
	until: string,
	api: Api,
	reading: Reading,
	span: Span,
): Promise<{ found: Found[]; count: number }> {
	const { source, progress } = reading;
	const today = dayOf(span.now, 'UTC');
	const asked = daysUntil(progress, until, today);
	const rows = await ask(api, source, asked.from, asked.to);
	const { fresh, cursor } = advance(progress, {
		rows,
		asked,
		today,
		lookbackDays: span.lookbackDays,
		dateOf: source.dateOf,
		isWanted: (row) => eventOf(row, source.events, source.widgetIds) !== undefined,
	});
	const found = foundIn(fresh, source).filter((one) => !isPast(one, reading, span));
	reading.isOver = until === today;
	const { from, through, seen } = cursor;
	const isLevel = reading.isOver && cursor.since !== undefined;
	reading.progress = isLevel ? { from, through, seen, choice: choiceOf(source) } : cursor;
	return { found, count: rows.length };
}

/**
 * Reads all lists on to today, or until there is enough for one poll: a day at first, then more and
 * more days at once, so that a busy account fits in memory and a quiet one takes few requests. All lists
 * go through the same days together, so that what is found comes in the order of its dates.
 */
async function readOn(
	api: Api,
	readings: Reading[],
	span: Span,
): Promise<{ found: Found[]; fault?: unknown }> {
	const today = dayOf(span.now, 'UTC');
	const found: Found[] = [];
	let count = 0;
	let fault: unknown;
	for (let days = 1; ; days = Math.min(days * 2, MOST_DAYS)) {
		const open = readings.filter(({ isOver }) => !isOver);
		const isEnough = count >= MOST_ROWS || Date.now() - span.now >= MOST_MS;
		if (open.length === 0 || isEnough) return { found, fault };
		const reached = open.map(({ progress }) => lastRead(progress)).reduce(earlier);
		const until = earlier(addDays(reached, days), today);
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

/** Polls that are under way in this process: n8n may start one before the last has finished. */
const underWay = new Map<string, { context: IPollFunctions; isSuperseded: boolean }>();
/** Contexts that have polled: n8n makes one at activation and at every start, and keeps it. */
const begun = new WeakSet<IPollFunctions>();
/** When a fault of a node was last logged. */
const loggedAt = new Map<string, number>();

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

/** Warns once an hour: a poller may ask every minute, and a service may be down for a day. */
function log(context: IPollFunctions, key: string, fault: unknown): void {
	const { message } = toNodeError(context.getNode(), fault);
	const text = `Social Intents will be asked again at the next poll: ${message}`;
	const now = Date.now();
	const isRecent = Math.abs(now - (loggedAt.get(key) ?? -Infinity)) < HOUR_MS;
	if (isRecent) {
		context.logger.debug(text);
	} else {
		loggedAt.set(key, now);
		context.logger.warn(text);
	}
}

/**
 * One poll. Gives what happened since the last one, each record once and the oldest first, or null for
 * nothing. A passing fault is logged and answered with nothing, and so is any fault of the first poll
 * after a start: n8n 2 ends a poller whose first poll throws for good. Throws NodeApiError or
 * NodeOperationError for what somebody must mend.
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') {
		try {
			return await sample(context);
		} catch (error) {
			throw toNodeError(context.getNode(), error);
		}
	}

	const key = `${context.getWorkflow().id}:${context.getNode().id}`;
	const other = underWay.get(key);
	if (other) {
		// Published again meanwhile: what the other finds, this one's context does not know of.
		other.isSuperseded ||= other.context !== context;
		return null;
	}
	const run = { context, isSuperseded: false };
	underWay.set(key, run);
	const isFirst = !begun.has(context);
	begun.add(context);
	const isStart = isFirst && ['init', 'leadershipChange'].includes(context.getActivationMode());
	const isQuiet = (fault: unknown) =>
		isStart || run.isSuperseded || isPassing(fault) || (!isFirst && isUnreadable(fault));

	try {
		const settings = readSettings(context, fields);
		const span = {
			now: Date.now(),
			lookbackDays: settings.read.number('options.lookbackDays'),
			startDaysBack: settings.read.number('options.startDaysBack'),
		};
		const api = await openApi(context, 1);
		const state = context.getWorkflowStaticData('node') as PollState;
		const readings = sourcesOf(settings).map((source) => begin(source, state[source.path], span));
		const { found, fault } = await readOn(api, readings, span);
		if (run.isSuperseded) return null;

		// From here on nothing waits: n8n may save the state at any other moment, for another node.
		const isRefused = fault !== undefined && found.length === 0 && !isQuiet(fault);
		for (const { source, progress } of readings) {
			const before = state[source.path];
			if (progress !== before && (before || !isRefused)) state[source.path] = progress;
		}
		if (fault !== undefined && found.length === 0) throw fault;
		if (fault !== undefined) log(context, key, fault);
		return found.length > 0 ? [itemsOf(found, settings)] : null;
	} catch (error) {
		if (!isQuiet(error)) throw toNodeError(context.getNode(), error);
		log(context, key, error);
		return null;
	} finally {
		underWay.delete(key);
	}
}
