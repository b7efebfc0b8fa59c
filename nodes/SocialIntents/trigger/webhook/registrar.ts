import type { IHookFunctions } from 'n8n-workflow';
import { CREDENTIAL, openApi, type Api } from '../../api/client';
import { SERVICE_EVENTS } from '../../api/endpoints';
import { RequestFailed, toNodeError } from '../../api/errors';
import { rowsOf } from '../../api/records';
import { textOf } from '../events';
import { type Wanted, type Registration, type Leftover, accountFingerprint } from './state';
import { deliverySecret, scopeOf } from './secret';

/** Registers one webhook. Throws RequestFailed, also where the answer names no ID. */
export async function register(api: Api, { appId, event, url }: Wanted): Promise<Registration> {
	const answer = await api.send({
		method: 'POST',
		path: pathOf(appId),
		body: { target_url: url, event: SERVICE_EVENTS[event] },
		timeout: REGISTRATION_TIMEOUT_MS,
	});
	const [row, ...others] = rowsOf(answer);
	const id = textOf(row?.id);
	if (id !== '' && others.length === 0) {
		alive.add(id);
		return { id, appId, event, url };
	}
	throw new RequestFailed({
		message: `Social Intents did not say the ID of the new webhook of widget ${appId}`,
		description:
			'It may exist all the same. Look in the Social Intents dashboard under Integrations > Webhooks and remove what points to this n8n, then publish again.',
	});
}

/** Registers webhooks one by one, until one does not go through. */
export async function registerEach(
	api: Api,
	wanted: Wanted[],
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
	leftovers: Leftover[],
): Promise<{ left: Leftover[]; fault?: unknown }> {
	const api = await open(context);
	const account = accountFingerprint(await context.getCredentials(CREDENTIAL));
	const elsewhere = leftovers.filter((one) => one.account !== account);
	if (elsewhere.length > 0) {
		context.logger.warn(
			`The Social Intents credential has changed. If it is another account's now, remove there by hand: ${elsewhere.map(named).join(', ')}`,
		);
	}
	const left: Leftover[] = [];
	let fault: unknown;
	const giveUpAt = Date.now() + MOST_REMOVING_MS;
	const isHopeless = () => fault !== undefined && (isToldToWait(fault) || Date.now() > giveUpAt);
	for (const leftover of leftovers) {
		const path = `${pathOf(leftover.appId)}/${encodeURIComponent(leftover.id)}`;
		try {
			if (isHopeless()) throw fault;
			await api.send({ method: 'DELETE', path, timeout: TIMEOUT_MS });
			alive.delete(leftover.id);
		} catch (error) {
			const { message } = toNodeError(context.getNode(), error);
			context.logger.warn(`Social Intents still has ${named(leftover)}: ${message}`);
			left.push(leftover);
			fault ??= error;
		}
	}
	return { left, fault };
}

/** A request that gives up on a 429 has waited long, and so would the next. */
export const isToldToWait = (fault: unknown) =>
	fault instanceof RequestFailed && fault.failure.status === 429;
/** n8n 1 waits for these requests at every start, and while somebody publishes. */
export const TIMEOUT_MS = 10000;
/** A registration that is carried out but not waited for is one that nobody can remove. */
export const REGISTRATION_TIMEOUT_MS = 30000;
/** How long removing goes on once something could not be removed: a service may be down for long. */
export const MOST_REMOVING_MS = 60000;
/**
 * The webhooks that exist as far as this process knows. Of a removal that throws halfway n8n 1 saves
 * nothing: what it has stored then is more than there is.
 */
export const alive = new Set<string>();
export const pathOf = (appId: string) => `/apps/${encodeURIComponent(appId)}/webhook`;
export const named = ({ id, appId, event }: Registration) =>
	`webhook ${id} (${event}) of widget ${appId}`;
/** The delivery secret that belongs to the node and its credential. */
export async function secretOf(context: IHookFunctions): Promise<string> {
	const { apiToken } = await context.getCredentials(CREDENTIAL);
	return deliverySecret(apiToken, scopeOf(context.getWorkflow(), context.getNode()));
}

/** All widgets of the account. Throws RequestFailed. */
export async function allWidgetIds(api: Api): Promise<string[]> {
	const answer = await api.send({ method: 'GET', path: '/apps', timeout: TIMEOUT_MS });
	return rowsOf(answer)
		.map(({ id }) => textOf(id))
		.filter((id) => id !== '');
}

/** Opens the service, which may repeat an address that it refuses, secret and all. */
export const open = async (context: IHookFunctions) =>
	await openApi(context, 1, [await secretOf(context)]);
