import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { isLoopbackUrl, normalizeBaseUrl } from '../../api/baseUrl';
import { toNodeError } from '../../api/errors';
import { CREDENTIAL } from '../../api/auth';
import {
	accountFingerprint,
	allWebhooks,
	trustedState,
	difference,
	forget,
	isSettled,
	ownerFingerprint,
	remember,
	type PendingDeletion,
	type Registration,
	type Target,
	type TriggerState,
} from './state';
import { whyUnreachable } from './address';
import { readSettings, type TriggerSettings } from '../settings';
import {
	createTriggerClient,
	knownIds,
	allWidgetIds,
	describeWebhook,
	registerEach,
	remove,
	secretOf,
} from './registrar';

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
		for (const { id } of stored.registrations ?? []) knownIds.add(id);
	}
	if (stored.owner !== undefined && stored.owner !== owner) {
		const names = allWebhooks(stored).map(describeWebhook).join(', ');
		context.logger.info(`Leaving what came with the data of another workflow alone: ${names}`);
	}
	return { owner, stored, state: trustedState(stored, owner, (id) => knownIds.has(id)) };
}

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
	const base = normalizeBaseUrl((await context.getCredentials(CREDENTIAL)).baseUrl);
	if (!reason || ('url' in base && isLoopbackUrl(base.url))) return;
	// Of a publication or a listener that fails n8n's editor shows the message alone.
	const message = `Social Intents cannot call this n8n: ${reason}. Set its WEBHOOK_URL to its public https:// address, or use the Social Intents Polling Trigger`;
	throw new NodeOperationError(node, message, {
		description:
			'WEBHOOK_URL is an environment variable of n8n: set it and restart n8n. The polling trigger needs no public address: it asks Social Intents for what happened.',
	});
}

/** The one error of n8n for a fault, with what it leaves behind. */
function withRemaining(context: IHookFunctions, fault: unknown, left: PendingDeletion[]) {
	const nodeError = toNodeError(context.getNode(), fault);
	if (left.length > 0) {
		nodeError.description = `${nodeError.description ?? ''} Still registered: ${left.map(describeWebhook).join(', ')}. Publishing again removes what n8n remembers of them; the operation Delete of Webhook in the Social Intents node removes them at once.`;
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
		const widgetIds = await allWidgetIds(await createTriggerClient(context));
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
		const api = await createTriggerClient(context);
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
				context.logger.info(`Social Intents calls this workflow: ${describeWebhook(one)}`);
			return true;
		}
		const { left } = await remove(
			context,
			created.map((one) => ({ ...one, account })),
		);
		remember(stored, { ...before, leftovers: [...leftovers, ...left] });
		throw withRemaining(context, fault, left);
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
	const all = allWebhooks(state);
	if (all.length === 0) {
		forget(stored);
		return true;
	}
	try {
		const { left, fault } = await remove(context, all);
		forget(stored, left);
		if (fault) throw withRemaining(context, fault, left);
		return true;
	} catch (fault) {
		throw toNodeError(context.getNode(), fault);
	}
}
