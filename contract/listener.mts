import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

import { isObject, listIn } from './reading.mts';
import type { Seen } from './probes/seen.mts';

/** A request to the listener's URL. */
interface Arrived {
	method: string;
	url: string;
	headerNames: string[];
	type: string;
	encoding: string;
	body: Buffer;
}

export interface Listener {
	/** The part of the URL that must come back unchanged, including escapes, letter case, and query. */
	readonly path: string;
	readonly port: number;
	/** Waits for the first delivery and, after responding with a 500, for its retry. */
	observe(timeoutMs: number, repeatMs: number, signal: AbortSignal): Promise<Seen>;
	close(): Promise<void>;
}

const PATH = '/Contract/caf%C3%A9';
const QUERY = '?kept=Yes';
/** Sent by every HTTP client, or added by the proxies and tunnels on the way. */
const USUAL_HEADERS =
	/^(host|connection|user-agent|accept.*|content-.*|transfer-encoding|expect|cache-control|pragma|priority|te|via|forwarded|x-forwarded-.*|x-real-ip|x-request-id|cf-.*|cdn-loop|sec-.*|traceparent|tracestate|x-amzn-trace-id)$/;

/** Listens on every interface, so the port must be made reachable from outside. */
export async function startListener(port: number, host?: string): Promise<Listener> {
	const arrived: Arrived[] = [];
	const server = createServer(async (request, response) => {
		const { method = '', url = '', headers } = request;
		const body = await buffer(request);
		const isOurs = url.toLowerCase().startsWith('/contract/');
		if (isOurs && body.length > 0) {
			const [type = '', encoding = ''] = [headers['content-type'], headers['content-encoding']];
			arrived.push({ method, url, headerNames: Object.keys(headers), type, encoding, body });
		}
		response.writeHead(isOurs ? (arrived.length === 1 ? 500 : 200) : 404).end();
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, resolve);
	});
	return {
		path: `${PATH}${QUERY}`,
		port: (server.address() as AddressInfo).port,
		async observe(timeoutMs, repeatMs, signal) {
			const until = Date.now() + timeoutMs;
			while (arrived.length === 0 && Date.now() < until) await wait(20, undefined, { signal });
			const [first] = arrived;
			if (!first) return {};
			await wait(repeatMs, undefined, { signal });
			const isRepeated = arrived.slice(1).some(({ body }) => body.equals(first.body));
			return { ...seenIn(first), 'delivery-repeat': isRepeated ? 'repeated' : 'once' };
		},
		async close() {
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await closed;
		},
	};
}

function seenIn({ method, url, headerNames, type, encoding, body }: Arrived): Seen {
	const ownHeaders = headerNames.filter((name) => !USUAL_HEADERS.test(name)).sort();
	return {
		'delivery-method': method,
		'delivery-headers': ownHeaders.map(headerName).join(', ') || 'none',
		'delivery-address': addressForm(url),
		'delivery-type': /^[\w/+.;= -]{1,80}$/.test(type) ? type.toLowerCase() : 'other',
		'delivery-encoding': /^\w{1,12}$/.test(encoding) ? encoding : 'no',
		'delivery-body': bodyForm(encoding === 'gzip' ? gunzipSync(body) : body, type),
	};
}

/** The name of a header, unless it could contain data. */
const headerName = (name: string): string => (/^[a-z][a-z-]{0,40}$/.test(name) ? name : 'other');

function addressForm(url: string): string {
	const [path, query] = url.split('?');
	if (url === PATH + QUERY) return 'as registered';
	if (url === PATH) return 'without its query';
	if (url === (PATH + QUERY).toLowerCase()) return 'in lower case';
	if (path === `${PATH}/` && query !== undefined) return 'with a trailing slash';
	return path === PATH.replaceAll('%', '%25') ? 'encoded again' : 'otherwise';
}

function bodyForm(body: Buffer, type: string): string {
	const text = body.toString('utf8');
	const json = type.includes('urlencoded')
		? ([...new URLSearchParams(text).values()][0] ?? '')
		: text;
	try {
		const value: unknown = JSON.parse(json);
		if (Array.isArray(value)) return 'a list of records';
		if (isObject(value) && 'id' in value) return 'a record';
		return listIn(value).records.length > 0 ? 'an envelope' : 'other';
	} catch {
		return 'other';
	}
}
