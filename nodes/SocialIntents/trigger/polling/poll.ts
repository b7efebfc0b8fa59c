import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { toNodeError } from '../../api/errors';
import { idKey } from '../../api/ids';
import { dayOf } from '../../dates/days';
import { widgetHashes, withWidgetsOf, type Account } from './account';
import { catchUp } from './catchUp';
import {
	clearFailures,
	isOverdue,
	isTransient,
	isReported,
	logFailure,
	nameList,
	setReported,
} from './failures';
import { toItems } from './items';
import { resume, type ListPoll } from './listPoll';
import { listsFor } from './lists';
import type { NodeState } from './nodeState';
import { openPoll, type OpenPoll } from './openPoll';
import { readPollingSettings } from './options';
import { endRun, startRun, type PollRun } from './processState';
import { sample } from './sample';
import { assertWidgetsExist, listedIdOf, namesFor } from './widgets';

/** The result of reading the lists in one poll. */
interface ListsResult {
	failure: unknown;
	/** Whether a user has to correct something, or to know how long the failure has lasted. */
	isLasting: boolean;
	/** Whether n8n should refuse to publish the workflow. */
	isRefused: boolean;
	/** The state to keep; undefined if no list worked and none will without a correction. */
	lists?: NodeState['lists'];
}

function resultOf(polls: ListPoll[], before: NodeState['lists'], run: PollRun): ListsResult {
	const isUnread = ({ list: { path } }: ListPoll) => before[path] === undefined;
	const failed = polls.filter(({ failure }) => failure !== undefined);
	const lasting = failed.filter(
		(poll) => !isTransient(poll.failure, run.hasWorked && !isUnread(poll)),
	);
	const worst = lasting[0] ?? failed[0];
	const hasWorking = failed.length < polls.length;
	const isNewlyRefused = !run.hasWorked || !hasWorking || lasting.some(isUnread);
	const kept = polls.filter(
		(poll) => !(lasting.includes(poll) && isUnread(poll) && poll.recordCount === 0),
	);
	return {
		failure:
			worst && hasWorking
				? nameList(
						worst.failure,
						worst.list.path,
						worst.list.events.map(({ name }) => name),
					)
				: worst?.failure,
		isLasting: lasting.length > 0 || (failed.length > 0 && isOverdue(run)),
		isRefused: lasting.length > 0 && run.isPublication && isNewlyRefused,
		...((hasWorking || lasting.length === 0) && {
			lists: Object.fromEntries(kept.map(({ list, state }) => [list.path, state])),
		}),
	};
}

/** The account with the fingerprint of its widgets, requested once. */
async function withWidgets({ account, readWidgets }: OpenPoll): Promise<Account> {
	if (account.widgets !== undefined) return account;
	try {
		return { ...account, widgets: widgetHashes((await readWidgets()).ids) };
	} catch (error) {
		return isTransient(error, true) ? account : { ...account, widgets: [] };
	}
}

/** What one poll emits, and what went wrong. */
interface PollResult {
	output: INodeExecutionData[][] | null;
	failure?: unknown;
	/** Whether the failure fails an execution or the publication. */
	isThrown: boolean;
}

async function pollLists(context: IPollFunctions, run: PollRun): Promise<PollResult> {
	const settings = readPollingSettings(context);
	const open = await openPoll(context, run);
	const { addFields, lookbackDays } = settings;
	const hasBegun = Object.keys(open.lists).length > 0;
	const span = {
		now: run.startedAt,
		lookbackDays,
		startDaysBack: hasBegun ? 0 : settings.startDaysBack,
	};
	const { credential } = open.account;
	const listedId = await listedIdOf(settings, run.key, credential, open.readWidgets);
	const polls = listsFor(settings, listedId).map((list) =>
		resume(list, open.lists[list.path], span),
	);
	const isNewChoice = polls.some(({ state }) => state.since !== undefined);
	if (run.isPublication && isNewChoice && settings.widgetIds) {
		await assertWidgetsExist(settings, open.readWidgets);
	}
	const found = await catchUp(open.api, polls, span);
	const { failure, isLasting, isRefused, lists } = resultOf(polls, open.lists, run);
	const account = lists ? await withWidgets(open) : open.account;
	const names = addFields.includes('widgetName')
		? await namesFor(found, run.key, account.credential, open.readWidgets)
		: undefined;
	if (run.isReplaced) return { output: null, isThrown: false };

	// Nothing is awaited from here on, or n8n could save the state before the records are emitted.
	const isSaid = run.isStart || isReported(run.key, failure);
	const isThrown = isRefused || (isLasting && !isSaid);
	// The next poll finds the same records again if this one throws.
	const canSave = !isRefused && (!isThrown || found.length === 0);
	if (lists && canSave) {
		const widgetIds = found.map(({ record }) => idKey(record.appId)).filter(Boolean);
		const known = withWidgetsOf(account, widgetIds);
		open.save(known, lists, dayOf(run.startedAt, 'UTC'), found.length > 0);
	}
	if (failure === undefined) clearFailures(run.key);
	const output = found.length > 0 ? [toItems(found, settings, names)] : null;
	return { output, failure, isThrown };
}

/** The result of a poll that could not read any list, or did not get that far. */
function resultOfError(failure: unknown, run: PollRun): PollResult {
	const isBrief = isTransient(failure, run.hasWorked) && !isOverdue(run);
	const isQuiet = run.isStart || run.isReplaced || isBrief;
	const isThrown = !isQuiet && (run.isPublication || !isReported(run.key, failure));
	return { output: null, failure, isThrown };
}

/** A poll of the schedule, of a publication or of a start of n8n. */
async function pollBySchedule(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const run = startRun(context);
	if (!run) {
		context.logger.debug('Skipped a poll of Social Intents: the previous one is still running');
		return null;
	}
	try {
		const { output, failure, isThrown } = await pollLists(context, run).catch((error: unknown) =>
			resultOfError(error, run),
		);
		if (isThrown) {
			setReported(run, failure);
			throw toNodeError(context.getNode(), failure);
		}
		if (failure !== undefined) logFailure(context, run.key, failure);
		return output;
	} finally {
		endRun(run);
	}
}

/**
 * Runs one poll. Returns the records since the last poll, each once and the oldest first, or null if
 * there are none. On publishing, throws NodeApiError or NodeOperationError if any list cannot be read,
 * so that n8n shows the reason. Later, an error that a user must correct fails one execution and is
 * then logged once an hour until a poll succeeds; the other lists continue. Temporary errors are only
 * logged, and so is any error of the first poll after n8n starts: n8n 2 permanently stops a poller whose
 * first poll throws. A manual execution returns a sample and stores no state.
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	try {
		return context.getMode() === 'manual' ? await sample(context) : await pollBySchedule(context);
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
