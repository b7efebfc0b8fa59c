import { type ApiErrorDetails } from './errors';
import { unreadableError, redirectError, refusalError, statusError } from './messages';

/** An answer that was read to its end: JSON parsed, anything else a string. */
export interface HttpResponse {
	status: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/** What an answer comes to: its data, or why it is none. */
export type ParsedResponse = { body: unknown } | { failure: ApiErrorDetails };

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

function serviceMessage(body: unknown): string | undefined {
	if (typeof body === 'string') {
		const isPage = body.trimStart().startsWith('<');
		return isPage || body.trim() === '' ? undefined : body.trim();
	}
	if (!isObject(body)) return undefined;
	for (const key of [
		'apiStatusMessage',
		'message',
		'error',
		'errorMessage',
		'detail',
		'status',
		'apiStatus',
	]) {
		const value = body[key];
		if (typeof value === 'string' && value.trim() !== '') return value.trim();
		if (key === 'error' && isObject(value)) return serviceMessage(value);
	}
	return undefined;
}

const isOk = (status: number) => status >= 200 && status < 300;

/**
 * A refusal inside an answer with status 200: an `apiStatus` other than success (inferred, not
 * documented), or an object without records that holds an `error`, a `success` that is false, or a
 * `statusCode` (a ping has one) of 400 or more. Gives its own status code where it names one.
 */
function findRefusal(body: unknown): { status: number; sentence: string } | undefined {
	if (!isObject(body)) return undefined;
	const { apiStatus, statusCode, apiStatusCode = statusCode, error, success, id } = body;
	const isSuccess = typeof apiStatus === 'string' && apiStatus.trim().toLowerCase() === 'success';
	const isRefused = apiStatus !== undefined && apiStatus !== null && !isSuccess;
	const saysNo = Boolean(error) || success === false || Number(statusCode) >= 400;
	const isBareError =
		saysNo && id === undefined && !isSuccess && !Object.values(body).some(Array.isArray);
	if (!isRefused && !isBareError) return undefined;
	return {
		status: Number(apiStatusCode),
		sentence: serviceMessage(body) ?? `apiStatus ${JSON.stringify(apiStatus)}`,
	};
}

function hostOf(location: unknown): string {
	if (typeof location !== 'string') return 'an address that it does not name';
	return URL.canParse(location) ? new URL(location).host : 'another path of the same host';
}

const isMissing = (status: number) => status === 404 || status === 410;

/**
 * Reads one answer. `request` is method and path, for the messages. A lookup is a GET of one record by
 * its ID: a 404 in JSON says that there is none, a 404 page that the address is wrong.
 */
export function parseResponse(
	request: string,
	{ status, headers, body }: HttpResponse,
	isLookup = false,
): ParsedResponse {
	const isDelete = request.startsWith('DELETE ');
	if (status >= 300 && status < 400) {
		return { failure: redirectError(status, request, hostOf(headers.location)) };
	}
	if (!isOk(status)) {
		const isGone = isMissing(status) && (isDelete || (isLookup && isObject(body)));
		return isGone
			? { body: null }
			: { failure: statusError(status, request, serviceMessage(body)) };
	}
	const refusal = findRefusal(body);
	if (refusal) {
		const hasStatus = refusal.status >= 400 && refusal.status < 600;
		if (isMissing(refusal.status) && (isDelete || isLookup)) return { body: null };
		return {
			failure: hasStatus
				? statusError(refusal.status, request, refusal.sentence)
				: refusalError(request, refusal.sentence),
		};
	}
	const text = typeof body === 'object' ? undefined : String(body ?? '').trim();
	const isPage = text?.startsWith('<') === true;
	if (text === undefined || (isDelete && !isPage)) return { body };
	if (status === 204) return { body: null };
	const what = text === '' ? 'nothing' : isPage ? 'a web page' : 'something that is not JSON';
	return { failure: unreadableError(status, request, what) };
}
