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

/** What a trigger node keeps in static data: written by remember, emptied by forget, nothing else. */
export interface TriggerState {
	/** Whose webhooks these are: a fingerprint that tells accounts apart and gives nothing away. */
	account?: string;
	/** In use. */
	registrations?: Registration[];
	/** To be removed: an earlier removal did not go through. */
	leftovers?: Registration[];
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

/** Tells accounts apart without giving the token away. */
export function accountFingerprint({ apiToken, accountId, baseUrl }: AccountKeys): string {
	const parts = [baseUrl, accountId, apiToken].map((part) => String(part ?? '').trim());
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/**
 * The secret in the addresses that the service calls, 32 characters. It is derived and not made up:
 * static data can be lost or overwritten, and a secret that is only stored would then turn true
 * deliveries away.
 */
export function deliverySecret(
	apiToken: unknown,
	ids: { workflow?: string; node: string; webhook?: string },
): string {
	const scope = JSON.stringify([ids.workflow ?? '', ids.node, ids.webhook ?? '']);
	return createHmac('sha256', String(apiToken ?? '').trim())
		.update(scope)
		.digest('base64url')
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

/** What to register, what to keep and what to remove, to get from the stored set to the wanted one. */
export function difference(
	state: TriggerState,
	target: Target,
): { missing: Wanted[]; kept: Registration[]; stale: Registration[] } {
	const wanted = new Map(wantedOf(target).map((one) => [keyOf(one), one]));
	const isSameAccount = state.account === target.account;
	const kept: Registration[] = [];
	const stale = [...(state.leftovers ?? [])];
	for (const registration of state.registrations ?? []) {
		const isKept = isSameAccount && wanted.delete(keyOf(registration));
		(isKept ? kept : stale).push(registration);
	}
	return { missing: [...wanted.values()], kept, stale };
}

/** Whether what is stored is just what is wanted, with nothing left over. */
export function isSettled(state: TriggerState, target: Target): boolean {
	const { missing, stale } = difference(state, target);
	return missing.length === 0 && stale.length === 0;
}

/** Writes the whole state. */
export function remember(state: TriggerState, next: Required<TriggerState>): void {
	Object.assign(state, next);
}

/** Empties the state, or leaves what could not be removed. */
export function forget(state: TriggerState, leftovers: Registration[] = []): void {
	for (const key of ['account', 'registrations', 'leftovers', 'secret'] as const) delete state[key];
	if (leftovers.length > 0) state.leftovers = leftovers;
}

const isPrivateHost = (host: string) =>
	/^(127\.|10\.|192\.168\.|169\.254\.|0\.|172\.(1[6-9]|2\d|3[01])\.)/.test(host) ||
	/^\[(::1?|f[cd]|fe[89ab])/.test(host) ||
	/(^|\.)(localhost|local|internal|lan|home\.arpa)$/.test(host) ||
	!/[.:]/.test(host);

/** Why the service cannot call an address from the internet, or undefined where it may. */
export function whyUnreachable(address: string): string | undefined {
	if (!URL.canParse(address)) return 'it is not a web address';
	const { protocol, hostname } = new URL(address);
	if (isPrivateHost(hostname.toLowerCase())) return `nobody outside reaches ${hostname}`;
	if (protocol !== 'https:') return 'it does not begin with https://';
	return undefined;
}
