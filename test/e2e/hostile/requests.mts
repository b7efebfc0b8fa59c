import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
	bodies,
	contentTypes,
	headerLines,
	pathsAround,
} from '../../support/hostileDeliveries.mts';

/** One HTTP request, byte for byte, including those that no HTTP client would send. */
export interface HostileRequest {
	/** Each character is a byte. */
	head: string;
	body: Buffer;
	/** Whether a server has all that it needs to respond. */
	isWhole: boolean;
}

/** The first value nineteen times in twenty, or one of the others. */
const mostly = <T,>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
	fc.oneof(
		{ weight: 19, arbitrary: fc.constant(usual) },
		{ weight: 1, arbitrary: fc.constantFrom(...others) },
	);

const methods = fc.oneof(
	{ weight: 12, arbitrary: fc.constant('POST') },
	{
		weight: 2,
		arbitrary: fc.constantFrom('GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'),
	},
	{ weight: 1, arbitrary: fc.constantFrom('CONNECT', 'PROPFIND', 'M-SEARCH', 'post', 'FOO', '') },
);

/** Inflates to 50 MB. */
const BOMB = gzipSync(Buffer.alloc(50_000_000));

const bytesOf = (body: unknown): Buffer =>
	Buffer.isBuffer(body)
		? body
		: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));

/** A body with the header that says how it is compressed, which may be a lie. */
const encoded = fc.oneof(
	{ weight: 40, arbitrary: bodies.map((body) => ({ header: '', body: bytesOf(body) })) },
	{
		weight: 10,
		arbitrary: fc
			.tuple(bodies, fc.constantFrom('gzip', 'deflate', 'br', 'zstd'))
			.map(([body, name]) => ({ header: `Content-Encoding: ${name}`, body: bytesOf(body) })),
	},
	{
		weight: 5,
		arbitrary: bodies.map((body) => ({
			header: 'Content-Encoding: gzip',
			body: gzipSync(bytesOf(body)),
		})),
	},
	{ weight: 1, arbitrary: fc.constant({ header: 'Content-Encoding: gzip', body: BOMB }) },
);

type Framing = (body: Buffer) => { lines: string[]; body: Buffer; isWhole: boolean };

const plain: Framing = (body) => ({
	lines: [`Content-Length: ${body.length}`],
	body,
	isWhole: true,
});
const chunked: Framing = (body) => {
	const chunk = [`${body.length.toString(16)}\r\n`, body, '\r\n'].map((part) => Buffer.from(part));
	const chunks = [...(body.length > 0 ? chunk : []), Buffer.from('0\r\n\r\n')];
	return { lines: ['Transfer-Encoding: chunked'], body: Buffer.concat(chunks), isWhole: true };
};
/** These lie about where the body ends, so that the server may wait for more. */
const LIES = [
	['Transfer-Encoding: chunked'],
	['Transfer-Encoding: chunked, identity'],
	['Content-Length: 10', 'Transfer-Encoding: chunked'],
	['Content-Length: 10', 'Content-Length: 0'],
	['Content-Length: -1'],
	['Content-Length: 99999999999999999999'],
	['Content-Length: 1'],
	['Content-Length: 10000'],
	['Connection: Upgrade', 'Upgrade: websocket'],
	[],
];
const framings = fc.oneof(
	{ weight: 30, arbitrary: fc.constant(plain) },
	{ weight: 2, arbitrary: fc.constant(chunked) },
	{
		weight: 8,
		arbitrary: fc.constantFrom(...LIES).map(
			(lines): Framing =>
				(body) => ({ lines, body, isWhole: false }),
		),
	},
);

/** Requests to a webhook trigger from somebody who does not know the secret in its URL. */
export function hostileRequests(target: URL, secret: string): fc.Arbitrary<HostileRequest> {
	const base = target.pathname.slice(0, target.pathname.lastIndexOf('/') + 1);
	return fc
		.record({
			method: methods,
			path: pathsAround({ origin: target.origin, base }, secret),
			headers: headerLines,
			contentType: contentTypes,
			encoded,
			frame: framings,
			version: mostly('1.1', '1.0', '2.0', '9'),
			hosts: mostly([target.host], [], [target.host, target.host]),
		})
		.map(({ method, path, headers: others, contentType, encoded: { header, body }, ...rest }) => {
			const framed = rest.frame(body);
			const lines = [
				`${method} ${path} HTTP/${rest.version}`,
				...rest.hosts.map((host) => `Host: ${host}`),
				...(framed.isWhole ? ['Connection: close'] : []),
				contentType === '' ? '' : `Content-Type: ${contentType}`,
				header,
				...framed.lines,
				...others,
			].filter((line) => line !== '');
			const head = `${lines.join('\r\n')}\r\n\r\n`;
			return { ...framed, head };
		});
}
