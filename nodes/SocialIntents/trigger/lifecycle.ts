import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isLoopbackUrl, mendBaseUrl } from '../api/baseUrl';
import { RequestFailed, toNodeError } from '../api/errors';
import { CREDENTIAL, openApi, type Api } from '../api/request';
import { rowsOf } from '../resources/envelope';
import { SERVICE_EVENTS } from '../resources/webhook';
import { textOf } from './events';
import {
	accountFingerprint,
	allOf,
	believed,
	deliverySecret,
	difference,
	forget,
	isSettled,
	ownerFingerprint,
	remember,
	scopeOf,
	whyUnreachable,
	type Leftover,
	type Registration,
	type Target,
	type TriggerState,
	type Wanted,
} from './registration';
import { readSettings, type TriggerSettings } from './settings';

/** n8n 1 waits for these requests at every start, and while somebody publishes. */
const TIMEOUT_MS = 10_000;
/** A registration that is carried out but not waited for is one that nobody can remove. */
const REGISTRATION_TIMEOUT_MS = 30_000;
/** How long removing goes on once something could not be removed: a service may be down for long. */
const MOST_REMOVING_MS = 60_000;

/**
 * The webhooks that exist as far as this process knows. Of a removal that throws halfway n8n 1 saves
 * nothing: what it has stored then is more than there is.
 */
const alive = new Set<string>();

const pathOf = (appId: string) => `/apps/${encodeURIComponent(appId)}/webhook`;

const named = ({ id, appId, event }: Registration) => `webhook ${id} (${event}) of widget ${appId}`;

/** What is stored, for writing, and what of it can be relied on. */
interface Memory {
	owner: string;
	stored: TriggerState;
	state: TriggerState;
}

function readMemory(context: IHookFunctions): Memory {
	const stored = context.getWorkflowStaticData('node') as TriggerState;
	const owner = ownerFingerprint(context.getInstanceId(), context.getWorkflow().id);
	if (['init', 'leadershipChange'].includes(context.getActivationMode())) {
		for (const { id } of stored.registrations ?? []) alive.add(id);
	}
	if (stored.owner !== undefined && stored.owner !== owner) {
		const names = allOf(stored).map(named).join(', ');
		context.logger.info(`Leaving what came with the data of another workflow alone: ${names}`);
	}
	return { owner, stored, state: believed(stored, owner, (id) => alive.has(id)) };
}

/** All widgets of the account. Throws RequestFailed. */
async function allWidgetIds(api: Api): Promise<string[]> {
	const answer = await api.send({ method: 'GET', path: '/apps', timeout: TIMEOUT_MS });
	return rowsOf(answer)
		.map(({ id }) => textOf(id))
		.filter((id) => id !== '');
}

/** The delivery secret that belongs to the node and its credential. */
async function secretOf(context: IHookFunctions): Promise<string> {
	const { apiToken } = await context.getCredentials(CREDENTIAL);
	return deliverySecret(apiToken, scopeOf(context.getWorkflow(), context.getNode()));
}

/** Opens the service, which may repeat an address that it refuses, secret and all. */
const open = async (context: IHookFunctions) =>
	await openApi(context, 1, [await secretOf(context)]);

/** What should be registered for the node as it stands. */
async function targetOf(
	context: IHookFunctions,
	{ events }: TriggerSettings,
	widgetIds: string[],
): Promise<Target> {
	return {
		widgetIds,
		events: [...new Set(events.map(({ serviceEvent }) => serviceEvent))],
		address: context.getNodeWebhookUrl('default') ?? '',
		secret: await secretOf(context),
		account: accountFingerprint(await context.getCredentials(CREDENTIAL)),
	};
}

/** Throws NodeOperationError where what would be registered could never be called. */
async function refuseUnreachable(context: IHookFunctions): Promise<void> {
	const node = context.getNode();
	// Without one, n8n never finds an address with changing parts.
	if (!node.webhookId) {
		throw new NodeOperationError(node, 'This node has no webhook ID, so nobody can call it', {
			description:
				'A workflow that was not made in the editor may lack it. Delete this node in the editor, add it anew and publish.',
		});
	}
	const reason = whyUnreachable(context.getNodeWebhookUrl('default') ?? '');
	const base = mendBaseUrl((await context.getCredentials(CREDENTIAL)).baseUrl);
	if (!reason || ('url' in base && isLoopbackUrl(base.url))) return;
	// Of a publication or a listener that fails n8n's editor shows the message alone.
	const message = `Social Intents cannot call this n8n: ${reason}. Set its WEBHOOK_URL to its public https:// address, or use the Social Intents Polling Trigger`;
	throw new NodeOperationError(node, message, {
		description:
			'WEBHOOK_URL is an environment variable of n8n: set it and restart n8n. The polling trigger needs no public address: it asks Social Intents for what happened.',
	});
}

