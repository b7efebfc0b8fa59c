import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { ApiRequestError, toNodeError } from '../../api/errors';
import { createClient } from '../../api/client';
import { EVENTS } from '../events';
import {
	resume,
	isTransient,
	catchUp,
	listsFor,
	type ListState,
	type PollSettings,
} from './catchUp';
import { readSettings } from '../settings';
import { pollingFields } from './options';
import { itemsOf, sample } from './sample';

const HOUR_MS = 3_600_000;
/** A poll that takes longer holds no other one up: its request may never be answered. */
const MAX_POLL_MS = 15 * 60_000;
/** What n8n keeps for the node: the progress of each list, by its path. */
type PollState = Partial<Record<string, ListState>>;

/** An answer that is no data: a page about maintenance, or of a wrong address. */
const isUnreadable = (fault: unknown) =>
	fault instanceof ApiRequestError &&
	fault.details.status !== undefined &&
	fault.details.status < 300;

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
/**
 * By node, in this process: what the last poll that found nothing made of the saved state. n8n's
 * durable pollers throw away what such a poll keeps when it is the one at the publication.
 */
const unsaved = new Map<string, { saved: string; state: PollState }>();
/** Contexts that have polled: n8n makes one at activation and at every start, and keeps it. */
const begun = new WeakSet<IPollFunctions>();

async function pollOnce(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const key = `${context.getWorkflow().id}:${context.getNode().id}`;
	const startedAt = Date.now();
	const other = underWay.get(key);
	if (other) {
		const isStuck = Math.abs(startedAt - other.startedAt) > MAX_POLL_MS;
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
		isStart || run.isReplaced || isTransient(fault) || (!isFirst && isUnreadable(fault));

	try {
		const settings = readSettings(context, pollingFields);
		const state = context.getWorkflowStaticData('node') as PollState;
		const saved = JSON.stringify(state);
		const later = unsaved.get(key);
		if (later?.saved === saved) Object.assign(state, later.state);
		const hasBegun = EVENTS.some(({ path }) => state[path] !== undefined);
		const span: PollSettings = {
			now: startedAt,
			lookbackDays: settings.read.number('options.lookbackDays'),
			startDaysBack: hasBegun ? 0 : settings.read.number('options.startDaysBack'),
		};
		const api = await createClient(context, 1);
		const readings = listsFor(settings).map((source) => resume(source, state[source.path], span));
		const { found, fault } = await catchUp(api, readings, span);
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
		const isUnsaved = found.length === 0 && JSON.stringify(state) !== saved;
		if (isUnsaved) unsaved.set(key, { saved, state: { ...state } });
		else unsaved.delete(key);
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
