import type { INodeExecutionData, INodeProperties, IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { RequestFailed, toNodeError } from '../api/errors';
import { openApi, type Api } from '../api/request';
import { addDays, dayOf, readServiceDate } from '../dates';
import type { Row } from '../operation';
import { rowsOf } from '../resources/envelope';
import { advance, nextStep, startCursor, type Cursor } from './cursor';
import { decide, triggerItem } from './delivery';
import type { TriggerEvent } from './events';
import { readSettings, triggerFields, type TriggerSettings } from './settings';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** After a downtime one poll hands on about so many rows, the next one goes on. */
const MOST_ROWS = 5_000;
const SAMPLE_DAYS = 31;
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
	dateOf: (row: Row) => unknown;
}

type Found = { row: Row; event: TriggerEvent; time: number };

/** What n8n keeps for the node: how far each list has been read, by its path. */
type PollState = Record<string, Cursor>;

function sourcesOf({ events }: TriggerSettings): Source[] {
	return [...new Set(events.map(({ path }) => path))].map((path) => {
		const inPath = events.filter((event) => event.path === path);
		const dateField = inPath[0]?.kind.dateField ?? '';
		return { path, events: inPath, dateOf: (row) => row[dateField] };
	});
}

async function ask(api: Api, path: string, from: string, to: string): Promise<Row[]> {
	const query = { date_from: from, date_to: to, timezone: 'UTC' };
	return rowsOf(await api.send({ method: 'GET', path, query }));
}

function chosen(rows: Row[], source: Source, { widgetIds }: TriggerSettings): Found[] {
	return rows.flatMap((row) => {
		const [first] = source.events;
		const decision = decide(row, first?.serviceEvent ?? '', { events: source.events, widgetIds });
		const time = readServiceDate(source.dateOf(row), 'UTC') ?? Infinity;
		return 'event' in decision ? [{ row, event: decision.event, time }] : [];
	});
}

/**
 * Reads one list from where it was left to now, or until there is enough for one poll. Adds what it
 * finds to `found` as it moves the cursor on, so that a fault halfway loses nothing.
 */
async function readOn(
	api: Api,
	state: PollState,
	source: Source,
	settings: TriggerSettings,
	found: Found[],
): Promise<void> {
	const now = Date.now();
	const lookbackDays = settings.read.number('options.lookbackDays');
	const startDaysBack = settings.read.number('options.startDaysBack');
	const isFirst = state[source.path] === undefined;
	let cursor = state[source.path] ?? startCursor(now, Math.max(lookbackDays, startDaysBack));
	for (let isDone = false; !isDone && found.length < MOST_ROWS; ) {
		const step = nextStep(cursor, now, lookbackDays);
		const rows = await ask(api, source.path, step.from, step.to);
		const { fresh, cursor: after } = advance(cursor, rows, step, { now, dateOf: source.dateOf });
		const since = isFirst ? (startDaysBack === 0 ? Infinity : now - startDaysBack * DAY_MS) : -Infinity;
		found.push(...chosen(fresh, source, settings).filter(({ time }) => time >= since));
		cursor = after;
		state[source.path] = cursor;
		isDone = step.isLast;
	}
}

function itemsOf(found: Found[], settings: TriggerSettings): INodeExecutionData[] {
	const { simplify, widgetIds } = settings;
	return [...found]
		.sort((a, b) => a.time - b.time)
		.map(({ row, event }) => ({
			json: triggerItem(row, event, { simplify, timezone: 'UTC', widgetIds }),
		}));
}

async function sample(
	context: IPollFunctions,
	api: Api,
	settings: TriggerSettings,
): Promise<INodeExecutionData[][]> {
	const today = dayOf(Date.now(), 'UTC');
	const found: Found[] = [];
	for (const source of sourcesOf(settings)) {
		const rows = await ask(api, source.path, addDays(today, -SAMPLE_DAYS), addDays(today, 1));
		found.push(...chosen(rows, source, settings));
	}
	const dated = found.filter(({ time }) => Number.isFinite(time)).sort((a, b) => b.time - a.time);
	const newest = [...dated, ...found.filter(({ time }) => !Number.isFinite(time))];
	if (newest.length > 0) return [itemsOf(newest.slice(0, SAMPLE_ROWS), settings)];
	throw new NodeOperationError(
		context.getNode(),
		`Nothing of the chosen events happened in the last ${SAMPLE_DAYS} days, so there is no sample`,
		{ description: 'Have a chat and end it, or publish the workflow: it starts at the next event.' },
	);
}

/** Polls that are under way in this process: n8n may start one before the last has finished. */
const underWay = new Set<string>();
/** Contexts that have polled: n8n makes one at activation and at every start, and keeps it. */
const begun = new WeakSet<IPollFunctions>();
/** When a passing fault of a node was last logged. */
const loggedAt = new Map<string, number>();

const isPassing = (fault: unknown) =>
	fault instanceof RequestFailed &&
	(fault.failure.isNetwork === true ||
		fault.failure.status === 429 ||
		(fault.failure.status ?? 0) >= 500);

/**
 * One poll. Gives what happened since the last one, each record once and the oldest first, or null for
 * nothing. A passing fault is logged and answered with nothing: what n8n 2 gets thrown by the poll at
 * process start ends the poller for good. Throws NodeApiError or NodeOperationError for what somebody
 * must mend.
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const isManual = context.getMode() === 'manual';
	const isAtStart = !begun.has(context) && !['activate', 'update'].includes(context.getActivationMode());
	begun.add(context);
	const key = `${context.getWorkflow().id}:${context.getNode().id}`;
	if (!isManual && underWay.has(key)) return null;
	if (!isManual) underWay.add(key);
	try {
		const settings = readSettings(context, fields);
		const api = await openApi(context, 1);
		if (isManual) return await sample(context, api, settings);

		const state = context.getWorkflowStaticData('node') as PollState;
		const found: Found[] = [];
		let fault: unknown;
		for (const source of sourcesOf(settings)) {
			try {
				await readOn(api, state, source, settings, found);
			} catch (error) {
				fault ??= error;
			}
		}
		if (fault && found.length === 0) throw fault;
		if (fault) logPassing(context, key, fault);
		else loggedAt.delete(key);
		return found.length > 0 ? [itemsOf(found, settings)] : null;
	} catch (error) {
		if (isManual || !(isPassing(error) || isAtStart)) throw toNodeError(context.getNode(), error);
		logPassing(context, key, error);
		return null;
	} finally {
		if (!isManual) underWay.delete(key);
	}
}

/** Says it once an hour: a poller may ask every minute, and a service may be down for a day. */
function logPassing(context: IPollFunctions, key: string, fault: unknown): void {
	const { message } = toNodeError(context.getNode(), fault);
	const now = Date.now();
	const isRecent = now - (loggedAt.get(key) ?? -Infinity) < HOUR_MS;
	if (!isRecent) loggedAt.set(key, now);
	const text = `Social Intents will be asked again at the next poll: ${message}`;
	if (isRecent) context.logger.debug(text);
	else context.logger.warn(text);
}
