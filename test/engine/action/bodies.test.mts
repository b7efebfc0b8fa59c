import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LINES, loadEngine, type ExecuteOptions } from '../../support/engine.mts';
import { action, openSandbox, signIn } from './support.mts';

const NAME = 'Zoë 🦊 山田';
const BODY = Buffer.from(JSON.stringify({ chats: [{ id: 'c0', visitorFullName: NAME }] }));
const ANSWERED = { id: 'c0', visitorFullName: NAME };
const GET = action('chat.get', { chatId: 'c0', options: { timeout: 500 } });

async function startServer(listener: RequestListener) {
	const server = createServer(listener).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		/** Waits until the last connection under way is closed by the other side. */
		[Symbol.asyncDispose]: async () => {
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

describe.each(LINES)('the body of a response in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);

	async function answeredBy(listener: RequestListener, more: Partial<ExecuteOptions> = {}) {
		await using server = await startServer(listener);
		await using sandbox = await openSandbox({});
		const credentials = signIn(sandbox, { baseUrl: server.baseUrl });
		return await engine.execute({ node: GET, credentials, ...more });
	}

	it('is complete if it arrives byte by byte, including letters of several bytes', async () => {
		const { items, error } = await answeredBy(async (_, response) => {
			for (const byte of BODY) {
				response.write(Buffer.of(byte));
				await new Promise(setImmediate);
			}
			response.end();
		});
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ json: ANSWERED }]);
	});

	it.each([
		['gzip', gzipSync],
		['deflate', deflateSync],
		['br', brotliCompressSync],
	])('is decompressed from %s', async (encoding, pack) => {
		const { items } = await answeredBy((_, response) => {
			response.setHeader('Content-Encoding', encoding).end(pack(BODY));
		});
		expect(items).toMatchObject([{ json: ANSWERED }]);
	});

	it.each([
		['ISO-8859-1', 'Zo\u00eb'],
		['"windows-1252"', 'Zo\u00eb'],
	])('is decoded from the charset %s that it declares', async (charset, name) => {
		const { items } = await answeredBy((_, response) => {
			response.setHeader('Content-Type', `application/json; charset=${charset}`);
			response.end(Buffer.from(`{"chats":[{"id":"c0","visitorFullName":"${name}"}]}`, 'latin1'));
		});
		expect(items).toMatchObject([{ json: { id: 'c0', visitorFullName: name } }]);
	});

	it('may start with a byte order mark', async () => {
		const { items } = await answeredBy((_, response) => {
			response.end(Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), BODY]));
		});
		expect(items).toMatchObject([{ json: ANSWERED }]);
	});

	it('may take longer than Timeout if it keeps arriving', async () => {
		let tries = 0;
		const { items } = await answeredBy(async (_, response) => {
			tries++;
			for (let index = 0; index < BODY.length; index += 16) {
				response.write(BODY.subarray(index, index + 16));
				await pause(200);
			}
			response.end();
		});
		expect(items).toMatchObject([{ json: ANSWERED }]);
		expect(tries).toBe(1);
	});

	it.each([
		['falls silent', 'identity', BODY],
		['is packed and falls silent', 'gzip', gzipSync(BODY)],
	])('is given up, closed, and requested again if it %s halfway', async (_, encoding, bytes) => {
		let tries = 0;
		let closed = 0;
		const { error } = await answeredBy((_, response) => {
			tries++;
			response.on('close', () => closed++);
			response.setHeader('Content-Encoding', encoding).write(bytes.subarray(0, 30));
		});
		expect(error?.message).toContain('request timed out');
		expect(error).toMatchObject({
			description: expect.stringContaining("'Timeout (Milliseconds)'") as string,
		});
		expect(tries).toBe(4);
		await expect.poll(() => closed).toBe(4);
	});

	it('is dropped halfway if the execution is canceled', async () => {
		const cancel = new AbortController();
		const { status } = await answeredBy(
			(_, response) => response.write(BODY.subarray(0, 9), () => cancel.abort()),
			{ node: action('chat.get', { chatId: 'c0' }), signal: cancel.signal },
		);
		expect(status).toBe('canceled');
	});

	it.each<[string, RequestListener]>([
		[
			'breaks off',
			(_, response) => {
				response.writeHead(200, { 'Content-Length': BODY.length });
				response.write(BODY.subarray(0, 9), () => response.destroy());
			},
		],
		[
			'comes damaged',
			(_, response) => {
				const bytes = gzipSync(BODY);
				bytes.writeUInt32LE(0, bytes.length - 8);
				response.setHeader('Content-Encoding', 'gzip').end(bytes);
			},
		],
	])('is requested four times, and then becomes an error, if it always %s', async (_, listener) => {
		let tries = 0;
		const { error, items } = await answeredBy((...exchange) => {
			tries++;
			listener(...exchange);
		});
		expect(items).toEqual([]);
		expect(error?.message).toContain('connection closed unexpectedly');
		expect(tries).toBe(4);
	});
});
