import type { ActionResult } from './control/actions.mts';
import { createData } from './data/data.mts';
import { createFaults, type Faults } from './api/faults.mts';
import { createRateLimiter, type RateLimit, type RateLimiter } from './api/rateLimit.mts';
import { createRandom } from './data/random.mts';
import { type Data, type DataInput, readData } from './data/records.mts';
import { defaultSettings, type Settings } from './settings.mts';
import { type Behavior, behaviorOf } from './facts/index.mts';
import { createWebhooks, type Webhooks } from './api/webhooks.mts';

export interface AccountOptions extends Partial<Settings> {
	/** Decides everything made up, the default token and account id included. Default: 1. */
	seed?: string | number;
	/** Where the made-up data ends and the clock stands still. Default: the real, running time. */
	now?: string | Date;
	/** How many days back the made-up data goes. Default: 365. */
	days?: number;
	/** Answered and missed chats a day, on average. Default: 24. */
	chatsPerDay?: number;
	/** Instead of made-up chats, messages and contacts. Widgets are made up if not given. */
	data?: DataInput;
	/** Default: `sandbox-account-<seed>`. */
	accountId?: string;
	/** Default: no limit. */
	rateLimit?: RateLimit;
	/** Names of the ways in which the service is not as usual; see facts/. */
	variants?: readonly string[];
	/** Answers to facts, over those of the variants. */
	behavior?: Partial<Behavior>;
}

/** A request as it arrived, and what became of it. */
export interface RequestEntry {
	method: string;
	/** As sent, without the query. */
	path: string;
	/** Decoded; of a repeated parameter the first. */
	query: Record<string, string>;
	headers: Record<string, string | string[] | undefined>;
	body: string;
	/** Null before the answer, and for good when none was sent. */
	status: number | null;
	/** The kind of the fault that fired last, if any. */
	fault: string | null;
	/** Ms since 1970, with fractions. */
	startedAt: number;
	/** When the answer was out or the connection gone; null before. */
	finishedAt: number | null;
}

/** One account and how its service behaves: all that `reset` makes anew. */
export interface AccountState {
	seed: string;
	accountId: string;
	settings: Settings;
	/** How the service answers where its documentation leaves it open. */
	behavior: Behavior;
	data: Data;
	webhooks: Webhooks;
	faults: Faults;
	rateLimiter: RateLimiter;
	requests: RequestEntry[];
	/** Chats that go on, by id; nothing but the sandbox knows of them yet. */
	openChats: Map<string, OpenChat>;
	/** How many things visitors did. */
	visits: number;
	/** Ms since 1970. */
	clock(): number;
}

export interface OpenChat {
	/** Ms since 1970. */
	startedAt: number;
	appId: string;
	/** Full name. */
	visitor: string;
	/** Archives it as it is at that moment. */
	end(endedAt: number): Promise<ActionResult>;
}

/** `stop` ends deliveries that are under way; `onDelivery` is called after each. */
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
