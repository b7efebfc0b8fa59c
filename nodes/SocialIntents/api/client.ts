import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { NodeOperationError, sleep } from 'n8n-workflow';

import type { ApiRequest } from '../operation';
import { checkCredential, CREDENTIAL, secretsOf } from './auth';
import { MAX_SLEEP_MS } from './clock';
import { ApiRequestError, ExecutionCanceledError, type ApiErrorDetails } from './errors';
import { retryAfterAdvice } from './messages';
import { createRedactor } from './redact';
import { sendOnce, type RequestContext } from './request';
import { parseResponse, type ParsedResponse } from './response';
import { MAX_WAIT_MS, nextDelay, readRetryAfter, type Attempts } from './retry';
import { createThrottle, type RequestResult, type Throttle, type ThrottleStats } from './throttle';

/** Characters. A service may put a whole log into its message. */
const MAX_SERVICE_MESSAGE = 500;

/** Sends the requests of one execution with one credential. */
export interface ApiClient {
	/** The parsed body, null if there is nothing. Throws ApiRequestError or ExecutionCanceledError. */
	send: (request: ApiRequest) => Promise<unknown>;
	/** Rejects the requests that have not started. */
	stop: () => void;
	/** How the rate limit slowed the requests down; undefined if it did not. */
	throttleStats: () => ThrottleStats | undefined;
}

interface Session {
	context: RequestContext;
	credential: ICredentialDataDecryptedObject;
	baseURL: string;
	redact: (text: string) => string;
	throttle: Throttle;
	signal?: AbortSignal;
	/** Rejects when the execution is canceled. */
	canceled: Promise<never>;
	/** Set after a `Retry-After` longer than any request waits: until when, and the error. */
	closed?: { until: number; error: ApiErrorDetails };
}

/** Waits in short sleeps, because n8n's timers cannot be cleared. Throws ExecutionCanceledError. */
async function pause({ canceled }: Session, milliseconds: number): Promise<void> {
	const until = Date.now() + milliseconds;
	for (let left = milliseconds; left > 0; left = until - Date.now()) {
		await Promise.race([sleep(Math.min(left, MAX_SLEEP_MS)), canceled]);
	}
}

async function sendAndParse(session: Session, request: ApiRequest): Promise<ParsedResponse> {
	const { context, credential, baseURL, redact } = session;
	const response = await sendOnce(context, credential, baseURL, request);
	const parsed: ParsedResponse =
		'message' in response
			? { error: response }
			: parseResponse(`${request.method} ${request.path}`, response, request.isLookup);
	if ('body' in parsed) return parsed;
	const { error } = parsed;
	const retryAfterMs =
		'headers' in response ? readRetryAfter(response.headers['retry-after'], Date.now()) : undefined;
	const serviceMessage = error.serviceMessage && redact(error.serviceMessage);
	const details = {
		...error,
		retryAfterMs,
		message: redact(error.message),
		serviceMessage: serviceMessage?.slice(0, MAX_SERVICE_MESSAGE),
	};
	return { error: details };
}

/** One try: the body, or the milliseconds until the next try. Throws ApiRequestError. */
async function tryOnce(
	session: Session,
	request: ApiRequest,
	attempts: Attempts,
): Promise<{ body: unknown } | { delay: number; isThrottled: boolean }> {
	const { context, throttle, signal, closed } = session;
	if (closed && Date.now() < closed.until) throw new ApiRequestError(closed.error);
	const release = await throttle.acquire(attempts.waited > 0);
	let result: RequestResult = 'failed';
	try {
		const parsed = await sendAndParse(session, request);
		if ('body' in parsed) {
			result = 'ok';
			return parsed;
		}
		const { error } = parsed;
		const { message, status, retryAfterMs = 0 } = error;
		attempts[status === 429 ? 'refused' : 'failed']++;
		const delay = nextDelay(request.method, attempts, error);
		const isClosed = retryAfterMs > MAX_WAIT_MS && (status === 429 || status === 503);
		const isThrottled = status === 429 && !isClosed;
		if (isThrottled) result = { retryAfterMs: delay ?? retryAfterMs };
		if (signal?.aborted) throw new ExecutionCanceledError();
		if (delay === null && retryAfterMs > 0) error.description += retryAfterAdvice(retryAfterMs);
		if (isClosed) {
			session.closed = { until: Date.now() + retryAfterMs, error };
			throttle.rejectPending(new ApiRequestError(error));
		}
		if (delay === null) throw new ApiRequestError(error);
		context.logger.debug(`${message}. Retrying in ${Math.round(delay)} ms.`);
		return { delay, isThrottled };
	} finally {
		release(result);
	}
}

async function sendWithRetries(session: Session, request: ApiRequest): Promise<unknown> {
	const attempts: Attempts = { refused: 0, failed: 0, waited: 0 };
	for (;;) {
		const tried = await tryOnce(session, request, attempts);
		if ('body' in tried) return tried.body;
		attempts.waited += tried.delay;
		// After a 429 the throttle makes every request wait, this one too.
		if (!tried.isThrottled) await pause(session, tried.delay);
	}
}

/**
 * Opens the service with one credential: corrects its Base URL, keeps one throttle for all requests.
 * Whatever the service repeats, no message and no log line holds the credential's secrets or `moreSecrets`.
 * Throws NodeOperationError if the credential cannot be used.
 */
export function openClient(
	context: RequestContext,
	credential: ICredentialDataDecryptedObject,
	maxConcurrency: number,
	moreSecrets: string[] = [],
): ApiClient {
	const checked = checkCredential(credential);
	if ('problem' in checked) {
		throw new NodeOperationError(context.getNode(), checked.problem, {
			description: `Correct this node's 'Social Intents API' credential. ${checked.help}`,
		});
	}
	const throttle = createThrottle(maxConcurrency, { now: Date.now, sleep });
	const signal = context.getExecutionCancelSignal?.();
	if (signal?.aborted) throttle.stop();
	const canceled = new Promise<never>((_, reject) => {
		const cancel = () => {
			throttle.stop();
			reject(new ExecutionCanceledError());
		};
		signal?.addEventListener('abort', cancel, { once: true });
	});
	canceled.catch(() => {});

	const redact = createRedactor([...secretsOf(credential), ...moreSecrets]);
	const baseURL = checked.url;
	const session: Session = { context, credential, baseURL, redact, throttle, signal, canceled };
	return {
		send: async (request) => await sendWithRetries(session, request),
		stop: throttle.stop,
		throttleStats: throttle.stats,
	};
}

/**
 * Opens the service with the credential of a node that has no input items. Throws what reading the
 * credential throws, and what `openClient` throws.
 */
export async function createClient(
	context: RequestContext,
	maxConcurrency: number,
	moreSecrets: string[] = [],
): Promise<ApiClient> {
	const credential = await context.getCredentials(CREDENTIAL);
	return openClient(context, credential, maxConcurrency, moreSecrets);
}
