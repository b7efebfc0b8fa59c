import type { IPollFunctions } from 'n8n-workflow';
import type { WidgetNames } from '../../resources/addFields';
import type { NodeState } from './nodeState';

/**
 * All that the polling trigger keeps in the memory of n8n's process. Nothing of it is needed for what
 * is handed on to be right after a restart. A key is a workflow's ID and a node's.
 */

/** A poll that is under way. Once replaced, what it finds is left to the one that replaced it. */
export interface PollRun {
	key: string;
	context: IPollFunctions;
	startedAt: number;
	/** Whether it is the first poll of a publication, or one of n8n's durable pollers: all say so. */
	isPublication: boolean;
	/** Whether it is the first poll after a start of n8n. */
	isStart: boolean;
	isReplaced: boolean;
	/** Whether the node's credential gave data before. */
	hasWorked: boolean;
}

/** Outlives a call because n8n may start a poll before the last one has finished. */
const activeRuns = new Map<string, PollRun>();

/** Outlives a call because of two contexts of one node the later one belongs to the newer publication. */
const contextNumbers = new WeakMap<IPollFunctions, number>();
let contexts = 0;

/**
 * Outlives a call because n8n's durable pollers throw away what the poll at the publication keeps:
 * what the last poll that found nothing made of the saved state.
 */
export const unsavedStates = new Map<string, { saved: string; state: NodeState }>();

/** Outlives a call because a poller asks every minute, and a service may be down for a day. */
export const lastWarnings = new Map<string, number>();

/** Outlives a call because what has to be corrected fails one execution, not one a minute. */
export const reportedFailures = new Map<string, string>();

/** Outlives a call because the names of the widgets are asked for once, not at each poll. */
export const widgetNames = new Map<
	string,
	{ credential: string; names: WidgetNames; askedAt: number }
>();

/** A poll that takes longer holds no other one up: its request may never be answered. */
const MAX_RUN_MS = 15 * 60_000;

/**
 * Starts a poll, or gives nothing where another one is under way that has to finish first. The poll of
 * a newer publication replaces one that is under way, so that one of two always hands on.
 */
export function startRun(context: IPollFunctions): PollRun | undefined {
	const key = `${context.getWorkflow().id}:${context.getNode().id}`;
	const startedAt = Date.now();
	const known = contextNumbers.get(context);
	const number = known ?? ++contexts;
	contextNumbers.set(context, number);
	const other = activeRuns.get(key);
	if (other) {
		const isStuck = Math.abs(startedAt - other.startedAt) > MAX_RUN_MS;
		const isNewer = number > (contextNumbers.get(other.context) ?? 0);
		if (!isStuck && !isNewer) return undefined;
		other.isReplaced = true;
	}
	const isStartMode = ['init', 'leadershipChange'].includes(context.getActivationMode());
	const isFirst = known === undefined;
	const run = {
		key,
		context,
		startedAt,
		isPublication: isFirst && !isStartMode,
		isStart: isFirst && isStartMode,
		isReplaced: false,
		hasWorked: false,
	};
	activeRuns.set(key, run);
	return run;
}

export function endRun(run: PollRun): void {
	if (activeRuns.get(run.key) === run) activeRuns.delete(run.key);
}
