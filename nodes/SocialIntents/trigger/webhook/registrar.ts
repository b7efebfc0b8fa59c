import type { IHookFunctions } from 'n8n-workflow';
import { createClient, type ApiClient } from '../../api/client';
import { CREDENTIAL } from '../../api/auth';
import { createWebhookRequest, deleteWebhookRequest, PATHS } from '../../api/endpoints';
import { ApiRequestError, toNodeError } from '../../api/errors';
import { extractRecords } from '../../api/records';
import { toText } from '../events';
import {
	type DesiredWebhook,
	type Registration,
	type PendingDeletion,
	accountFingerprint,
} from './state';
import { deliverySecret, scopeOf } from './secret';

/** Registers one webhook. Throws ApiRequestError, also where the answer names no ID. */
export async function register(
	api: ApiClient,
	{ appId, event, url }: DesiredWebhook,
): Promise<Registration> {
	const answer = await api.send({
		...createWebhookRequest(appId, event, url),
		timeout: REGISTRATION_TIMEOUT_MS,
	});
	const [row, ...others] = extractRecords(answer);
	const id = toText(row?.id);
	if (id !== '' && others.length === 0) {
		knownIds.add(id);
		return { id, appId, event, url };
	}
	throw new ApiRequestError({
		message: `Social Intents did not say the ID of the new webhook of widget ${appId}`,
		description:
			'It may exist all the same. Look in the Social Intents dashboard under Integrations > Webhooks and remove what points to this n8n, then publish again.',
	});
}

/** Registers webhooks one by one, until one does not go through. */
export async function registerEach(
	api: ApiClient,
	wanted: DesiredWebhook[],
): Promise<{ created: Registration[]; fault?: unknown }> {
	const created: Registration[] = [];
	try {
		for (const one of wanted) created.push(await register(api, one));
		return { created };
	} catch (fault) {
		return { created, fault };
	}
}

/** Removes webhooks one by one, whatever fails; gives back those that are still there, and logs them. */
export async function remove(
	context: IHookFunctions,
	leftovers: PendingDeletion[],
): Promise<{ left: PendingDeletion[]; fault?: unknown }> {
	const api = await createTriggerClient(context);
	const account = accountFingerprint(await context.getCredentials(CREDENTIAL));
	const elsewhere = leftovers.filter((one) => one.account !== account);
	if (elsewhere.length > 0) {
		context.logger.warn(
			`The Social Intents credential has changed. If it is another account's now, remove there by hand: ${elsewhere.map(describeWebhook).join(', ')}`,
		);
	}
	const left: PendingDeletion[] = [];
	let fault: unknown;
	const giveUpAt = Date.now() + MAX_REMOVAL_MS;
	const isHopeless = () => fault !== undefined && (isRateLimited(fault) || Date.now() > giveUpAt);
	for (const leftover of leftovers) {
		try {
			if (isHopeless()) throw fault;
			await api.send({ ...deleteWebhookRequest(leftover.id, leftover.appId), timeout: TIMEOUT_MS });
			knownIds.delete(leftover.id);
		} catch (error) {
			const { message } = toNodeError(context.getNode(), error);
			context.logger.warn(`Social Intents still has ${describeWebhook(leftover)}: ${message}`);
			left.push(leftover);
			fault ??= error;
		}
	}
	return { left, fault };
}

/** A request that gives up on a 429 has waited long, and so would the next. */
export const isRateLimited = (fault: unknown) =>
	fault instanceof ApiRequestError && fault.details.status === 429;
/** n8n 1 waits for these requests at every start, and while somebody publishes. */
export const TIMEOUT_MS = 10000;
/** A registration that is carried out but not waited for is one that nobody can remove. */
export const REGISTRATION_TIMEOUT_MS = 30000;
/** How long removing goes on once something could not be removed: a service may be down for long. */
export const MAX_REMOVAL_MS = 60000;
/**
 * The webhooks that exist as far as this process knows. Of a removal that throws halfway n8n 1 saves
 * nothing: what it has stored then is more than there is.
 */
export const knownIds = new Set<string>();
export const describeWebhook = ({ id, appId, event }: Registration) =>
	`webhook ${id} (${event}) of widget ${appId}`;
/** The delivery secret that belongs to the node and its credential. */
export async function secretOf(context: IHookFunctions): Promise<string> {
	const { apiToken } = await context.getCredentials(CREDENTIAL);
	return deliverySecret(apiToken, scopeOf(context.getWorkflow(), context.getNode()));
}

/** All widgets of the account. Throws ApiRequestError. */
export async function allWidgetIds(api: ApiClient): Promise<string[]> {
	const answer = await api.send({ method: 'GET', path: PATHS.widgets, timeout: TIMEOUT_MS });
	return extractRecords(answer)
		.map(({ id }) => toText(id))
		.filter((id) => id !== '');
}

/** Opens the service, which may repeat an address that it refuses, secret and all. */
export const createTriggerClient = async (context: IHookFunctions) =>
	await createClient(context, 1, [await secretOf(context)]);
