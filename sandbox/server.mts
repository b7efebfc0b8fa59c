import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { act, type Action, type ActionResult } from './control/actions.mts';
import { createChanges } from './control/changes.mts';
import type { Controlled } from './control/control.mts';
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

/** Starts a sandbox on the loopback address. @throws the system error if the port is in use */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const stop = new AbortController();
	const changes = createChanges();
	const newAccount = (): AccountState => createAccountState(options, stop.signal, changes.announce);
	let account = newAccount();
	const reset = (): void => {
		account = newAccount();
		changes.announce();
	};

	const controlled: Controlled = {
		get account() {
			return account;
		},
		get baseUrl() {
			return baseUrl;
		},
		changes,
		reset,
	};
	const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
		void serve(controlled, request, response, stop.signal);
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(options.port ?? 0, HOST, resolve);
	});
	const url = `http://${HOST}:${(server.address() as AddressInfo).port}`;
	const baseUrl = `${url}${API_PATH}`;

	return {
		url,
		baseUrl,
		get token() {
			return account.settings.token;
		},
		get accountId() {
			return account.accountId;
		},
		get settings() {
			return account.settings;
		},
		get behavior() {
			return account.behavior;
		},
		get faults() {
			return account.faults;
		},
		get rateLimiter() {
			return account.rateLimiter;
		},
		get data() {
			return account.data;
		},
		get requests() {
			return account.requests;
		},
		get webhooks() {
			return account.webhooks.list;
		},
		get deliveries() {
			return account.webhooks.deliveries;
		},
		async act(action) {
			const result = await act(account, action);
			changes.announce();
			return result;
		},
		setData(input) {
			Object.assign(account.data, readData(input));
			changes.announce();
		},
		setVariants(variants) {
			Object.assign(account.behavior, behaviorOf(variants));
		},
		reset,
		async close() {
			stop.abort();
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await closed;
		},
	};
}
