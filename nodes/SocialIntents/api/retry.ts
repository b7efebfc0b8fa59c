import type { ApiRequest } from '../operation';
import type { ApiErrorDetails } from './errors';

const INITIAL_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;
/** Total milliseconds that one request waits, whatever the service asks for. */
export const MAX_WAIT_MS = 120_000;
/** Total attempts after any failure other than a 429. */
const MAX_ATTEMPTS = 4;

/**
 * The wait in a `Retry-After` header, in milliseconds: seconds or an HTTP date (RFC 9110). The service
 * does not document it. Undefined if it is missing or in the past.
 */
export function readRetryAfter(header: unknown, now: number): number | undefined {
	const text = String(Array.isArray(header) ? header[0] : (header ?? '')).trim();
	const wait = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
	return Number.isFinite(wait) && wait > 0 ? Math.ceil(wait) : undefined;
}

/** How often one request was tried. */
export interface Attempts {
	/** Times that the rate limit refused it. */
	refused: number;
	/** Times that it failed otherwise. */
	failed: number;
	/** Milliseconds waited so far. */
	waited: number;
}

/** Exponential with equal jitter: between half and all of 0.5 s, 1 s, 2 s … 30 s, in whole milliseconds. */
function backoff(failures: number, random: () => number): number {
	const full = Math.min(INITIAL_DELAY_MS * 2 ** (failures - 1), MAX_DELAY_MS);
	return Math.ceil(full / 2 + (full / 2) * random());
}

/**
 * Milliseconds to wait before the next attempt, or null to give up. A 429 says that nothing was done, so
 * every method may be repeated; after anything else a POST may have been carried out, and would be doubled.
 */
export function nextDelay(
	method: ApiRequest['method'],
	{ refused, failed, waited }: Attempts,
	error: ApiErrorDetails,
	random: () => number = Math.random,
): number | null {
	const isRateLimited = error.status === 429;
	const isTransient = error.isNetwork || [502, 503, 504].includes(error.status ?? 0);
	if (!isRateLimited && (!isTransient || method === 'POST' || failed >= MAX_ATTEMPTS)) return null;
	const wait = error.retryAfterMs ?? backoff(isRateLimited ? refused : failed, random);
	return waited + wait > MAX_WAIT_MS ? null : wait;
}
