import type { ActionResult } from './control/actions.mts';
import { createData } from './data/createData.mts';
import { createFaults, type Faults } from './api/faults.mts';
import { createRateLimiter, type RateLimit, type RateLimiter } from './api/rateLimit.mts';
import { createRandom } from './data/random.mts';
import { type Data, type DataInput, readData } from './data/records.mts';
import { defaultSettings, type Settings } from './settings.mts';
import { type Behavior, behaviorOf } from './facts/index.mts';
import { createWebhooks, type Webhooks } from './api/webhooks.mts';

export interface AccountOptions extends Partial<Settings> {
	/** Seed of all generated data, including the default token and account ID. Default: 1. */
	seed?: string | number;
	/** When the generated data ends; also stops the clock there. Default: the real, running time. */
	now?: string | Date;
	/** How many days the generated data goes back. Default: 365. */
	days?: number;
	/** Average number of answered and missed chats per day. Default: 24. */
	chatsPerDay?: number;
	/** Replaces the generated chats, messages, and contacts. Widgets are generated if not given. */
	data?: DataInput;
	/** Default: `sandbox-account-<seed>`. */
	accountId?: string;
	/** Default: no limit. */
	rateLimit?: RateLimit;
	/** Names of variants, in which the service behaves differently; see facts/. */
	variants?: readonly string[];
	/** Values of facts; these override the variants. */
	behavior?: Partial<Behavior>;
}

/** A request as received, and its outcome. */
export interface RequestEntry {
	method: string;
	/** As sent, without the query. */
	path: string;
	/** Decoded; only the first value of a repeated parameter. */
	query: Record<string, string>;
	headers: Record<string, string | string[] | undefined>;
	body: string;
	/** Null until there is a response. */
	status: number | null;
	/** The kind of the last fault applied, if any. */
	fault: string | null;
	/** Ms since 1970, with fractions. */
	startedAt: number;
	/** When the response was sent or the connection closed; null before. */
	finishedAt: number | null;
}

/** One account and the behavior of its service: everything that `reset` recreates. */
export interface AccountState {
	seed: string;
	accountId: string;
	settings: Settings;
	/** How the service behaves where its documentation leaves it open. */
	behavior: Behavior;
	data: Data;
	webhooks: Webhooks;
	faults: Faults;
	rateLimiter: RateLimiter;
	requests: RequestEntry[];
	/** Open chats, by ID; not visible through the API yet. */
	openChats: Map<string, OpenChat>;
	/** Number of visitor actions. */
	visits: number;
	/** Ms since 1970. */
	clock(): number;
}

interface OpenChat {
	/** Ms since 1970. */
	startedAt: number;
	appId: string;
	/** Full name. */
	visitor: string;
	/** Archives it in its current state. */
	end(endedAt: number): Promise<ActionResult>;
}

/** `stop` aborts deliveries in progress; `onDelivery` is called after each. */
export function createAccountState(
	options: AccountOptions,
	stop: AbortSignal,
	onDelivery: () => void,
): AccountState {
	const { now, days = 365, chatsPerDay = 24, data, rateLimit = null, ...rest } = options;
	const seed = String(rest.seed ?? 1);
	const behavior = { ...behaviorOf(rest.variants ?? []), ...rest.behavior };
	const accountId = rest.accountId ?? `sandbox-account-${seed}`;
	const fixedNow = now === undefined ? null : new Date(now).getTime();
	if (Number.isNaN(fixedNow)) throw new Error(`now is not a date: ${String(now)}`);
	const clock = (): number => fixedNow ?? Date.now();
	return {
		seed,
		accountId,
		settings: { ...defaultSettings(seed), ...chosenSettings(options) },
		behavior,
		data: {
			...createData({ seed, accountId, now: clock(), days: data ? 0 : days, chatsPerDay }),
			...readData(data ?? {}),
		},
		webhooks: createWebhooks({
			behavior,
			random: createRandom(`${seed}:webhooks`),
			clock,
			stop,
			onDelivery,
		}),
		faults: createFaults(seed),
		rateLimiter: createRateLimiter(rateLimit),
		requests: [],
		openChats: new Map(),
		visits: 0,
		clock,
	};
}

function chosenSettings(options: AccountOptions): Partial<Settings> {
	const names = Object.keys(defaultSettings('')) as Array<keyof Settings>;
	const chosen = names.filter((name) => options[name] !== undefined);
	return Object.fromEntries(chosen.map((name) => [name, options[name]]));
}
