import { ApiErrorDetails } from './errors';

/** The failure for an HTTP status, with the service's own sentence. `request` is method and path. */
export function statusError(status: number, request: string, sentence?: string): ApiErrorDetails {
	const said = sentence ? `: ${sentence}` : '';
	const at = `(${status}, ${request})`;
	if (status === 401 || status === 403) {
		return {
			status,
			message: `Social Intents refused the credential ${at}${said}`,
			description: CHECK_CREDENTIAL,
			cause: 'credential-invalid',
		};
	}
	if (status === 404 || status === 405 || status === 410) {
		return {
			status,
			message: `Social Intents found nothing there ${at}${said}`,
			description: `Check the ID that you gave. ${CHECK_BASE_URL}`,
		};
	}
	if (status === 429) {
		return {
			status,
			message: `Social Intents asks to slow down ${at}${said}`,
			description:
				"The node waited and tried again, up to two minutes. Lower 'Max Concurrent Requests' under Options, ask for fewer items at once, or run the workflow later.",
			cause: 'rate-limited',
		};
	}
	if (status >= 500) {
		return {
			status,
			message: `Social Intents could not answer ${at}${said}`,
			description: `The service is at fault, not the workflow. Run it again later.${repeatWarning(request)}`,
			cause: 'temporarily-unavailable',
		};
	}
	return {
		status,
		message: `Social Intents refused the request ${at}${said}`,
		description: 'Check the parameters of the node against the sentence of the service.',
	};
}

/** The failure for a refusal inside an answer with status 200. */
export function refusalError(request: string, sentence: string): ApiErrorDetails {
	return {
		message: `Social Intents refused the request (${request}): ${sentence}`,
		description: `Check the parameters of the node against the sentence of the service. ${CHECK_CREDENTIAL}`,
	};
}

export function redirectError(status: number, request: string, host: string): ApiErrorDetails {
	return {
		status,
		message: `The Base URL leads elsewhere (${status}, ${request}): it redirects to ${host}`,
		description: `The node does not follow, because it would hand your token on. ${CHECK_BASE_URL}`,
		cause: 'configuration-invalid',
	};
}

/** The failure for an answer that is no data. `what` completes "answered with …". */
export function unreadableError(status: number, request: string, what: string): ApiErrorDetails {
	return {
		status,
		message: `Social Intents answered with ${what} instead of data (${status}, ${request})`,
		description: `${CHECK_BASE_URL} If it is right, the service may be down: run the workflow again later.${repeatWarning(request)}`,
	};
}

/**
 * The failure for a request that got no answer. `code` is Node's or axios's; `words` what n8n's helper
 * says of it, which is all there is to say of a blocked host or a bad certificate.
 */
export function networkError(request: string, code: string, words: string): ApiErrorDetails {
	const known = NETWORK_CAUSES[code];
	const advice =
		code === 'ECONNABORTED' || code === 'ETIMEDOUT'
			? " If the service needs long for much data, raise 'Timeout' or lower 'Days per Request' under Options."
			: '';
	return {
		message: `Social Intents cannot be reached (${request}): ${known ?? words}`,
		description: `${CHECK_BASE_URL} Check also the network, proxy and certificate settings of this n8n.${advice}${repeatWarning(request)}`,
		cause: known ? 'temporarily-unavailable' : undefined,
		isNetwork: known !== undefined,
	};
}

/** The way out where the service asks for a longer wait than the node sits out. */
export const longWaitAdvice = (milliseconds: number) =>
	`It asks to wait ${Math.ceil(milliseconds / 1000)} s; the node waits two minutes for a request at most. Run the workflow again after that time.`;
export const NETWORK_CAUSES: Record<string, string> = {
	EAI_AGAIN: 'the name of its host could not be looked up',
	ECONNABORTED: 'it took too long to answer',
	ECONNREFUSED: 'nobody listens at its address',
	ECONNRESET: 'the connection broke',
	EHOSTUNREACH: 'there is no way to its host',
	ENETUNREACH: 'there is no way to its network',
	ENOTFOUND: 'its host does not exist',
	EPIPE: 'the connection broke',
	ERR_BAD_RESPONSE: 'the connection broke',
	ETIMEDOUT: 'it took too long to answer',
};

/** What to know before a failed request is made again. */
export const repeatWarning = (request: string) =>
	request.startsWith('POST ')
		? ' It may have carried out the request all the same: look in its dashboard before you try again.'
		: '';
export const CHECK_BASE_URL =
	'Check the Base URL in the credential: it is https://www.socialintents.com/v1/api unless Social Intents told you another.';
export const CHECK_CREDENTIAL =
	'Check the API Token in the credential (in Social Intents: Settings > API Keys) and, with Basic Auth, the Account ID.';
