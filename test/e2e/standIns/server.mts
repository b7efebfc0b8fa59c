import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Asked {
	method: string;
	path: string;
	headers: IncomingHttpHeaders;
	body: string;
}

export interface Answer {
	status: number;
	body: unknown;
	/** Of a body that is text; any other body is sent as JSON. */
	type?: string;
}

/** A server on loopback that stands in for one that a workflow calls. */
export interface StandIn extends AsyncDisposable {
	url: string;
	/** What it was asked, in order. */
	asked: Asked[];
}

export async function startStandIn(answer: (asked: Asked) => Answer): Promise<StandIn> {
	const asked: Asked[] = [];
	const server = createServer(async (request, response) => {
		const { method = '', url = '', headers } = request;
		const one = { method, path: url, headers, body: await text(request) };
		asked.push(one);
		const { status, body, type } = answer(one);
		response
			.writeHead(status, { 'Content-Type': type ?? 'application/json' })
			.end(type ? String(body) : JSON.stringify(body));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		asked,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

/** The value of an Authorization header with a user name and a password. */
export const basicAuth = (user: string, password: string) =>
	`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
