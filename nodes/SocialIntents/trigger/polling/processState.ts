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
	/** Whether it is the first poll of a publication, as far as can be told: see isRepeatedByScheduler. */
	isPublication: boolean;
	/** Whether it is the first poll after a start of n8n. */
	isStart: boolean;
	isReplaced: boolean;
	/** When it, or the one that it replaced, first replaced another. */
	replacingSince?: number;
	/** Whether the node's credential has returned data before. */
	hasWorked: boolean;
}

/** Outlives a call because n8n may start a poll before the last one has finished. */
const activeRuns = new Map<string, PollRun>();

/** Outlives a call because the order of a node's contexts tells which publication is newer. */
const contextNumbers = new WeakMap<IPollFunctions, number>();
let contexts = 0;

/**
 * The state of each node after its last poll that found nothing, or before one that found something,
 * and the saved state it is based on. Outlives a call because n8n's durable pollers discard what the
 * poll on publishing stores, and because n8n saves the data of all nodes with that of one.
 */
export const knownStates = new Map<string, { saved: string; state: NodeState }>();

/** The known states of the other nodes of a workflow. */
export function otherStates(workflowId: string | undefined, nodeId: string): NodeState[] {
	const prefix = keyOf(workflowId, '');
	return [...knownStates]
		.filter(([key, { state }]) => key.startsWith(prefix) && state.nodeId !== nodeId)
		.map(([, { state }]) => state);
}

/** Outlives a call because a poller sends requests every minute, and a service may be down for a day. */
export const lastWarnings = new Map<string, number>();

/** What made n8n refuse a publication, or failed executions, since a poll last succeeded. */
interface ReportedFailures {
	messages: Set<string>;
	/** The node's parameters and credential, at the last of them. */
	configuration: string;
	/** When the poll of the last one started. */
	at: number;
}

/** Outlives a call because an error that a user must correct fails one execution, not one a minute. */
export const reportedFailures = new Map<string, ReportedFailures>();

/** Since when no poll has succeeded. Outlives a call because it spans many polls. */
export const failingSince = new Map<string, number>();

/** Outlives a call because n8n's durable scheduler never polls twice with one context; the other one does. */
const inMemoryPollers = new Set<string>();

/** Outlives a call because the names of the widgets are requested once, not at each poll. */
export const widgetNames = new Map<
	string,
	{ credential: string; names: WidgetNames; fetchedAt: number }
>();

const keyOf = (workflowId: string | undefined, nodeId: string) => `${workflowId}:${nodeId}`;

/** Outlives a call because the widgets are not requested at each poll. By the chosen ID, and the credential. */
export const listedIds = new Map<
	string,
	{ chosen: string; credential: string; listed?: string; fetchedAt: number }
>();

/** A poll that takes longer does not block the next one: its request may never get a response. */
const MAX_RUN_MS = 15 * 60_000;

/** Publications that follow each other faster replace each other's polls, so that the last one wins. */
const MAX_REPLACING_MS = 30_000;

/** n8n polls once a minute at most, and tries a refused publication again within seconds. */
const MIN_INTERVAL_MS = 30_000;

export function configurationOf(context: IPollFunctions): string {
	const { parameters, credentials } = context.getNode();
	return JSON.stringify([parameters, credentials]);
}

const isLongAgo = (time: number | undefined, now: number, longest: number) =>
	time !== undefined && Math.abs(now - time) > longest;

/** The running poll of a node. One that is stuck leaves its records to the next poll. */
function findRunning(key: string, now: number): PollRun | undefined {
	const run = activeRuns.get(key);
	if (!run || !isLongAgo(run.startedAt, now, MAX_RUN_MS)) return run;
	run.isReplaced = true;
	return undefined;
}

/**
 * Whether n8n's durable scheduler polls again after a failure that was reported. Each of its polls has a
 * new context in the mode 'update', just like a publication; but a publication of the same node again
 * either comes at once or to a poller that n8n keeps in memory.
 */
function isRepeatedByScheduler(context: IPollFunctions, key: string, now: number): boolean {
	const reported = reportedFailures.get(key);
	if (!reported || context.getActivationMode() !== 'update' || inMemoryPollers.has(key))
		return false;
	return (
		isLongAgo(reported.at, now, MIN_INTERVAL_MS) &&
		reported.configuration === configurationOf(context)
	);
}

/**
 * Starts a poll, or returns undefined if another one is running and has to finish first. The poll of a
 * newer publication replaces a running one, so that exactly one of the two emits records. n8n's durable
 * scheduler creates a context for each poll, which looks like a publication every minute: replacing ends
 * after MAX_REPLACING_MS, or slow polls would replace each other forever.
 */
export function startRun(context: IPollFunctions): PollRun | undefined {
	const key = keyOf(context.getWorkflow().id, context.getNode().id);
	const startedAt = Date.now();
	const known = contextNumbers.get(context);
	const number = known ?? ++contexts;
	contextNumbers.set(context, number);
	if (known !== undefined) inMemoryPollers.add(key);
	const other = findRunning(key, startedAt);
	const replacingSince = other && (other.replacingSince ?? startedAt);
	if (other) {
		const isNewer = number > (contextNumbers.get(other.context) ?? 0);
		if (!isNewer || isLongAgo(replacingSince, startedAt, MAX_REPLACING_MS)) return undefined;
		other.isReplaced = true;
	}
	const isStartMode = ['init', 'leadershipChange'].includes(context.getActivationMode());
	const isFirst = known === undefined;
	const run = {
		key,
		context,
		startedAt,
		isPublication: isFirst && !isStartMode && !isRepeatedByScheduler(context, key, startedAt),
		isStart: isFirst && isStartMode,
		isReplaced: false,
		replacingSince,
		hasWorked: false,
	};
	activeRuns.set(key, run);
	return run;
}

export function endRun(run: PollRun): void {
	if (activeRuns.get(run.key) === run) activeRuns.delete(run.key);
}
