import type { ResponseKind } from '../responseKinds.mts';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const HTML_TYPE = { 'Content-Type': 'text/html' };
const HOUR_MS = 3_600_000;

const failure = (status: number): string =>
	JSON.stringify({
		apiStatus: 'Failure',
		apiStatusCode: String(status),
		apiStatusMessage: `The service says ${status}`,
	});

const page = (status: number): string =>
	`<html><head><title>${status}</title></head><body>${status} nginx at /srv/app</body></html>`;

const asData = (status: number, headers: Record<string, string> = {}): ResponseKind => ({
	name: String(status),
	status,
	ends: 'message',
	react: (call) => call.send(status, failure(status), { ...JSON_TYPE, ...headers }),
});

const asPage = (status: number): ResponseKind => ({
	name: `${status} as a web page`,
	status,
	ends: 'message',
	react: (call) => call.send(status, page(status), HTML_TYPE),
});

const redirect = (status: number, where: string, location?: string): ResponseKind => ({
	name: `${status} ${where}`,
	status,
	ends: 'message',
	react: (call) => call.send(status, '', location === undefined ? {} : { Location: location }),
});

const afterwards = (kind: ResponseKind): ResponseKind => ({ ...kind, isCarriedOut: true });

const retryAfter = (name: string, value: () => string): ResponseKind => ({
	name: `429 with Retry-After: ${name}`,
	status: 429,
	ends: 'message',
	react: (call) =>
		call.send(429, failure(429), { ...JSON_TYPE, 'Retry-After': value(), 'X-From': 'limit' }),
});

/** A port of the loopback address with no listener, so a redirect that is followed fails. */
const OTHER_HOST = 'http://127.0.0.1:9/v1/api/apps';

/** Redirects and errors. */
export const statuses: readonly ResponseKind[] = [
	redirect(301, 'to the same host', '/v1/api/ping'),
	redirect(302, 'to another host', OTHER_HOST),
	redirect(303, 'to the same host', '/login'),
	redirect(307, 'to another host', OTHER_HOST),
	redirect(308, 'to another host', OTHER_HOST),
	redirect(302, 'to an invalid URL', 'http://['),
	redirect(302, 'without a Location header'),
	redirect(304, 'without a body'),
	asData(400),
	asData(401),
	asData(403),
	asData(404),
	asPage(404),
	asData(405),
	asData(408),
	asData(409),
	asData(410),
	asPage(410),
	asData(413),
	asPage(413),
	asData(422),
	asData(429),
	retryAfter('1 second', () => '1'),
	retryAfter('0', () => '0'),
	retryAfter('a date in 3 seconds', () => new Date(Date.now() + 3000).toUTCString()),
	retryAfter('a date in the past', () => new Date(Date.now() - HOUR_MS).toUTCString()),
	retryAfter('an hour', () => '3600'),
	retryAfter('a 30-digit number', () => '9'.repeat(30)),
	retryAfter('-5', () => '-5'),
	retryAfter('soon', () => 'soon'),
	afterwards(asData(500)),
	afterwards(asPage(500)),
	asData(501),
	afterwards(asPage(502)),
	asData(503),
	{ ...asData(503, { 'Retry-After': '2' }), name: '503 with Retry-After: 2 seconds' },
	afterwards(asPage(504)),
	afterwards(asPage(520)),
	afterwards(asPage(522)),
	asData(599),
];
