import type { IPollFunctions } from 'n8n-workflow';
import { ApiRequestError, toNodeError } from '../../api/errors';
import {
	failingSince,
	lastWarnings,
	reportedFailures,
	configurationOf,
	type PollRun,
} from './processState';

const HOUR_MS = 3_600_000;
/** Whoever has no access to n8n's log must not wait for events in vain for longer. */
const MAX_OUTAGE_MS = 24 * HOUR_MS;

/** Temporary errors of the service or the network. */
function isOutage(error: unknown): boolean {
	if (!(error instanceof ApiRequestError)) return false;
	const { isNetwork, status = 0 } = error.details;
	return isNetwork === true || status === 429 || status >= 500;
}

/** A response of something other than the API: of a service under maintenance, or at a wrong address. */
function isMisdirected(error: unknown): boolean {
	if (!(error instanceof ApiRequestError)) return false;
	const { status } = error.details;
	return status !== undefined && (status < 400 || status === 404);
}

/**
 * Whether the next poll may succeed without a correction. A page instead of data, a redirect, or a 404
 * means maintenance if there has been data before; otherwise the Base URL is wrong.
 */
export const isTransient = (error: unknown, hasWorked: boolean): boolean =>
	isOutage(error) || (hasWorked && isMisdirected(error));

/** Whether polls have failed for so long that a user has to know, although the cause may pass. */
export const isOverdue = ({ key, startedAt }: PollRun): boolean =>
	Math.abs(startedAt - (failingSince.get(key) ?? startedAt)) >= MAX_OUTAGE_MS;

/** Warns once an hour. */
export function logFailure(context: IPollFunctions, key: string, error: unknown): void {
	const { message } = toNodeError(context.getNode(), error);
	const text = `Could not poll Social Intents; trying again at the next poll: ${message}`;
	const now = Date.now();
	if (!failingSince.has(key)) failingSince.set(key, now);
	if (Math.abs(now - (lastWarnings.get(key) ?? -Infinity)) < HOUR_MS) {
		context.logger.debug(text);
	} else {
		lastWarnings.set(key, now);
		context.logger.warn(text);
	}
}

/** A failure that may pass is the same one however its message changes: timeouts, then status 503. */
function reportOf(error: unknown): string {
	if (isTransient(error, true)) return 'outage';
	return error instanceof Error ? error.message : String(error);
}

/** Whether this error has failed an execution of the node, and no poll has succeeded since. */
export const isReported = (key: string, error: unknown): boolean =>
	reportedFailures.get(key)?.messages.has(reportOf(error)) ?? false;

export function setReported({ key, context, startedAt }: PollRun, error: unknown): void {
	const { messages = new Set<string>() } = reportedFailures.get(key) ?? {};
	messages.add(reportOf(error));
	reportedFailures.set(key, { messages, configuration: configurationOf(context), at: startedAt });
}

/** A poll has succeeded: whatever fails next is new. */
export function clearFailures(key: string): void {
	reportedFailures.delete(key);
	failingSince.delete(key);
}

/** The refusal of one list while others work: what is wrong is not the token but what it may read. */
export function nameList(error: unknown, path: string, events: string[]): unknown {
	if (!(error instanceof ApiRequestError)) return error;
	const { status, description } = error.details;
	if (status !== 401 && status !== 403) return error;
	const names = events.map((event) => `'${event}'`).join(' and ');
	return new ApiRequestError({
		...error.details,
		message: `Social Intents denied access to the list for ${names} (${status}, GET ${path})`,
		description: `Remove ${names} from 'Trigger On', or use an API token that has access to the list. ${description}`,
	});
}
