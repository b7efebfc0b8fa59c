import type { ApiErrorDetails } from './errors';
import { isObject } from './json';
import { redirectError, refusalError, statusError, unreadableError } from './messages';

/** A response that was read to its end: JSON parsed, anything else a string. */
export interface HttpResponse {
	status: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/** The data of a response, or the reason why there is none. */
export type ParsedResponse = { body: unknown } | { error: ApiErrorDetails };

const MESSAGE_FIELDS = [
	'apiStatusMessage',
	'message',
	'error',
	'errorMessage',
	'detail',
	'status',
	'apiStatus',
];

/** The service's own words, on one line. A server in trouble may send a page or a stack trace. */
function findServiceMessage(body: unknown, isInner = false): string | undefined {
	const oneLine = (text: string) => text.trim().split('\n', 1)[0]?.trim() || undefined;
	if (typeof body === 'string') return isPage(body) ? undefined : oneLine(body);
	if (!isObject(body)) return undefined;
	for (const field of MESSAGE_FIELDS) {
		const value = body[field];
		if (typeof value === 'string' && value.trim() !== '') return oneLine(value);
		const inner = field === 'error' && !isInner ? findServiceMessage(value, true) : undefined;
		if (inner !== undefined) return inner;
	}
	return undefined;
}

const isPage = (body: unknown) => typeof body === 'string' && body.trimStart().startsWith('<');

const SUCCESS_WORDS = ['success', 'successful', 'ok', 'true', '200'];

const isSuccess = (status: unknown) => SUCCESS_WORDS.includes(String(status).trim().toLowerCase());

/** An empty `error` says that there is none. */
const isFilled = (value: unknown) =>
	typeof value === 'string' ? value.trim() !== '' : Boolean(value);

/**
 * A refusal inside a response with status 200 (inferred, not documented): an `apiStatus` other than
 * success, or an object without records that has an `error`, a `success` that is false, or a code (a
 * ping has a `statusCode`) of 400 or more. A list with a code of 200 is accepted.
 */
function findRefusal(body: unknown): { status: number; serviceMessage?: string } | undefined {
	if (!isObject(body)) return undefined;
	const { apiStatus, statusCode, apiStatusCode = statusCode, error, success, id } = body;
	const hasStatus = apiStatus !== undefined && apiStatus !== null;
	const hasList = Object.values(body).some(Array.isArray);
	const isRefused = hasStatus && !isSuccess(apiStatus) && !(hasList && isSuccess(apiStatusCode));
	const hasError = isFilled(error) || success === false || Number(apiStatusCode) >= 400;
	const isBareError =
		hasError && id === undefined && !hasList && !(hasStatus && isSuccess(apiStatus));
	if (!isRefused && !isBareError) return undefined;
	return { status: Number(apiStatusCode), serviceMessage: findServiceMessage(body) };
}

function redirectTarget(location: unknown): string {
	if (typeof location !== 'string') return 'another address';
	return URL.canParse(location) ? new URL(location).host : 'another path on the same host';
}

const isMissing = (status: number) => status === 404 || status === 410;

/** Whether a 404 or 410 comes from the API. A web page means a wrong address or an outage. */
function isFromApi({ body }: HttpResponse, isDelete: boolean, isLookup: boolean): boolean {
	if (isDelete) return typeof body !== 'string' || body.trim() === '';
	return isObject(body) && (isLookup || 'apiStatus' in body);
}

function parseFailure(
	request: string,
	response: HttpResponse,
	kind: { isDelete: boolean; isLookup: boolean },
): ParsedResponse {
	const { status, headers, body } = response;
	if (status >= 300 && status < 400) {
		return { error: redirectError(status, request, redirectTarget(headers.location)) };
	}
	const isRead = request.startsWith('GET ') || kind.isDelete;
	if (isRead && isMissing(status) && isFromApi(response, kind.isDelete, kind.isLookup)) {
		return { body: null };
	}
	return { error: statusError(status, request, findServiceMessage(body)) };
}

/**
 * Reads one response. `request` is method and path, for the messages. A lookup is a GET of one record by
 * its ID: a 404 in JSON says that there is none, a 404 page that the address is wrong. The body is null
 * where there is nothing: no such record, no list, or for a DELETE nothing to delete.
 */
export function parseResponse(
	request: string,
	response: HttpResponse,
	isLookup = false,
): ParsedResponse {
	const { status, body } = response;
	const isDelete = request.startsWith('DELETE ');
	if (status < 200 || status >= 300) return parseFailure(request, response, { isDelete, isLookup });

	const refusal = findRefusal(body);
	if (refusal) {
		const { status: code, serviceMessage } = refusal;
		const isRead = isDelete || request.startsWith('GET ');
		if (isRead && isMissing(code) && isFromApi(response, isDelete, isLookup)) return { body: null };
		const hasCode = code >= 400 && code < 600;
		return {
			error: hasCode
				? statusError(code, request, serviceMessage)
				: refusalError(request, serviceMessage),
		};
	}
	if (isDelete && !isPage(body)) return { body: body ?? '' };
	const text = typeof body === 'object' ? undefined : String(body ?? '').trim();
	if (text === undefined) return { body };
	if (status === 204) return { body: null };
	const what =
		text === '' ? 'an empty response' : isPage(text) ? 'a web page' : 'text that is not valid JSON';
	return { error: unreadableError(status, request, what) };
}
