import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { act, type Action, type ActionResult } from './control/actions.mts';
import { createChanges } from './control/changes.mts';
import type { Controlled } from './control/controlled.mts';
import type { Faults } from './api/faults.mts';
import type { RateLimiter } from './api/rateLimit.mts';
import { type Data, type DataInput, readData } from './data/records.mts';
import { API_PATH, serve } from './serve.mts';
import { type Behavior, behaviorOf } from './facts/index.mts';
import type { Settings } from './settings.mts';
import type { Delivery, Webhook } from './api/webhooks.mts';
import {
	createAccountState,
	type RequestEntry,
	type AccountState,
	type AccountOptions,
} from './accountState.mts';

export interface SandboxOptions extends AccountOptions {
	/** Default: a free port. */
	port?: number;
}

/** A running sandbox. Its state starts at the last `reset`. */
export interface Sandbox {
	/** Such as `http://127.0.0.1:8787`. */
	readonly url: string;
	/** `url` and `/v1/api`. */
	readonly baseUrl: string;
	readonly token: string;
	readonly accountId: string;
	/** May be changed at any time. */
	readonly settings: Settings;
	readonly faults: Faults;
	/** May be changed at any time; `setVariants` sets all of it. */
	readonly behavior: Behavior;
	readonly rateLimiter: RateLimiter;
	/** Read-only; `setData` changes it. */
	readonly data: Readonly<Data>;
	/** In order of arrival, without the control API and the page. */
	readonly requests: readonly RequestEntry[];
	readonly webhooks: readonly Webhook[];
	/** In order of completion. */
	readonly deliveries: readonly Delivery[];
	/** Performs a visitor's action; resolves when every webhook has been called. */
	act(action: Action): Promise<ActionResult>;
	/** Replaces the given lists and keeps their order. */
	setData(input: DataInput): void;
	/** Sets the default behavior with these variants; see facts/. */
	setVariants(variants: readonly string[]): void;
	/** Restores the initial state. */
	reset(): void;
	/** Closes every connection and delivery. */
	close(): Promise<void>;
}

const HOST = '127.0.0.1';
/** Longer than any test pauses between two requests on a connection. */
const KEEP_ALIVE_MS = 60_000;

/** What callers see of the account that is current after each `reset`. */
function sandboxOn(url: string, controlled: Controlled, close: () => Promise<void>): Sandbox {
	const { changes, reset, baseUrl } = controlled;
	return {
		url,
		baseUrl,
		get token() {
			return controlled.account.settings.token;
		},
		get accountId() {
			return controlled.account.accountId;
		},
		get settings() {
			return controlled.account.settings;
		},
		get behavior() {
			return controlled.account.behavior;
		},
		get faults() {
			return controlled.account.faults;
		},
		get rateLimiter() {
			return controlled.account.rateLimiter;
		},
		get data() {
			return controlled.account.data;
		},
		get requests() {
			return controlled.account.requests;
		},
		get webhooks() {
			return controlled.account.webhooks.list;
		},
		get deliveries() {
			return controlled.account.webhooks.deliveries;
		},
		async act(action) {
			const result = await act(controlled.account, action);
			changes.announce();
			return result;
		},
		setData(input) {
			Object.assign(controlled.account.data, readData(input));
			changes.announce();
		},
		setVariants(variants) {
			Object.assign(controlled.account.behavior, behaviorOf(variants));
		},
		reset,
		close,
	};
}

/** Starts a sandbox on the loopback address. @throws the system error if the port is in use */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const stop = new AbortController();
	const changes = createChanges();
	const newAccount = (): AccountState => createAccountState(options, stop.signal, changes.announce);
	const controlled = {
		account: newAccount(),
		baseUrl: '',
		changes,
		reset(): void {
			controlled.account = newAccount();
			changes.announce();
		},
	};
	const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
		void serve(controlled, request, response, stop.signal);
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(options.port ?? 0, HOST, resolve);
	});
	const url = `http://${HOST}:${(server.address() as AddressInfo).port}`;
	controlled.baseUrl = `${url}${API_PATH}`;
	return sandboxOn(url, controlled, async () => {
		stop.abort();
		const closed = new Promise((resolve) => server.close(resolve));
		server.closeAllConnections();
		await closed;
	});
}
