/** The documented address of the API. */
export const DEFAULT_BASE_URL = 'https://www.socialintents.com/v1/api';

const isLoopback = (hostname: string) =>
	hostname === 'localhost' ||
	hostname === '[::1]' ||
	/^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);

/** Whether an address stays on the n8n host. */
export function isLoopbackUrl(url: string): boolean {
	return URL.canParse(url) && isLoopback(new URL(url).hostname);
}

/** What is wrong with a credential, without a period, and what to enter instead. */
export interface CredentialProblem {
	problem: string;
	help: string;
}

/**
 * Corrects a Base URL: adds `https://` and `/v1/api` where missing, removes what follows them (a trailing
 * slash, an endpoint, a second `/v1/api`). A problem is an address that is none, or that would send the
 * token in the clear. A credential without the field uses the documented address.
 */
export function normalizeBaseUrl(given: unknown): { url: string } | CredentialProblem {
	if (given === undefined || given === null) return { url: DEFAULT_BASE_URL };
	const help = `Enter ${DEFAULT_BASE_URL} unless Social Intents gave you a different address.`;
	const text = typeof given === 'string' ? given.trim() : '';
	if (text === '') return { problem: "'Base URL' is empty", help };
	const withoutScheme = text.replace(/^https?:\/*/i, '');
	const scheme = /^http:/i.test(text) ? 'http' : 'https';
	const address = /^[a-z][a-z\d+.-]*:\/\//i.test(withoutScheme)
		? text
		: `${scheme}://${withoutScheme}`;
	if (!URL.canParse(address)) return { problem: "'Base URL' is not a web address", help };

	const { protocol, hostname, host, pathname, username, password } = new URL(address);
	if (username !== '' || password !== '') {
		return { problem: "'Base URL' must not contain a user name or password", help };
	}
	if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) {
		return { problem: "'Base URL' must begin with https://", help };
	}
	if (!isLoopback(hostname) && !hostname.includes('.') && !hostname.startsWith('[')) {
		return { problem: "'Base URL' is not a web address", help };
	}
	const path = pathname.replace(/\/{2,}/g, '/');
	const [beforeApi = ''] = path.split(/\/v1\/api(?=\/|$)/i);
	const prefix = beforeApi === path ? path.replace(/(\/(v1|api))?\/?$/i, '') : beforeApi;
	return { url: `${protocol}//${host}${prefix}/v1/api` };
}
