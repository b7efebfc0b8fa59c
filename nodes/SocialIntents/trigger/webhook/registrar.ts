import type { IHookFunctions } from 'n8n-workflow';
import { CREDENTIAL } from '../../api/auth';
import { createClient, type ApiClient } from '../../api/client';
import { createdWebhookId } from '../../api/createdWebhook';
import { createWebhookRequest, deleteWebhookRequest } from '../../api/endpoints';
import { ApiRequestError, toNodeError } from '../../api/errors';
import { isSendableId } from '../../api/ids';
import type { ApiRequest } from '../../operation';
import { knownWebhooks } from './knownWebhooks';
import { nodeSecret } from './nodeSecret';
import {
	accountFingerprint,
	type DesiredWebhook,
	type PendingDeletion,
	type Registration,
} from './state';

/** n8n 1 waits for these requests at every start, and while somebody publishes. */
export const TIMEOUTS = { timeout: 10_000, responseTimeout: 30_000 };
/** If we time out, we never learn the ID and cannot delete the webhook. */
const REGISTRATION_TIMEOUTS = { timeout: 30_000, responseTimeout: 60_000 };
/** How long to keep deleting after a first failure: the service may be down for hours. */
const MAX_DELETION_MS = 60_000;

export const describeWebhook = ({ id, appId, event }: Registration) =>
	`webhook ${id} (${event}) of widget ${appId}`;

/** A client that also redacts the delivery secret, because the service may repeat a URL it refuses. */
export async function createTriggerClient(context: IHookFunctions): Promise<ApiClient> {
	const secret = await nodeSecret(context);
	return await createClient(context, 1, secret === undefined ? [] : [secret]);
}

/** Registers one webhook. Throws ApiRequestError, also if the response has no valid ID. */
async function register(
	api: ApiClient,
	{ appId, event, url }: DesiredWebhook,
): Promise<Registration> {
	if (!isSendableId(appId)) {
		throw new ApiRequestError({
			message: `${JSON.stringify(appId)} is not a valid widget ID`,
			description: "Correct 'Widget Names or IDs'.",
		});
	}
	const response = await api.send({
		...createWebhookRequest(appId, event, url),
		...REGISTRATION_TIMEOUTS,
	});
	const id = createdWebhookId(response, appId);
	if (id === undefined) {
		throw new ApiRequestError({
			message: `Social Intents returned no valid ID for the new webhook of widget ${appId}`,
			description:
				'The webhook may have been created anyway. In the Social Intents dashboard, under Integrations > Webhooks, delete the webhooks that point to this n8n, then publish again.',
		});
	}
	knownWebhooks.add(id);
	return { id, appId, event, url };
}

/** Registers webhooks one by one, until one fails. */
export async function registerEach(
	api: ApiClient,
	desired: DesiredWebhook[],
): Promise<{ created: Registration[]; error?: unknown }> {
	const created: Registration[] = [];
	try {
		for (const webhook of desired) created.push(await register(api, webhook));
		return { created };
	} catch (error) {
		return { created, error };
	}
}

/** Logs the webhooks that were registered with other credentials: if that was another account, they stay there. */
function warnOfOtherAccounts(
	context: IHookFunctions,
	webhooks: PendingDeletion[],
	account: string,
): void {
	const others = webhooks.filter((webhook) => webhook.account !== account);
	if (others.length === 0) return;
	context.logger.warn(
		`The Social Intents credential has changed. If it now belongs to another account, delete these webhooks in the previous one: ${others.map(describeWebhook).join(', ')}`,
	);
}

/** A request that gives up on a 429 has waited long, and so would the next. */
const isRateLimited = (error: unknown) =>
	error instanceof ApiRequestError && error.details.status === 429;

/** Of these statuses, the service's own words say that it does not know the path or the method. */
const UNSUPPORTED = [400, 405, 501];

/** Whether the service refused this way of deleting. A page says nothing: it is a server in trouble. */
const isUnsupported = (error: unknown) =>
	error instanceof ApiRequestError &&
	UNSUPPORTED.includes(error.details.status ?? 0) &&
	error.details.serviceMessage !== undefined;

/** Whether the service returned a page with a success status. */
const isUnclear = (error: unknown) =>
	error instanceof ApiRequestError && String(error.details.status).startsWith('2');

/**
 * Deletes a webhook of its widget or, if the service refuses that, whichever widget it belongs to.
 * Returns why it could not. A service without the second path responds to it with a 404, too, so that
 * nothing is learned from that. After a page instead of data it asks again: a 404 then says that the webhook
 * is gone.
 */
async function deleteOne(api: ApiClient, { id, appId }: PendingDeletion): Promise<unknown> {
	const send = async (request: ApiRequest): Promise<{ isGone: boolean } | { error: unknown }> =>
		await api.send({ ...request, ...TIMEOUTS }).then(
			(body) => ({ isGone: body === null }),
			(error: unknown) => ({ error }),
		);
	const first = await send(deleteWebhookRequest(id, appId));
	if (!('error' in first)) return undefined;
	if (isUnclear(first.error)) {
		const again = await send(deleteWebhookRequest(id, appId));
		return 'error' in again ? again.error : undefined;
	}
	if (!isUnsupported(first.error)) return first.error;
	const second = await send(deleteWebhookRequest(id));
	if ('error' in second) return second.error;
	return second.isGone ? first.error : undefined;
}

/** Deletes webhooks one by one, whatever fails. Returns and logs those that are still there. */
export async function deleteEach(
	context: IHookFunctions,
	webhooks: PendingDeletion[],
): Promise<{ left: PendingDeletion[]; error?: unknown }> {
	const left: PendingDeletion[] = [];
	let firstError: unknown;
	const keep = (webhook: PendingDeletion, error: unknown) => {
		const { message } = toNodeError(context.getNode(), error);
		context.logger.warn(`Could not delete ${describeWebhook(webhook)}: ${message}`);
		left.push(webhook);
		firstError ??= error;
	};
	if (webhooks.length === 0) return { left };
	let api: ApiClient;
	try {
		api = await createTriggerClient(context);
		warnOfOtherAccounts(
			context,
			webhooks,
			accountFingerprint(await context.getCredentials(CREDENTIAL)),
		);
	} catch (error) {
		// The credential was deleted or cannot be used.
		for (const webhook of webhooks) keep(webhook, error);
		return { left, error };
	}
	const deadline = Date.now() + MAX_DELETION_MS;
	const isHopeless = () =>
		firstError !== undefined && (isRateLimited(firstError) || Date.now() > deadline);
	for (const webhook of webhooks) {
		const error = isHopeless() ? firstError : await deleteOne(api, webhook);
		if (error === undefined) knownWebhooks.delete(webhook.id);
		else keep(webhook, error);
	}
	return { left, error: firstError };
}
