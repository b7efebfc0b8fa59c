import {
	createServer,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type ServerResponse,
} from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from '../../support/listen.mts';

export interface Asked {
	method: string;
	path: string;
	headers: IncomingHttpHeaders;
	body: string;
}

export interface Answer {
	status: number;
	body: unknown;
	/** For a text or binary body; any other body is sent as JSON. */
	type?: string;
}

/** A loopback server that stands in for a service that a workflow calls. */
export interface StandIn extends AsyncDisposable {
	url: string;
	/** The requests it received, in order. */
	asked: Asked[];
}

/** Reads a request, passes it to the handler, and sends the response. */
export async function handle(
	request: IncomingMessage,
	response: ServerResponse,
	answer: (asked: Asked) => Answer,
): Promise<void> {
	const { method = '', url = '', headers } = request;
	const { status, body, type } = answer({ method, path: url, headers, body: await text(request) });
	response
		.writeHead(status, { 'Content-Type': type ?? 'application/json' })
		.end(Buffer.isBuffer(body) ? body : type ? String(body) : JSON.stringify(body));
}

export async function startStandIn(answer: (asked: Asked) => Answer): Promise<StandIn> {
	const asked: Asked[] = [];
	const keep = (one: Asked) => {
		asked.push(one);
		return answer(one);
	};
	const server = createServer(async (request, response) => await handle(request, response, keep));
	return {
		...(await listen(server)),
		asked,
	};
}

/** The value of an Authorization header with a user name and a password. */
export const basicAuth = (user: string, password: string) =>
	`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
