import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isLoopbackUrl } from '../api/baseUrl';
import { RequestFailed, toNodeError } from '../api/errors';
import { CREDENTIAL, openApi, type Api } from '../api/request';
import { rowsOf } from '../resources/envelope';
import { SERVICE_EVENTS } from '../resources/webhook';
import {
	accountFingerprint,
	deliverySecret,
	difference,
	forget,
	isSettled,
	remember,
	whyUnreachable,
	type Registration,
	type Target,
	type TriggerState,
	type Wanted,
} from './registration';
import { readSettings } from './settings';

const pathOf = (appId: string) => `/apps/${encodeURIComponent(appId)}/webhook`;

const named = ({ id, appId }: Registration) => `webhook ${id} of widget ${appId}`;

function stateOf(context: IHookFunctions): TriggerState {
	return context.getWorkflowStaticData('node') as TriggerState;
}

/** All widgets of the account, or the chosen ones. Throws RequestFailed. */
async function widgetIdsOf(context: IHookFunctions, api: Api): Promise<string[]> {
	const { widgetIds } = readSettings(context);
	if (widgetIds) return widgetIds;
	const widgets = rowsOf(await api.send({ method: 'GET', path: '/apps' }));
	return widgets.filter(({ id }) => id !== undefined && id !== null).map(({ id }) => String(id));
}

/** What should be registered for the node as it stands. */
async function targetOf(context: IHookFunctions, widgetIds: string[]): Promise<Target> {
	const credential = await context.getCredentials(CREDENTIAL);
	const node = context.getNode();
	const ids = { workflow: context.getWorkflow().id, node: node.id, webhook: node.webhookId };
	const { events } = readSettings(context);
	return {
		widgetIds,
		events: [...new Set(events.map(({ serviceEvent }) => serviceEvent))],
		address: context.getNodeWebhookUrl('default') ?? '',
		secret: deliverySecret(credential.apiToken, ids),
		account: accountFingerprint(credential),
	};
}

function refuseUnreachable(context: IHookFunctions, address: string, baseUrl: unknown): void {
	const reason = whyUnreachable(address);
	if (!reason || isLoopbackUrl(String(baseUrl))) return;
	throw new NodeOperationError(
		context.getNode(),
		`Social Intents cannot call this n8n: ${reason}`,
		{
			description:
				"Set the environment variable WEBHOOK_URL of this n8n to its public https:// address and restart it. An n8n that the internet cannot reach uses the 'Social Intents Polling Trigger' instead.",
		},
	);
}

/** Registers one webhook. Throws RequestFailed, also where the answer names no ID. */
async function register(api: Api, { appId, event, url }: Wanted): Promise<Registration> {
	const body = { target_url: url, event: SERVICE_EVENTS[event] };
	const answer = rowsOf(await api.send({ method: 'POST', path: pathOf(appId), body }));
	const id = answer[0]?.id;
	if (answer.length === 1 && id !== undefined && id !== null && id !== '') {
		return { id: String(id), appId, event, url };
	}
	throw new RequestFailed({
		message: `Social Intents did not say the ID of the new webhook of widget ${appId}`,
		description:
			'It may exist all the same. Look in the Social Intents dashboard under Integrations > Webhooks and remove what points to this n8n, then publish again.',
	});
}

/** Removes webhooks one by one, whatever fails; gives back those that are still there, and logs them. */
async function remove(
	context: IHookFunctions,
	api: Api,
	registrations: Registration[],
): Promise<{ left: Registration[]; firstFault?: unknown }> {
	const left: Registration[] = [];
	let firstFault: unknown;
	for (const registration of registrations) {
		const { appId, id } = registration;
		try {
			await api.send({ method: 'DELETE', path: `${pathOf(appId)}/${encodeURIComponent(id)}` });
		} catch (fault) {
			const { message } = toNodeError(context.getNode(), fault);
			context.logger.warn(`Social Intents still has ${named(registration)}: ${message}`);
			left.push(registration);
			firstFault ??= fault;
		}
	}
	return { left, firstFault };
}

/**
 * Whether what is registered is what the node wants. Changes nothing. n8n 1 asks at every start, so a
 * service that is down for a moment does not make it say no.
 */
export async function isRegistered(context: IHookFunctions): Promise<boolean> {
	const state = stateOf(context);
	if (!state.registrations?.length) return false;
	const stored = [...new Set(state.registrations.map(({ appId }) => appId))];
	const ifUnchanged = await targetOf(context, stored);
	if (!isSettled(state, ifUnchanged)) return false;
	try {
		const api = await openApi(context, 1);
		return isSettled(state, await targetOf(context, await widgetIdsOf(context, api)));
	} catch (fault) {
		const { message } = toNodeError(context.getNode(), fault);
		context.logger.warn(`Taking the Social Intents webhooks as they were: ${message}`);
		return true;
	}
}

/**
 * Makes the difference between what is registered and what the node wants. All or nothing: what it
 * registered itself it takes back before it throws a NodeApiError or NodeOperationError.
 */
export async function registerAll(context: IHookFunctions): Promise<boolean> {
	const node = context.getNode();
	const state = stateOf(context);
	const created: Registration[] = [];
	let api: Api | undefined;
	try {
		const { baseUrl } = await context.getCredentials(CREDENTIAL);
		refuseUnreachable(context, context.getNodeWebhookUrl('default') ?? '', baseUrl);
		api = await openApi(context, 1);
		const target = await targetOf(context, await widgetIdsOf(context, api));
		if (target.widgetIds.length === 0) {
			throw new NodeOperationError(node, 'This Social Intents account has no widget', {
				description: 'Create a widget in the Social Intents dashboard, then publish again.',
			});
		}
		const { missing, kept, stale } = difference(state, target);
		if (state.account && state.account !== target.account && stale.length > 0) {
			context.logger.warn(
				`The Social Intents credential has changed. If it is another account's now, remove there by hand: ${stale.map(named).join(', ')}`,
			);
		}
		const { left: leftovers } = await remove(context, api, stale);
		const { account, secret } = target;
		remember(state, { account, secret, leftovers, registrations: kept });
		for (const wanted of missing) created.push(await register(api, wanted));
		remember(state, { account, secret, leftovers, registrations: [...kept, ...created] });
		for (const registration of created) {
			context.logger.info(`Social Intents will call this workflow: ${named(registration)}`);
		}
		return true;
	} catch (fault) {
		const nodeError = toNodeError(node, fault);
		if (!api || created.length === 0) throw nodeError;
		const { left } = await remove(context, api, created);
		if (left.length > 0) {
			state.leftovers = [...(state.leftovers ?? []), ...left];
			nodeError.description = `${nodeError.description ?? ''} Still registered, to be removed at the next try: ${left.map(named).join(', ')}.`;
		}
		throw nodeError;
	}
}

/**
 * Removes what was registered, as it was stored and not as the parameters say now. Throws once at the
 * end if something could not be removed, and keeps that for the next time.
 */
export async function unregisterAll(context: IHookFunctions): Promise<boolean> {
	const state = stateOf(context);
	const stored = [...(state.registrations ?? []), ...(state.leftovers ?? [])];
	if (stored.length === 0) {
		forget(state);
		return true;
	}
	try {
		const api = await openApi(context, 1);
		const { left, firstFault } = await remove(context, api, stored);
		forget(state, left);
		if (left.length > 0) throw firstFault;
		return true;
	} catch (fault) {
		throw toNodeError(context.getNode(), fault);
	}
}
