/** The documented address of the API. */
export const DEFAULT_BASE_URL = 'https://www.socialintents.com/v1/api';

const isLoopback = (hostname: string) =>
	hostname === 'localhost' ||
	hostname === '[::1]' ||
	/^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);

/** Whether an address stays on this machine. */
export function isLoopbackUrl(url: string): boolean {
	return URL.canParse(url) && isLoopback(new URL(url).hostname);
}

/**
 * Mends a Base URL: adds `https://` and `/v1/api` where missing, takes off what follows them (a trailing
 * slash, an endpoint, a second `/v1/api`). Refuses, with the reason, what would send the token in the
 * clear or is no address.
 */
export function normalizeBaseUrl(given: unknown): { url: string } | { refused: string } {
	const text = typeof given === 'string' ? given.trim() : '';
	if (text === '') return { url: DEFAULT_BASE_URL };
	const withoutScheme = text.replace(/^https?:\/*/i, '');
	const scheme = /^http:/i.test(text) ? 'http' : 'https';
	const address = /^[a-z][a-z\d+.-]*:\/\//i.test(withoutScheme)
		? text
		: `${scheme}://${withoutScheme}`;
	const help = `Use ${DEFAULT_BASE_URL} unless Social Intents told you another address.`;
	if (!URL.canParse(address)) return { refused: `The Base URL is not a web address. ${help}` };

	const { protocol, hostname, host, pathname, username, password } = new URL(address);
	if (username !== '' || password !== '') {
		return { refused: `The Base URL must not hold a user name or a password. ${help}` };
	}
	if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) {
		return { refused: `The Base URL must begin with https://. ${help}` };
	}
	const path = pathname.replace(/\/{2,}/g, '/');
	const [beforeApi = ''] = path.split(/\/v1\/api(?=\/|$)/i);
	const prefix = beforeApi === path ? path.replace(/(\/(v1|api))?\/?$/i, '') : beforeApi;
	return { url: `${protocol}//${host}${prefix}/v1/api` };
}
