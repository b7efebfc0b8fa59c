import type { ApiErrorDetails } from './errors';

const CHECK_CREDENTIAL =
	"Check the 'API Token' in the credential: it is the one under Settings > API Keys in Social Intents, not the 32-character key of a widget. With Basic Auth, also check the 'Account ID'.";
const CHECK_BASE_URL =
	"Check 'Base URL' in the credential: it is https://www.socialintents.com/v1/api unless Social Intents gave you a different address.";
const CHECK_PARAMETERS = "Check the node's parameters against the message from Social Intents.";
const RUN_LATER = 'Social Intents is temporarily unavailable. Run the workflow again later.';

/** A POST that failed halfway may have been carried out. */
const repeatWarning = (request: string) =>
	request.startsWith('POST ')
		? ' The request may have been carried out: check the Social Intents dashboard before you run it again.'
		: '';

/** The error for an HTTP status. `request` is method and path. */
export function statusError(
	status: number,
	request: string,
	serviceMessage?: string,
): ApiErrorDetails {
	const at = `(${status}, ${request})`;
	const facts = { status, serviceMessage };
	if (status === 401 || status === 403) {
		return {
			...facts,
			message: `Social Intents rejected the credential ${at}`,
			description: CHECK_CREDENTIAL,
			cause: 'credential-invalid',
		};
	}
	if (status === 404 || status === 405 || status === 410) {
		return {
			...facts,
			message: `The resource was not found in Social Intents ${at}`,
			description: `${CHECK_BASE_URL} Also check the IDs in the node's parameters.`,
		};
	}
	if (status === 429) {
		return {
			...facts,
			message: `The Social Intents rate limit was reached ${at}`,
			description:
				"The node waits for the limit to reset, up to two minutes per request. Lower 'Max Concurrent Requests' under Options, process fewer items at once, or run the workflow later.",
			cause: 'rate-limited',
		};
	}
	if (status >= 500) {
		return {
			...facts,
			message: `Social Intents could not process the request ${at}`,
			description: `${RUN_LATER}${repeatWarning(request)}`,
			cause: 'temporarily-unavailable',
		};
	}
	return {
		...facts,
		message: `Social Intents rejected the request ${at}`,
		description: CHECK_PARAMETERS,
	};
}

/** What a `Retry-After` adds to the description. */
export const retryAfterAdvice = (milliseconds: number) =>
	` Social Intents asks clients to wait ${Math.ceil(milliseconds / 1000)} s before the next request.`;

/** The error for a refusal inside a response with status 200. */
export function refusalError(request: string, serviceMessage?: string): ApiErrorDetails {
	return {
		message: `Social Intents rejected the request (${request})`,
		description: `${CHECK_PARAMETERS} ${CHECK_CREDENTIAL}`,
		serviceMessage,
	};
}

export function redirectError(status: number, request: string, target: string): ApiErrorDetails {
	return {
		status,
		message: `'Base URL' redirects to ${target} (${status}, ${request})`,
		description: `Redirects are not followed, to protect your token. ${CHECK_BASE_URL}`,
		cause: 'configuration-invalid',
	};
}

/** The error for a response without data. `what` completes "returned …". */
export function unreadableError(status: number, request: string, what: string): ApiErrorDetails {
	return {
		status,
		message: `Social Intents returned ${what} instead of data (${status}, ${request})`,
		description: `${CHECK_BASE_URL} If it is correct, Social Intents may be down: run the workflow again later.${repeatWarning(request)}`,
	};
}

const NETWORK_CAUSES: Record<string, string> = {
	EAI_AGAIN: 'host name lookup failed',
	ECONNABORTED: 'request timed out',
	ECONNREFUSED: 'connection refused',
	ECONNRESET: 'connection closed unexpectedly',
	EHOSTUNREACH: 'host unreachable',
	ENETUNREACH: 'network unreachable',
	ENOTFOUND: 'host not found',
	EPIPE: 'connection closed unexpectedly',
	ERR_BAD_RESPONSE: 'connection closed unexpectedly',
	ETIMEDOUT: 'request timed out',
};

/** They do not pass by themselves. */
const LASTING_CAUSES: Record<string, string> = {
	EPROTO: 'TLS handshake failed',
};

/**
 * The error for a request without a response. `code` is Node's or axios's; `reason` what n8n's helper
 * says, which is all there is to say of a blocked host or a bad certificate.
 */
export function networkError(request: string, code: string, reason: string): ApiErrorDetails {
	const known = NETWORK_CAUSES[code];
	const timeoutAdvice =
		code === 'ECONNABORTED' || code === 'ETIMEDOUT'
			? " For large amounts of data, raise 'Timeout (Milliseconds)' or lower 'Days per Request' under Options."
			: '';
	return {
		message: `Could not connect to Social Intents (${request}): ${known ?? LASTING_CAUSES[code] ?? reason}`,
		description: `${CHECK_BASE_URL} Also check the network, proxy, and certificate settings of the n8n host.${timeoutAdvice}${repeatWarning(request)}`,
		cause: known ? 'temporarily-unavailable' : undefined,
		isNetwork: known !== undefined,
	};
}
