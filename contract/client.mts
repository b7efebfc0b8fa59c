import { setTimeout as wait } from 'node:timers/promises';

import { isRefusal } from './reading.mts';

/** A response as the probes see it. */
export interface ApiResponse {
	status: number;
	headers: Headers;
	text: string;
	/** Undefined if the body is not JSON. */
	json: unknown;
}

export interface Account {
	baseUrl: string;
	token: string;
	/** Without it, Basic Auth is not probed. */
	accountId?: string;
}

export type SignIn = 'token' | 'basic' | 'wrong' | 'none';

export interface AskOptions {
	query?: Record<string, string>;
	body?: unknown;
	signIn?: SignIn;
}

export interface Client {
	/** How requests authenticate from now on, and whether paths end in a slash. */
	mode: { signIn: SignIn; slash: boolean };
	/** How the service signaled its rate limit, if it did. */
	readonly limited: string | null;
	/** Sends one request and retries it after a 429. @throws CannotAsk */
	ask(method: string, path: string, options?: AskOptions): Promise<ApiResponse>;
}

/** The service cannot be probed: no connection, no working authentication, or too many 429s. */
export class CannotAsk extends Error {}

const WRONG_TOKEN = 'wrong-token-of-the-contract-check';
const TRIES = 6;
const MAX_WAIT_MS = 120_000;

/** Sends one request at a time. */
export function createClient(account: Account, signal: AbortSignal): Client {
	const client = {
		mode: { signIn: 'token' as SignIn, slash: false },
		limited: null as string | null,
	};

	const send = async (method: string, path: string, options: AskOptions): Promise<ApiResponse> => {
		const { query = {}, body, signIn = client.mode.signIn } = options;
		const search = new URLSearchParams(query).toString();
		const slash = client.mode.slash && !path.endsWith('/') ? '/' : '';
		const response = await fetch(`${account.baseUrl}${path}${slash}${search && `?${search}`}`, {
			method,
			headers: {
				...headersOf(account, signIn),
				...(body !== undefined && { 'Content-Type': 'application/json' }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
			redirect: 'manual',
			signal,
		}).catch((error: unknown) => {
			signal.throwIfAborted();
			throw new CannotAsk(`No response from the service (${reasonOf(error)})`);
		});
		const text = await response.text();
		return { status: response.status, headers: response.headers, text, json: parsed(text) };
	};

	return Object.assign(client, {
		async ask(method: string, path: string, options: AskOptions = {}) {
			for (let tries = 1; tries <= TRIES; tries++) {
				const response = await send(method, path, options);
				if (!isLimit(response)) return response;
				client.limited = limitIn(response);
				await wait(waitOf(response, tries), undefined, { signal });
			}
			throw new CannotAsk('The service keeps reporting its rate limit. Try again later');
		},
	});
}

function headersOf({ token, accountId }: Account, signIn: SignIn): Record<string, string> {
	if (signIn === 'none') return {};
	if (signIn === 'wrong') return { 'X-SocialIntentsToken': WRONG_TOKEN };
	if (signIn === 'token') return { 'X-SocialIntentsToken': token };
	const encoded = Buffer.from(`${accountId ?? ''}:${token}`).toString('base64');
	return { Authorization: `Basic ${encoded}` };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** A 429, or an error with status 200 that means the same. */
const isLimit = ({ status, json }: ApiResponse): boolean =>
	status === 429 || (isRefusal(json) && String(json.apiStatusCode) === '429');

function limitIn({ status, headers, json }: ApiResponse): string {
	const what = isRefusal(json)
		? 'with a refusal'
		: json === undefined
			? 'with a page'
			: 'with data';
	return `${status} ${what}${headers.has('retry-after') ? ', Retry-After' : ''}`;
}

function waitOf({ headers }: ApiResponse, tries: number): number {
	const given = headers.get('retry-after');
	const seconds = Number(given ?? NaN);
	const ms = Number.isNaN(seconds) ? Date.parse(given ?? '') - Date.now() : seconds * 1000;
	return Math.min(MAX_WAIT_MS, Number.isNaN(ms) ? 250 * 4 ** tries : Math.max(0, ms));
}

function reasonOf(error: unknown): string {
	const cause = error instanceof Error ? error.cause : undefined;
	const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
	return typeof code === 'string' ? code : 'connection failed';
}
