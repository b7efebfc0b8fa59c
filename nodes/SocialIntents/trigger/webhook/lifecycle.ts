import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { toNodeError } from '../../api/errors';
import { sameId } from '../../api/ids';
import { readSettings, type TriggerSettings } from '../settings';
import { fetchWidgets } from '../widgets';
import { knownWebhooks } from './knownWebhooks';
import {
	createTriggerClient,
	deleteEach,
	describeWebhook,
	registerEach,
	TIMEOUTS,
} from './registrar';
import {
	allWebhooks,
	difference,
	isSettled,
	ownerFingerprint,
	trustedState,
	type PendingDeletion,
	type Registration,
	type TriggerState,
} from './state';
import { readState, writeState } from './stateStore';
import { assertReachable, targetOf } from './target';

/** The workflow that owns what this node writes, and what of the stored state can be relied on. */
function readTrustedState(context: IHookFunctions): { owner: string; state: TriggerState } {
	const stored = readState(context);
	const owner = ownerFingerprint(context.getInstanceId(), context.getWorkflow().id);
	if (['init', 'leadershipChange'].includes(context.getActivationMode())) {
		for (const { id } of stored.registrations ?? []) knownWebhooks.add(id);
	}
	if (stored.owner !== undefined && stored.owner !== owner) {
		const names = allWebhooks(stored).map(describeWebhook).join(', ');
		context.logger.info(
			`Ignoring webhooks of the workflow that this one was copied from: ${names}`,
		);
	}
	return { owner, state: trustedState(stored, owner, (id) => knownWebhooks.has(id)) };
}

/** The error to throw, with what stays registered: n8n's log shows the message alone. */
function withRemaining(context: IHookFunctions, error: unknown, left: PendingDeletion[]) {
	const nodeError = toNodeError(context.getNode(), error);
	if (left.length === 0) return nodeError;
	nodeError.message = `${nodeError.message}. Still registered in Social Intents: ${left.map(describeWebhook).join(', ')}`;
	nodeError.description = `${nodeError.description ?? ''} Publish the workflow again to delete those that n8n remembers, or delete them right away with Webhook > Delete in the Social Intents node.`;
	return nodeError;
}

const needsWidgetNames = ({ read }: TriggerSettings) =>
	read.choices('options.addFields').includes('widgetName');

/**
 * Whether the registered webhooks are those the node needs. Changes nothing. n8n 1 asks at every start,
 * so a service that is briefly down does not make the result false.
 */
export async function isRegistered(context: IHookFunctions): Promise<boolean> {
	const { state } = readTrustedState(context);
	if (!state.registrations?.length) return false;
	const settings = readSettings(context);
	if (needsWidgetNames(settings) && !state.widgetNames) return false;
	const storedIds = [...new Set(state.registrations.map(({ appId }) => appId))];
	const target = await targetOf(context, settings, settings.widgetIds ?? storedIds);
	if (!isSettled(state, target)) return false;
	if (settings.widgetIds) return true;
	try {
		const { ids } = await fetchWidgets(await createTriggerClient(context), TIMEOUTS);
		return ids.length === 0 || isSettled(state, { ...target, widgetIds: ids });
	} catch (error) {
		const { message } = toNodeError(context.getNode(), error);
		context.logger.warn(`Could not list widgets; assuming webhooks are unchanged: ${message}`);
		return true;
	}
}

/**
 * Registers the webhooks that the node needs and deletes those it no longer needs. All or nothing: it
 * deletes what it registered itself before it throws a NodeApiError or NodeOperationError.
 */
export async function registerAll(context: IHookFunctions): Promise<boolean> {
	try {
		await assertReachable(context);
		const api = await createTriggerClient(context);
		const settings = readSettings(context);
		const needsNames = needsWidgetNames(settings);
		const widgets =
			!settings.widgetIds || needsNames ? await fetchWidgets(api, TIMEOUTS) : undefined;
		const widgetIds = settings.widgetIds ?? widgets?.ids ?? [];
		if (widgetIds.length === 0) {
			throw new NodeOperationError(
				context.getNode(),
				'This Social Intents account has no widgets',
				{
					description: 'Create a widget in the Social Intents dashboard, then publish again.',
				},
			);
		}
		const target = await targetOf(context, settings, widgetIds);
		const { owner, state } = readTrustedState(context);
		const { missing, kept, stale } = difference(state, target);
		const { left: leftovers } = await deleteEach(context, stale);
		const before = {
			owner,
			account: target.account,
			secret: target.secret,
			registrations: kept,
			leftovers,
			...(needsNames && { widgetNames: widgets?.names }),
		};
		writeState(context, before);

		const { created, error } = await registerEach(api, missing);
		if (error !== undefined) {
			const { account } = target;
			const { left } = await deleteEach(
				context,
				created.map((webhook) => ({ ...webhook, account })),
			);
			writeState(context, { ...before, leftovers: [...leftovers, ...left] });
			throw withRemaining(context, error, left);
		}
		// A service may return the webhook that has this URL already, one that could not be deleted.
		const isNew = ({ id, appId }: Registration) =>
			created.some((webhook) => webhook.id === id && sameId(webhook.appId, appId));
		writeState(context, {
			...before,
			registrations: [...kept, ...created],
			leftovers: leftovers.filter((webhook) => !isNew(webhook)),
		});
		for (const webhook of created) context.logger.info(`Registered ${describeWebhook(webhook)}`);
		return true;
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

/**
 * Deletes what was registered, as it was stored and not as the parameters are now. Throws once at the
 * end if something could not be deleted, and keeps that for the next time.
 */
export async function unregisterAll(context: IHookFunctions): Promise<boolean> {
	const { owner, state } = readTrustedState(context);
	const { left, error } = await deleteEach(context, allWebhooks(state));
	writeState(context, { owner, leftovers: left });
	if (error !== undefined) throw withRemaining(context, error, left);
	return true;
}
