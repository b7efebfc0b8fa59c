import type {
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
	INode,
	Logger,
	RequestHelperFunctions,
} from 'n8n-workflow';

import type { ApiRequest } from '../operation';
import { CREDENTIAL } from './auth';
import { readBody, type ByteStream } from './body';
import type { ApiErrorDetails } from './errors';
import { isObject } from './json';
import { networkError } from './messages';
import type { HttpResponse } from './response';

const DEFAULT_TIMEOUT_MS = 120_000;
const DEFAULT_RESPONSE_TIMEOUT_MS = 5 * 60_000;

/** What a request needs of n8n; every context of n8n has it. */
export interface RequestContext {
	getNode: () => INode;
	getCredentials: (type: string, itemIndex?: number) => Promise<ICredentialDataDecryptedObject>;
	helpers: Pick<RequestHelperFunctions, 'httpRequestWithAuthentication'>;
	logger: Logger;
	getExecutionCancelSignal?: () => AbortSignal | undefined;
}

/** The code of a network error: n8n 2 and 1 hold it in different places. */
function errorCode(error: unknown): string {
	for (let inner = error, depth = 0; isObject(inner) && depth < 4; inner = inner.cause, depth++) {
		const code = [inner.code, inner.httpCode].find((value) => typeof value === 'string');
		// What streams and zlib say of a response that broke off or came damaged.
		const isBroken = /^(ERR_STREAM_|ERR__|ZSTD_|Z_)/.test(String(code));
		if (typeof code === 'string') return isBroken ? 'ERR_BAD_RESPONSE' : code;
	}
	return '';
}

function errorReason(error: unknown): string {
	if (!isObject(error)) return String(error);
	const texts = [error.message, error.description].filter(
		(text) => typeof text === 'string' && text,
	);
	const reason = [...new Set(texts)].join('. ').replace(/\s+/g, ' ').trim();
	return reason || 'the request was not sent';
}

/** The same context, with a signal of ours: n8n's helper listens to its context's signal alone. */
function withSignal(context: RequestContext, own: AbortSignal): RequestContext {
	const canceled = context.getExecutionCancelSignal?.();
	const signal = canceled ? AbortSignal.any([canceled, own]) : own;
	return Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	}) as RequestContext;
}

/** One request over n8n's helper. The error details say why there was no response. Never throws. */
export async function sendOnce(
	context: RequestContext,
	credential: ICredentialDataDecryptedObject,
	baseURL: string,
	request: ApiRequest,
): Promise<HttpResponse | ApiErrorDetails> {
	const { method, path, query, body, timeout = DEFAULT_TIMEOUT_MS } = request;
	const { responseTimeout = DEFAULT_RESPONSE_TIMEOUT_MS } = request;
	const options: IHttpRequestOptions = {
		method,
		baseURL,
		url: path,
		json: true,
		...(query && { qs: query }),
		...(body && { body }),
		timeout,
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
	};
	// Only a signal ends a silent response: axios wraps its stream in one that waits for the next piece
	// before it lets itself be destroyed.
	const abort = new AbortController();
	const limit = AbortSignal.timeout(Math.max(responseTimeout, timeout));
	try {
		const response = (await context.helpers.httpRequestWithAuthentication.call(
			// The helper is typed for each of n8n's contexts apart, and takes any.
			withSignal(context, AbortSignal.any([abort.signal, limit])) as ThisParameterType<
				RequestHelperFunctions['httpRequestWithAuthentication']
			>,
			CREDENTIAL,
			options,
			// Otherwise the helper reads and decrypts the credential again for every request.
			{ credentialsDecrypted: { id: '', name: '', type: CREDENTIAL, data: credential } },
		)) as { statusCode: number; headers: Record<string, unknown>; body: ByteStream };
		const { statusCode, headers } = response;
		const data = await readBody(response.body, timeout, headers['content-type']);
		return { status: statusCode, headers, body: data };
	} catch (error) {
		abort.abort();
		const code = limit.aborted ? 'ETIMEDOUT' : errorCode(error);
		return networkError(`${method} ${path}`, code, errorReason(error));
	}
}
