import type { IPollFunctions } from 'n8n-workflow';
import type { WidgetNames } from '../../resources/addFields';
import type { NodeState } from './nodeState';

/**
 * Everything that the polling trigger keeps in the memory of the n8n process. None of it is needed to
 * emit the right records after a restart. Each key combines the IDs of the workflow and the node.
 */

/** A running poll. Once replaced, it leaves its records to the one that replaced it. */
export interface PollRun {
	key: string;
	context: IPollFunctions;
	startedAt: number;
	/** Whether it is the first poll of a publication, or one of n8n's durable pollers: all say so. */
	isPublication: boolean;
	/** Whether it is the first poll after a start of n8n. */
	isStart: boolean;
	isReplaced: boolean;
	/** Whether the node's credential has returned data before. */
	hasWorked: boolean;
}

/** Outlives a call because n8n may start a poll before the last one has finished. */
const activeRuns = new Map<string, PollRun>();

/** Outlives a call because the order of a node's contexts tells which publication is the newer one. */
const contextNumbers = new WeakMap<IPollFunctions, number>();
let contexts = 0;

/**
 * The state after the last poll that found nothing, and the saved state it is based on. Outlives a call
 * because n8n's durable pollers discard what the poll on publishing stores.
 */
export const unsavedStates = new Map<string, { saved: string; state: NodeState }>();

/** Outlives a call because a poller asks every minute, and a service may be down for a day. */
export const lastWarnings = new Map<string, number>();

/** Outlives a call because an error that somebody must correct fails one execution, not one a minute. */
export const reportedFailures = new Map<string, string>();

/** Outlives a call because the names of the widgets are requested once, not at each poll. */
export const widgetNames = new Map<
	string,
	{ credential: string; names: WidgetNames; askedAt: number }
>();

/** A poll that takes longer no longer blocks another: its request may never get a response. */
const MAX_RUN_MS = 15 * 60_000;

/**
 * Starts a poll, or returns undefined if another one is running and has to finish first. The poll of a
 * newer publication replaces a running one, so that exactly one of the two emits records.
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
