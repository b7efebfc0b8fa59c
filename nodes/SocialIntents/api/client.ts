import type {
	ICredentialDataDecryptedObject,
	INode,
	Logger,
	RequestHelperFunctions,
} from 'n8n-workflow';
import { NodeOperationError, sleep } from 'n8n-workflow';
import type { ApiRequest } from '../operation';
import { readAnswer, type HttpAnswer, type Reading } from './response';
import { mendBaseUrl } from './baseUrl';
import { Cancelled, redact, RequestFailed, type Failure } from './errors';
import { longWaitAdvice } from './messages';
import { createPace, LONGEST_SLEEP_MS, type SlowDown, type Verdict } from './throttle';
import { MOST_WAITING_MS, nextWait, readRetryAfter } from './retry';
import { missingToSignIn } from './auth';
import { sendOnce } from './request';

export const CREDENTIAL = 'socialIntentsApi';

export const DEFAULT_TIMEOUT_MS = 120_000;
/** A service may put a whole log into its sentence. */
const LONGEST_MESSAGE = 500;

/** What a request needs of n8n; every context of n8n has it. */
export interface RequestContext {
	getNode: () => INode;
	getCredentials: (type: string) => Promise<ICredentialDataDecryptedObject>;
	helpers: Pick<RequestHelperFunctions, 'httpRequestWithAuthentication'>;
	logger: Logger;
	getExecutionCancelSignal?: () => AbortSignal | undefined;
}

/** The one way to the service. */
export interface Api {
	/** The parsed answer, null for a DELETE of what is gone. Throws RequestFailed or Cancelled. */
	send: (request: ApiRequest) => Promise<unknown>;
	/** Turns away the requests that have not begun. */
	stop: () => void;
	/** How the service slowed the requests down; undefined where it did not. */
	slowDown: () => SlowDown | undefined;
}

const isFailure = (outcome: HttpAnswer | Failure): outcome is Failure => 'message' in outcome;

/**
 * Opens the service for one execution: reads the credential, mends its Base URL, keeps one pace for all
 * requests. Whatever the service repeats, no message and no log line holds the credential's secrets or
 * `moreSecrets`. Throws NodeOperationError if the credential cannot be used.
 */
export async function openApi(
	context: RequestContext,
	maxConcurrency: number,
	moreSecrets: string[] = [],
): Promise<Api> {
	const credential = await context.getCredentials(CREDENTIAL);
	const { baseUrl, apiToken, accountId } = credential;
	const missing = missingToSignIn(credential);
	const mended = missing ? { refused: missing } : mendBaseUrl(baseUrl);
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

	const pace = createPace(maxConcurrency, { now: Date.now, sleep });
	const signal = context.getExecutionCancelSignal?.();
	if (signal?.aborted) pace.stop();
	signal?.addEventListener('abort', pace.stop, { once: true });

	const cancelled = new Promise<never>((_, reject) => {
		signal?.addEventListener('abort', () => reject(new Cancelled()), { once: true });
	});
	cancelled.catch(() => {});

	async function pause(milliseconds: number) {
		const until = Date.now() + milliseconds;
		for (let left = milliseconds; left > 0; left = until - Date.now()) {
			await Promise.race([sleep(Math.min(left, LONGEST_SLEEP_MS)), cancelled]);
		}
	}

	async function attempt(request: ApiRequest): Promise<Reading> {
		const answer = await sendOnce(context, credential, baseURL, request);
		if (isFailure(answer)) return { failure: answer };
		const reading = readAnswer(`${request.method} ${request.path}`, answer, request.isLookup);
		if ('body' in reading) return reading;
		const retryAfterMs = readRetryAfter(answer.headers['retry-after'], Date.now());
		return { failure: { ...reading.failure, retryAfterMs } };
	}

	/** Until when, and why, nobody needs to ask: the service wants a wait that no request sits out. */
	let closed: { until: number; failure: Failure } | undefined;

	/** One try. Gives the answer's data, or the milliseconds until the next try. Throws RequestFailed. */
	async function tryOnce(
		request: ApiRequest,
		tries: { slowDown: number; fault: number; waited: number },
	): Promise<{ body: unknown } | { wait: number; isPause: boolean }> {
		if (closed && Date.now() < closed.until) throw new RequestFailed(closed.failure);
		const end = await pace.begin(tries.waited > 0);
		let verdict: Verdict = 'faulty';
		try {
			const reading = await attempt(request);
			if ('body' in reading) {
				verdict = 'fine';
				return reading;
			}
			const said = redact(reading.failure.message, secrets);
			const failure = { ...reading.failure, message: said.slice(0, LONGEST_MESSAGE) };
			const { message, status, retryAfterMs = 0 } = failure;
			const sort = status === 429 ? 'slowDown' : 'fault';
			tries[sort]++;
			const { method } = request;
			const wait = nextWait({ method, tries: tries[sort], waited: tries.waited }, failure);
			const isClosed = retryAfterMs > MOST_WAITING_MS && (status === 429 || status === 503);
			const isPause = sort === 'slowDown' && !isClosed;
			if (isPause) verdict = { pause: wait ?? retryAfterMs };
			if (signal?.aborted) throw new Cancelled();
			if (wait === null && retryAfterMs > 0) failure.description = longWaitAdvice(retryAfterMs);
			if (isClosed) {
				closed = { until: Date.now() + retryAfterMs, failure };
				pace.turnAway(new RequestFailed(failure));
			}
			if (wait === null) throw new RequestFailed(failure);
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

	return { send, stop: pace.stop, slowDown: pace.slowDown };
}
