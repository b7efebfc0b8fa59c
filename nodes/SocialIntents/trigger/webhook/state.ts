import { createHash } from 'crypto';
import type { ServiceEvent } from '../../api/endpoints';
import { idKey } from '../../api/ids';
import type { WidgetNames } from '../../resources/addFields';

/** One webhook that we created at the service. */
export interface Registration {
	id: string;
	appId: string;
	event: ServiceEvent;
	url: string;
}

/** A webhook that should exist. */
export type DesiredWebhook = Omit<Registration, 'id'>;

/** A webhook to be deleted, and the account that it was created in. */
export interface PendingDeletion extends Registration {
	account?: string;
}

/** What a trigger node keeps in static data. */
export interface TriggerState {
	/** The workflow that wrote this: static data may travel with a copied one. */
	owner?: string;
	/** The account that owns the webhooks, as a hash. */
	account?: string;
	/** In use. */
	registrations?: Registration[];
	/** To be deleted: an earlier attempt failed. */
	leftovers?: PendingDeletion[];
	/** The delivery secret in the registered URLs. */
	secret?: string;
	/** The names for 'Add Fields', as of the last publication: a delivery makes no request. */
	widgetNames?: WidgetNames;
}

/** Where the webhooks should call, and for what. */
export interface Target {
	widgetIds: string[];
	events: ServiceEvent[];
	/** n8n's address with `:event` and `:secret` in it. */
	address: string;
	secret: string;
	account: string;
}

/** The credential's part in what identifies an account. */
interface AccountKeys {
	apiToken?: unknown;
	accountId?: unknown;
	baseUrl?: unknown;
}

function fingerprint(...parts: unknown[]): string {
	const texts = parts.map((part) => String(part ?? '').trim());
	return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 32);
}

/** A hash that identifies the account without revealing the token. */
export const accountFingerprint = ({ apiToken, accountId, baseUrl }: AccountKeys): string =>
	fingerprint(baseUrl, accountId, apiToken);

/** A hash that identifies the workflow, even if n8n's CLI copied it to another n8n with its ID. */
export const ownerFingerprint = (instanceId: string, workflowId?: string): string =>
	fingerprint(instanceId, workflowId);

/** The webhooks that should exist: widgets × the service's events. */
export function desiredWebhooks({ widgetIds, events, address, secret }: Target): DesiredWebhook[] {
	return widgetIds.flatMap((appId) =>
		events.map((event) => ({
			appId,
			event,
			url: address.replace(':event', event).replace(':secret', secret),
		})),
	);
}

const keyOf = ({ appId, event, url }: DesiredWebhook) => JSON.stringify([idKey(appId), event, url]);

/**
 * The part of a state that can be relied on: nothing of another workflow's, and only those
 * registrations in use that are known to exist. The others are still to be deleted.
 */
export function trustedState(
	state: TriggerState,
	owner: string,
	isKnown: (id: string) => boolean,
): TriggerState {
	if (state.owner !== owner) return {};
	const { account, registrations = [], leftovers = [] } = state;
	const unknown = registrations.filter(({ id }) => !isKnown(id));
	return {
		...state,
		registrations: registrations.filter(({ id }) => isKnown(id)),
		leftovers: [...leftovers, ...unknown.map((one) => ({ ...one, account }))],
	};
}

/** All webhooks that exist according to a state. */
export const allWebhooks = ({
	account,
	registrations = [],
	leftovers = [],
}: TriggerState): PendingDeletion[] => [
	...leftovers,
	...registrations.map((one) => ({ ...one, account })),
];

/** What to register, keep, and delete so that the stored set becomes the one the node needs. */
export function difference(
	state: TriggerState,
	target: Target,
): { missing: DesiredWebhook[]; kept: Registration[]; stale: PendingDeletion[] } {
	const { account, registrations = [], leftovers = [] } = state;
	const wanted = new Map(desiredWebhooks(target).map((one) => [keyOf(one), one]));
	const kept: Registration[] = [];
	const stale = [...leftovers];
	for (const registration of registrations) {
		const isKept = account === target.account && wanted.delete(keyOf(registration));
		if (isKept) kept.push(registration);
		else stale.push({ ...registration, account });
	}
	return { missing: [...wanted.values()], kept, stale };
}

/** Whether the stored webhooks are exactly those that the node needs. */
export function isSettled(state: TriggerState, target: Target): boolean {
	const { missing, stale } = difference(state, target);
	return missing.length === 0 && stale.length === 0;
}
