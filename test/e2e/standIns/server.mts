import {
	createServer,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type ServerResponse,
} from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from '../../support/listen.mts';

export interface ReceivedRequest {
	method: string;
	path: string;
	headers: IncomingHttpHeaders;
	body: string;
}

export interface StandInResponse {
	status: number;
	body: unknown;
	/** For a text or binary body; any other body is sent as JSON. */
	type?: string;
}

/** A loopback server that stands in for a service that a workflow calls. */
export interface StandIn extends AsyncDisposable {
	url: string;
	/** The requests it received, in order. */
	requests: ReceivedRequest[];
}

/** Reads a request, passes it to the handler, and sends the response. */
export async function handle(
	request: IncomingMessage,
	response: ServerResponse,
	respond: (received: ReceivedRequest) => StandInResponse,
): Promise<void> {
	const { method = '', url = '', headers } = request;
	const { status, body, type } = respond({ method, path: url, headers, body: await text(request) });
	response
		.writeHead(status, { 'Content-Type': type ?? 'application/json' })
		.end(Buffer.isBuffer(body) ? body : type ? String(body) : JSON.stringify(body));
}

export async function startStandIn(
	respond: (received: ReceivedRequest) => StandInResponse,
): Promise<StandIn> {
	const requests: ReceivedRequest[] = [];
	const keep = (one: ReceivedRequest) => {
		requests.push(one);
		return respond(one);
	};
	const server = createServer(async (request, response) => await handle(request, response, keep));
	return {
		...(await listen(server)),
		requests,
	};
}

/** The value of an Authorization header with a user name and a password. */
export const basicAuth = (user: string, password: string) =>
	`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
