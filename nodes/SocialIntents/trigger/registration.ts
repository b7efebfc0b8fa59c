import { createHash, createHmac } from 'crypto';

import type { ServiceEvent } from '../resources/webhook';

/** One webhook that we created at the service. */
export interface Registration {
	id: string;
	appId: string;
	event: ServiceEvent;
	url: string;
}

/** A webhook that should exist. */
export type Wanted = Omit<Registration, 'id'>;

/** A webhook to be removed, and the account that it was created in. */
export interface Leftover extends Registration {
	account?: string;
}

/** What a trigger node keeps in static data: written by remember and forget, by nothing else. */
export interface TriggerState {
	/** The workflow that wrote this: static data may travel with a copied one. */
	owner?: string;
	/** Whose webhooks these are: a fingerprint that tells accounts apart and gives nothing away. */
	account?: string;
	/** In use. */
	registrations?: Registration[];
	/** To be removed: an earlier removal did not go through. */
	leftovers?: Leftover[];
	/** The delivery secret in the registered addresses. */
	secret?: string;
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
export interface AccountKeys {
	apiToken?: unknown;
	accountId?: unknown;
	baseUrl?: unknown;
}

function fingerprint(...parts: unknown[]): string {
	const texts = parts.map((part) => String(part ?? '').trim());
	return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 32);
}

/** Tells accounts apart without giving the token away. */
export const accountFingerprint = ({ apiToken, accountId, baseUrl }: AccountKeys): string =>
	fingerprint(baseUrl, accountId, apiToken);

/** Tells workflows apart, also those that n8n's command line has copied to another n8n, ID and all. */
export const ownerFingerprint = (instanceId: string, workflowId?: string): string =>
	fingerprint(instanceId, workflowId);

/** Where a delivery secret is good for. */
export interface SecretScope {
	workflow?: string;
	node: string;
	webhook?: string;
}

export const scopeOf = (
	workflow: { id?: string },
	node: { id: string; webhookId?: string },
): SecretScope => ({ workflow: workflow.id, node: node.id, webhook: node.webhookId });

/**
 * The secret in the addresses that the service calls, 32 characters. It is derived and not made up:
 * static data can be lost or overwritten, and a secret that is only stored would then turn true
 * deliveries away. In hexadecimal, because it stays the same in an address that somebody writes in
 * lower case.
 */
export function deliverySecret(
	apiToken: unknown,
	{ workflow, node, webhook }: SecretScope,
): string {
	return createHmac('sha256', String(apiToken ?? '').trim())
		.update(JSON.stringify([workflow ?? '', node, webhook ?? '']))
		.digest('hex')
		.slice(0, 32);
}

/** The webhooks that should exist: widgets × the service's events. */
export function wantedOf({ widgetIds, events, address, secret }: Target): Wanted[] {
	return widgetIds.flatMap((appId) =>
		events.map((event) => ({
			appId,
			event,
			url: address.replace(':event', event).replace(':secret', secret),
		})),
	);
}

const keyOf = ({ appId, event, url }: Wanted) => JSON.stringify([appId, event, url]);

/**
 * The part of a state that can be relied on: nothing of another workflow's, and only those
 * registrations in use that are still alive. The others are left to be removed.
 */
export function believed(
	state: TriggerState,
	owner: string,
	isAlive: (id: string) => boolean,
): TriggerState {
	if (state.owner !== owner) return {};
	const { account, registrations = [], leftovers = [] } = state;
	const dead = registrations.filter(({ id }) => !isAlive(id));
	return {
		...state,
		registrations: registrations.filter(({ id }) => isAlive(id)),
		leftovers: [...leftovers, ...dead.map((one) => ({ ...one, account }))],
	};
}

/** All that a state says to exist. */
export const allOf = ({
	account,
	registrations = [],
	leftovers = [],
}: TriggerState): Leftover[] => [
	...leftovers,
	...registrations.map((one) => ({ ...one, account })),
];

/** What to register, what to keep and what to remove, to get from the stored set to the wanted one. */
export function difference(
	state: TriggerState,
	target: Target,
): { missing: Wanted[]; kept: Registration[]; stale: Leftover[] } {
	const { account, registrations = [], leftovers = [] } = state;
	const wanted = new Map(wantedOf(target).map((one) => [keyOf(one), one]));
	const kept: Registration[] = [];
	const stale = [...leftovers];
	for (const registration of registrations) {
		const isKept = account === target.account && wanted.delete(keyOf(registration));
		if (isKept) kept.push(registration);
		else stale.push({ ...registration, account });
	}
	return { missing: [...wanted.values()], kept, stale };
}

/** Whether what is stored is just what is wanted, with nothing left over. */
export function isSettled(state: TriggerState, target: Target): boolean {
	const { missing, stale } = difference(state, target);
	return missing.length === 0 && stale.length === 0;
}

/** Writes the whole state. */
export function remember(state: TriggerState, next: TriggerState): void {
	for (const key of ['owner', 'account', 'registrations', 'leftovers', 'secret'] as const) {
		delete state[key];
	}
	Object.assign(state, next);
}

/** Empties the state, but for what could not be removed and whose that is. */
export function forget(state: TriggerState, leftovers: Leftover[] = []): void {
	const { owner } = state;
	remember(state, leftovers.length > 0 ? { ...(owner && { owner }), leftovers } : {});
}

/** No address of the internet: for IPv6 that is all but 2000::/3. */
function isPrivateHost(host: string): boolean {
	const privateV4 =
		/^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.[\d.]+$/;
	if (host.startsWith('[')) return !/^\[[23][\da-f]{3}:/.test(host);
	return (
		privateV4.test(host) ||
		/(^|\.)(localhost|local|internal|lan|home\.arpa)$/.test(host) ||
		!host.includes('.')
	);
}

/** Why the service cannot call an address from the internet, or undefined where it may. */
export function whyUnreachable(address: string): string | undefined {
	if (!URL.canParse(address)) return 'its address is not a web address';
	const { protocol, hostname } = new URL(address);
	if (isPrivateHost(hostname.replace(/\.$/, ''))) return `nobody outside reaches ${hostname}`;
	if (protocol !== 'https:') return 'its address does not begin with https://';
	return undefined;
}
