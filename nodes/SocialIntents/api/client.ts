import { NodeOperationError, sleep } from 'n8n-workflow';
import type { ApiRequest } from '../operation';
import { parseResponse, type HttpResponse, type ParsedResponse } from './response';
import { normalizeBaseUrl } from './baseUrl';
import { ExecutionCanceledError, redact, ApiRequestError, type ApiErrorDetails } from './errors';
import { longWaitAdvice } from './messages';
import { createThrottle, MAX_SLEEP_MS, type ThrottleStats, type Verdict } from './throttle';
import { MAX_WAIT_MS, nextDelay, readRetryAfter } from './retry';
import { CREDENTIAL, missingCredentialField } from './auth';
import { RequestContext, sendOnce } from './request';

/** A service may put a whole log into its sentence. */
const MAX_MESSAGE_LENGTH = 500;

/** The one way to the service. */
export interface ApiClient {
	/** The parsed answer, null for a DELETE of what is gone. Throws ApiRequestError or ExecutionCanceledError. */
	send: (request: ApiRequest) => Promise<unknown>;
	/** Turns away the requests that have not begun. */
	stop: () => void;
	/** How the service slowed the requests down; undefined where it did not. */
	throttleStats: () => ThrottleStats | undefined;
}

const isFailure = (outcome: HttpResponse | ApiErrorDetails): outcome is ApiErrorDetails =>
	'message' in outcome;

/**
 * Opens the service for one execution: reads the credential, mends its Base URL, keeps one pace for all
 * requests. Whatever the service repeats, no message and no log line holds the credential's secrets or
 * `moreSecrets`. Throws NodeOperationError if the credential cannot be used.
 */
export async function createClient(
	context: RequestContext,
	maxConcurrency: number,
	moreSecrets: string[] = [],
): Promise<ApiClient> {
	const credential = await context.getCredentials(CREDENTIAL);
	const { baseUrl, apiToken, accountId } = credential;
	const missing = missingCredentialField(credential);
	const mended = missing ? { refused: missing } : normalizeBaseUrl(baseUrl);
	if ('refused' in mended) {
		throw new NodeOperationError(context.getNode(), mended.refused, {
			description: 'Open the Social Intents API credential of this node and mend it.',
		});
	}
	const baseURL = mended.url;
	const token = String(apiToken ?? '').trim();
	const account = String(accountId ?? '').trim();
	const basic = Buffer.from(`${account}:${token}`, 'utf8').toString('base64');
	const secrets = [token, account, basic, ...moreSecrets].filter((secret) => secret);

	const pace = createThrottle(maxConcurrency, { now: Date.now, sleep });
	const signal = context.getExecutionCancelSignal?.();
	if (signal?.aborted) pace.stop();
	signal?.addEventListener('abort', pace.stop, { once: true });

	const cancelled = new Promise<never>((_, reject) => {
		signal?.addEventListener('abort', () => reject(new ExecutionCanceledError()), { once: true });
	});
	cancelled.catch(() => {});

	async function pause(milliseconds: number) {
		const until = Date.now() + milliseconds;
		for (let left = milliseconds; left > 0; left = until - Date.now()) {
			await Promise.race([sleep(Math.min(left, MAX_SLEEP_MS)), cancelled]);
		}
	}

	async function attempt(request: ApiRequest): Promise<ParsedResponse> {
		const answer = await sendOnce(context, credential, baseURL, request);
		if (isFailure(answer)) return { failure: answer };
		const reading = parseResponse(`${request.method} ${request.path}`, answer, request.isLookup);
		if ('body' in reading) return reading;
		const retryAfterMs = readRetryAfter(answer.headers['retry-after'], Date.now());
		return { failure: { ...reading.failure, retryAfterMs } };
	}

	/** Until when, and why, nobody needs to ask: the service wants a wait that no request sits out. */
	let closed: { until: number; failure: ApiErrorDetails } | undefined;

	/** One try. Gives the answer's data, or the milliseconds until the next try. Throws ApiRequestError. */
	async function tryOnce(
		request: ApiRequest,
		tries: { slowDown: number; fault: number; waited: number },
	): Promise<{ body: unknown } | { wait: number; isPause: boolean }> {
		if (closed && Date.now() < closed.until) throw new ApiRequestError(closed.failure);
		const end = await pace.acquire(tries.waited > 0);
		let verdict: Verdict = 'faulty';
		try {
			const reading = await attempt(request);
			if ('body' in reading) {
				verdict = 'fine';
				return reading;
			}
			const said = redact(reading.failure.message, secrets);
			const failure = { ...reading.failure, message: said.slice(0, MAX_MESSAGE_LENGTH) };
			const { message, status, retryAfterMs = 0 } = failure;
			const sort = status === 429 ? 'slowDown' : 'fault';
			tries[sort]++;
			const { method } = request;
			const wait = nextDelay({ method, attempts: tries[sort], waited: tries.waited }, failure);
			const isClosed = retryAfterMs > MAX_WAIT_MS && (status === 429 || status === 503);
			const isPause = sort === 'slowDown' && !isClosed;
			if (isPause) verdict = { pause: wait ?? retryAfterMs };
			if (signal?.aborted) throw new ExecutionCanceledError();
			if (wait === null && retryAfterMs > 0) failure.description = longWaitAdvice(retryAfterMs);
			if (isClosed) {
				closed = { until: Date.now() + retryAfterMs, failure };
				pace.rejectPending(new ApiRequestError(failure));
			}
			if (wait === null) throw new ApiRequestError(failure);
			context.logger.debug(`${message}. Trying again in ${Math.round(wait)} ms.`);
			return { wait, isPause };
		} finally {
			end(verdict);
		}
	}

	async function send(request: ApiRequest): Promise<unknown> {
		const tries = { slowDown: 0, fault: 0, waited: 0 };
		for (;;) {
			const outcome = await tryOnce(request, tries);
			if ('body' in outcome) return outcome.body;
			tries.waited += outcome.wait;
			// Told to slow down, the pace makes everyone wait, this one too.
			if (!outcome.isPause) await pause(outcome.wait);
		}
	}

	return { send, stop: pace.stop, throttleStats: pace.stats };
}