/** Registers one webhook. Throws RequestFailed, also where the answer names no ID. */
async function register(api: Api, { appId, event, url }: Wanted): Promise<Registration> {
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
async function registerEach(
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

/** A request that gives up on a 429 has waited long, and so would the next. */
const isToldToWait = (fault: unknown) =>
	fault instanceof RequestFailed && fault.failure.status === 429;

/** Removes webhooks one by one, whatever fails; gives back those that are still there, and logs them. */
async function remove(
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

/** The one error of n8n for a fault, with what it leaves behind. */
function leaving(context: IHookFunctions, fault: unknown, left: Leftover[]) {
	const nodeError = toNodeError(context.getNode(), fault);
	if (left.length > 0) {
		nodeError.description = `${nodeError.description ?? ''} Still registered: ${left.map(named).join(', ')}. Publishing again removes what n8n remembers of them; the operation Delete of Webhook in the Social Intents node removes them at once.`;
	}
	return nodeError;
}

/**
 * Whether what is registered is what the node wants. Changes nothing. n8n 1 asks at every start, so a
 * service that is down for a moment does not make it say no.
 */
export async function isRegistered(context: IHookFunctions): Promise<boolean> {
	const { state } = readMemory(context);
	if (!state.registrations?.length) return false;
	const settings = readSettings(context);
	const stored = [...new Set(state.registrations.map(({ appId }) => appId))];
	const target = await targetOf(context, settings, settings.widgetIds ?? stored);
	if (!isSettled(state, target)) return false;
	if (settings.widgetIds) return true;
	try {
		const widgetIds = await allWidgetIds(await open(context));
		return widgetIds.length === 0 || isSettled(state, { ...target, widgetIds });
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
	try {
		await refuseUnreachable(context);
		const api = await open(context);
		const settings = readSettings(context);
		const widgetIds = settings.widgetIds ?? (await allWidgetIds(api));
		if (widgetIds.length === 0) {
			throw new NodeOperationError(context.getNode(), 'This Social Intents account has no widget', {
				description: 'Create a widget in the Social Intents dashboard, then publish again.',
			});
		}
		const target = await targetOf(context, settings, widgetIds);
		const { owner, stored, state } = readMemory(context);
		const { missing, kept, stale } = difference(state, target);
		const { account, secret } = target;
		const { left: leftovers } = await remove(context, stale);
		const before = { owner, account, secret, registrations: kept, leftovers };
		remember(stored, before);

		const { created, fault } = await registerEach(api, missing);
		if (fault === undefined) {
			// A service may answer with the webhook that calls this address already, one that was to go.
			const isNew = ({ id, appId }: Registration) =>
				created.some((one) => one.id === id && one.appId === appId);
			remember(stored, {
				...before,
				registrations: [...kept, ...created],
				leftovers: leftovers.filter((one) => !isNew(one)),
			});
			for (const one of created)
				context.logger.info(`Social Intents calls this workflow: ${named(one)}`);
			return true;
		}
		const { left } = await remove(
			context,
			created.map((one) => ({ ...one, account })),
		);
		remember(stored, { ...before, leftovers: [...leftovers, ...left] });
		throw leaving(context, fault, left);
	} catch (fault) {
		throw toNodeError(context.getNode(), fault);
	}
}

/**
 * Removes what was registered, as it was stored and not as the parameters say now. Throws once at the
 * end if something could not be removed, and keeps that for the next time.
 */
export async function unregisterAll(context: IHookFunctions): Promise<boolean> {
	const { stored, state } = readMemory(context);
	const all = allOf(state);
	if (all.length === 0) {
		forget(stored);
		return true;
	}
	try {
		const { left, fault } = await remove(context, all);
		forget(stored, left);
		if (fault) throw leaving(context, fault, left);
		return true;
	} catch (fault) {
		throw toNodeError(context.getNode(), fault);
	}
}
