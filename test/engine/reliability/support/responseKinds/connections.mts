import { setTimeout as pauseReally } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { ResponseKind, Call } from '../responseKinds.mts';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const GZIP = 'Content-Encoding: gzip\r\n';

const lengthOf = (body: Buffer | string) => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`;

const raw = (name: string, react: (call: Call) => Promise<void> | void): ResponseKind => ({
	name,
	isCarriedOut: true,
	ends: 'message',
	react,
});

/** Takes a moment so that what was written is on its way. */
async function reset({ socket }: Call): Promise<void> {
	await pauseReally(5);
	socket.resetAndDestroy();
}

/** The whole response of the sandbox, as bytes on the wire. */
async function wholeAnswer(call: Call): Promise<string> {
	const { text } = await call.forward();
	return `${HEAD}${lengthOf(text)}${text}`;
}

/** So many bytes one by one, a second apart, then the rest. */
async function drip({ socket }: Call, text: string, count: number): Promise<void> {
	for (const byte of text.slice(0, count)) {
		if (socket.destroyed) return;
		socket.write(byte);
		await new Promise((resolve) => setTimeout(resolve, 1000));
	}
	socket.write(text.slice(count));
}

async function sendGzip(call: Call, change: (packed: Buffer) => Buffer): Promise<void> {
	const packed = gzipSync((await call.forward()).text);
	const body = change(packed);
	call.socket.write(`${HEAD}${GZIP}${lengthOf(body)}`);
	call.socket.write(body);
}

const HALF = '{"apiStatus":"Success","chats":[';

/** Connections that break, stall, or never come about. */
export const deadConnections: readonly ResponseKind[] = [
	raw('reset before the headers', reset),
	raw('closed before the headers', ({ socket }) => void socket.end()),
	raw('reset within the headers', async (call) => {
		call.socket.write('HTTP/1.1 200 OK\r\nContent-Ty');
		await reset(call);
	}),
	raw('reset after the headers', async (call) => {
		call.socket.write(`${HEAD}Content-Length: 1000\r\n\r\n`);
		await reset(call);
	}),
	raw('reset within the body', async (call) => {
		call.socket.write(`${HEAD}Content-Length: 1000\r\n\r\n${HALF}`);
		await reset(call);
	}),
	raw('closed before the announced length is reached', ({ socket }) => {
		socket.end(`${HEAD}Content-Length: 1000\r\n\r\n${HALF}`);
	}),
	raw('chunked, without the final chunk', ({ socket }) => {
		socket.end(`${HEAD}Transfer-Encoding: chunked\r\n\r\n20\r\n${HALF}\r\n`);
	}),
	raw('chunked, with an invalid chunk size', ({ socket }) => {
		socket.end(`${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n${HALF}\r\n0\r\n\r\n`);
	}),
	raw('not HTTP', ({ socket }) => void socket.end('220 mail.example.com ESMTP\r\n')),
	raw('100 KB of headers', ({ socket }) => {
		socket.end(`${HEAD}X-Long: ${'x'.repeat(100_000)}\r\n\r\n`);
	}),
	raw('stalled before the headers', () => {}),
	raw('stalled within the headers', ({ socket }) => void socket.write('HTTP/1.1 200 OK\r\nConte')),
	raw('stalled after the headers', ({ socket }) => {
		socket.write(`${HEAD}Content-Length: 1000\r\n\r\n`);
	}),
	raw('stalled within the body', ({ socket }) => {
		socket.write(`${HEAD}Content-Length: 1000\r\n\r\n${HALF}`);
	}),
	{
		name: 'one byte a second until complete',
		async react(call) {
			await drip(call, await wholeAnswer(call), 40);
		},
	},
	{
		name: 'one byte a second in an endless body',
		ends: 'message',
		isCarriedOut: true,
		isEndless: true,
		async react(call) {
			call.socket.write(`${HEAD}Content-Length: 100000000\r\n\r\n`);
			await drip(call, ' '.repeat(100_000), 100_000);
		},
	},
	{
		name: 'one byte a second in endless headers',
		ends: 'message',
		isCarriedOut: true,
		isEndless: true,
		async react(call) {
			await drip(call, `${HEAD}X-Long: ${'x'.repeat(100_000)}`, 100_000);
		},
	},
	{
		name: 'gzip',
		ends: 'records',
		async react(call) {
			await sendGzip(call, (packed) => packed);
		},
	},
	{
		name: 'gzip with corrupt bytes',
		ends: 'message',
		async react(call) {
			await sendGzip(call, (packed) => Buffer.from(packed).fill(0xff, 12, 20));
		},
	},
	{
		name: 'truncated gzip',
		ends: 'message',
		async react(call) {
			await sendGzip(call, (packed) => packed.subarray(0, packed.length / 2));
		},
	},
	raw('plain text declared as gzip', ({ socket }) => {
		socket.write(`${HEAD}${GZIP}${lengthOf(HALF)}${HALF}`);
	}),
	{ name: 'connection refused', transport: 'refused', ends: 'message' },
	{ name: 'unknown host', transport: 'unknown host', ends: 'message' },
	{
		name: 'self-signed certificate',
		transport: 'self-signed certificate',
		ends: 'message',
	},
	{ name: 'https to a server without TLS', transport: 'no TLS', ends: 'message' },
];
