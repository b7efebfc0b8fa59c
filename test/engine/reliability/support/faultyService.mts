import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { createServer as createTlsServer } from 'node:tls';
import type { Sandbox } from '../../../../sandbox/server.mts';
import type { ResponseKind, Call } from './responseKinds.mts';
import { createCertificate } from './certificate.mts';
import { steadyHosts } from './fastClock.mts';
import { setHostKnown, UNKNOWN_HOST } from './unknownHost.mts';

/** A request that got the faulty response. */
export interface FaultyRequest {
	method: string;
	path: string;
	body: string;
	/** The status of the response, if it has one. */
	status: number | undefined;
}

/** A sandbox behind a server that responds as the matrix wants, in ways no HTTP server can. */
export interface FaultyService extends AsyncDisposable {
	readonly baseUrl: string;
	/** While it was faulty. */
	readonly faultyRequests: readonly FaultyRequest[];
	/** Until it is called, and after `false`, requests go to the sandbox. */
	setFaulty(isFaulty: boolean): Promise<void>;
}

interface Head {
	method: string;
	path: string;
	headers: Record<string, string>;
}

/**
 * Whether the failure is one of TLS or DNS. What the healthy service needs then, a trusted certificate and
 * a known host, is a setting of the whole process: such a cell runs alone.
 */
export const isAlone = ({ transport }: ResponseKind) =>
	transport !== undefined && transport !== 'refused';

/** Opens the service in front of a sandbox. */
export async function openFaultyService(
	kind: ResponseKind,
	sandbox: Sandbox,
): Promise<FaultyService> {
	const sockets = new Set<Socket>();
	const faultyRequests: FaultyRequest[] = [];
	let isFaulty = false;
	const onSocket = (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
		socket.on('close', () => sockets.delete(socket));
		if (isFaulty && kind.transport === 'no TLS') {
			socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
			return;
		}
		readRequests(socket, async (head, body) => await serve(socket, head, body));
	};
	async function serve(socket: Socket, head: Head, body: string) {
		const { method, path } = head;
		const call: Call = {
			method,
			path,
			socket,
			headers: head.headers,
			forward: async () => await forward(sandbox, head, body),
			send: (status, content, headers) => send(socket, status, content, headers),
		};
		if (!isFaulty) {
			const response = await call.forward();
			call.send(response.status, response.text, { 'Content-Type': 'application/json' });
			return;
		}
		faultyRequests.push({ method, path, body, status: kind.status });
		if (kind.isCarriedOut && method !== 'GET') await call.forward();
		await kind.react?.(call);
	}
	const healthy = isAlone(kind)
		? createTlsServer(createCertificate(), onSocket).on('tlsClientError', () => {})
		: createServer(onSocket);
	const faulty = kind.transport === 'no TLS' ? createServer(onSocket) : healthy;
	const port = await listen(healthy, 0);
	const protocol = isAlone(kind) ? 'https' : 'http';
	const host = kind.transport === 'unknown host' ? UNKNOWN_HOST : '127.0.0.1';
	if (isAlone(kind)) setTrusting(true);
	const address = `${host}:${port}`;
	steadyHosts.add(address);
	async function close(server: Server) {
		const closed = new Promise((resolve) => server.close(resolve));
		for (const socket of sockets) socket.destroy();
		await closed;
	}
	return {
		baseUrl: `${protocol}://${address}/v1/api`,
		faultyRequests,
		async setFaulty(value) {
			isFaulty = value;
			if (value && kind.ends !== 'records') steadyHosts.delete(address);
			else steadyHosts.add(address);
			if (kind.transport === undefined) return;
			await close(value ? healthy : faulty);
			if (isAlone(kind)) setTrusting(!value);
			if (!value || kind.transport !== 'refused') await listen(value ? faulty : healthy, port);
		},
		async [Symbol.asyncDispose]() {
			if (isAlone(kind)) setTrusting(false);
			steadyHosts.delete(address);
			for (const server of new Set([healthy, faulty])) if (server.listening) await close(server);
		},
	};
}

/** Makes this process accept any certificate and find the unknown host, or neither. */
function setTrusting(isTrusting: boolean): void {
	setHostKnown(isTrusting);
	if (isTrusting) process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
	else delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
}

async function listen(server: Server, port: number): Promise<number> {
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	return (server.address() as AddressInfo).port;
}

/** Reads one request after the other from a connection. */
function readRequests(socket: Socket, onRequest: (head: Head, body: string) => Promise<void>) {
	let received = '';
	socket.on('data', (bytes: Buffer) => {
		received += bytes.toString('latin1');
		for (;;) {
			const end = received.indexOf('\r\n\r\n');
			if (end < 0) return;
			const head = readHead(received.slice(0, end));
			const length = Number(head.headers['content-length'] ?? 0);
			if (received.length < end + 4 + length) return;
			const body = received.slice(end + 4, end + 4 + length);
			received = received.slice(end + 4 + length);
			// After the end of its cell the sandbox is closed.
			onRequest(head, body).catch(() => socket.destroy());
		}
	});
}

function readHead(text: string): Head {
	const [first = '', ...lines] = text.split('\r\n');
	const [method = '', path = ''] = first.split(' ');
	const headers = lines.map((line) => {
		const [name = '', ...value] = line.split(':');
		return [name.toLowerCase(), value.join(':').trim()];
	});
	return { method, path, headers: Object.fromEntries(headers) as Head['headers'] };
}

async function forward(sandbox: Sandbox, { method, path, headers }: Head, body: string) {
	const { host: _, connection: __, ...rest } = headers;
	const sent = request(`${sandbox.url}${path}`, { method, headers: rest, agent: false });
	sent.end(Buffer.from(body, 'latin1'));
	const [response] = (await once(sent, 'response')) as [IncomingMessage];
	return { status: response.statusCode ?? 0, text: await text(response) };
}

function send(
	socket: Socket,
	status: number,
	body: Buffer | string,
	headers: Record<string, string> = {},
) {
	const bytes = Buffer.from(body as string);
	const lines = Object.entries({ 'Content-Length': String(bytes.length), ...headers });
	const head = [`HTTP/1.1 ${status} Some Reason`, ...lines.map((line) => line.join(': '))];
	socket.write(`${head.join('\r\n')}\r\n\r\n`);
	socket.write(bytes);
}
