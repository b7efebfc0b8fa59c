import type {
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
	Logger,
	INode,
	RequestHelperFunctions,
} from 'n8n-workflow';
import type { ApiRequest } from '../operation';
import { type ByteStream, readBody } from './body';
import { CREDENTIAL } from './auth';
import { type ApiErrorDetails } from './errors';
import { networkError } from './messages';
import type { HttpResponse } from './response';

export async function sendOnce(
	context: RequestContext,
	credential: ICredentialDataDecryptedObject,
	baseURL: string,
	{ method, path, query, body, timeout = DEFAULT_TIMEOUT_MS }: ApiRequest,
): Promise<HttpResponse | ApiErrorDetails> {
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
	const giveUp = new AbortController();
	const cancelled = context.getExecutionCancelSignal?.();
	const signal = cancelled ? AbortSignal.any([cancelled, giveUp.signal]) : giveUp.signal;
	// Only a signal ends a silent answer: axios wraps its stream in one that waits for the next piece
	// before it lets itself be destroyed. And n8n's helper listens to its context's signal alone.
	const own = Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	}) as RequestContext;
	try {
		const { statusCode, headers, body } = (await context.helpers.httpRequestWithAuthentication.call(
			// The helper is typed for each of n8n's contexts apart, and takes any.
			own as ThisParameterType<RequestHelperFunctions['httpRequestWithAuthentication']>,
			CREDENTIAL,
			options,
			// Otherwise the helper reads and decrypts the credential again for every request.
			{ credentialsDecrypted: { id: '', name: '', type: CREDENTIAL, data: credential } },
		)) as { statusCode: number; headers: Record<string, unknown>; body: ByteStream };
		return { status: statusCode, headers, body: await readBody(body, timeout) };
	} catch (error) {
		giveUp.abort();
		return networkError(`${method} ${path}`, codeOf(error), wordsOf(error));
	}
}

/** The code of a network fault: n8n 2 and 1 hold it in different places. */
export function codeOf(error: unknown): string {
	for (let inner = error, depth = 0; isRecord(inner) && depth < 4; inner = inner.cause, depth++) {
		const code = [inner.code, inner.httpCode].find((value) => typeof value === 'string');
		// What streams and zlib say of an answer that broke off or came damaged.
		const isBroken = /^(ERR_STREAM_|ERR__|ZSTD_|Z_)/.test(String(code));
		if (typeof code === 'string') return isBroken ? 'ERR_BAD_RESPONSE' : code;
	}
	return '';
}

export function wordsOf(error: unknown): string {
	if (!isRecord(error)) return String(error);
	const words = [error.message, error.description].filter(
		(text) => typeof text === 'string' && text,
	);
	return [...new Set(words)].join('. ') || 'the request was not sent';
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null;
/** What a request needs of n8n; every context of n8n has it. */
export interface RequestContext {
	getNode: () => INode;
	getCredentials: (type: string) => Promise<ICredentialDataDecryptedObject>;
	helpers: Pick<RequestHelperFunctions, 'httpRequestWithAuthentication'>;
	logger: Logger;
	getExecutionCancelSignal?: () => AbortSignal | undefined;
}

export const DEFAULT_TIMEOUT_MS = 120000;
