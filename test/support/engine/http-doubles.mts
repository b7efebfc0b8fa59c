import { EventEmitter } from 'node:events';
import querystring from 'node:querystring';
import { gunzipSync, inflateSync } from 'node:zlib';

/** The response to a request. */
export interface RecordedResponse {
	status: number;
	headers: Record<string, string>;
	body: unknown;
}

interface RequestParts {
	url: URL;
	method: string;
	headers: Record<string, string>;
	body: unknown;
	params: Record<string, string>;
}

/** A double of the request that n8n passes to `webhook()`. Accessing a missing property fails the test. */
export function createRequest({ url, method, headers, body, params }: RequestParts) {
	const rawBody = toBytes(body);
	const isText = typeof body === 'string' || body instanceof Uint8Array;
	const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
	const sent: Record<string, string> = Object.fromEntries([
		['host', url.host],
		['content-length', String(rawBody.length)],
		...(isText || body === undefined ? [] : [['content-type', 'application/json']]),
		...given,
	]);
	const request = {
		method,
		url: `${url.pathname}${url.search}`,
		originalUrl: `${url.pathname}${url.search}`,
		path: url.pathname,
		hostname: url.hostname,
		protocol: url.protocol.replace(':', ''),
		ip: '203.0.113.7',
		headers: sent,
		params,
		query: querystring.parse(url.search.slice(1)),
		contentType: sent['content-type']?.split(';')[0]?.trim().toLowerCase(),
		encoding: (/charset=([^;]+)/i.exec(sent['content-type'] ?? '')?.[1] ??
			'utf-8') as BufferEncoding,
		body: undefined as unknown,
		rawBody: unpack(rawBody, sent['content-encoding']),
		async readRawBody() {},
		get: (name: string) => sent[name.toLowerCase()],
		header: (name: string) => sent[name.toLowerCase()],
	};
	return refusing('request', request);
}

/** A double of the response that a node may write to directly. */
export function createResponse() {
	const recorded: RecordedResponse = { status: 200, headers: {}, body: undefined };
	let ended = false;
	const end = (body?: unknown) => {
		if (ended) throw new Error('The response was ended twice');
		recorded.body = body;
		ended = true;
		return response;
	};
	const setHeader = (name: string, value: string) => {
		recorded.headers[name.toLowerCase()] = value;
		return response;
	};
	const events = new EventEmitter();
	const response = refusing('response', {
		get statusCode() {
			return recorded.status;
		},
		once(event: 'finish', listener: () => void) {
			events.once(event, listener);
			return response;
		},
		/** The response with this status was sent. */
		finish(status: number) {
			recorded.status = status;
			events.emit('finish');
		},
		get headersSent() {
			return ended;
		},
		get writableEnded() {
			return ended;
		},
		status(code: number) {
			recorded.status = code;
			return response;
		},
		setHeader,
		header: setHeader,
		set: setHeader,
		type: (value: string) => setHeader('content-type', value),
		json: end,
		send: end,
		end,
		/** What the caller of the webhook received. */
		recorded(): RecordedResponse {
			if (!ended) throw new Error('Nobody responds: the caller would wait until it times out');
			return recorded;
		},
	});
	return response;
}

function toBytes(body: unknown): Buffer {
	if (body === undefined) return Buffer.alloc(0);
	if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body as string);
	return Buffer.from(JSON.stringify(body));
}

/** What n8n does with a compressed body. */
function unpack(bytes: Buffer, encoding: string | undefined): Buffer {
	if (encoding === 'gzip') return gunzipSync(bytes);
	return encoding === 'deflate' ? inflateSync(bytes) : bytes;
}

function refusing<T extends object>(what: string, double: T): T {
	return new Proxy(double, {
		get(target, key, receiver) {
			const known = typeof key === 'symbol' || key in target || key === 'then';
			if (!known) throw new Error(`The double of the ${what} has no ${key}`);
			return Reflect.get(target, key, receiver) as unknown;
		},
	});
}
