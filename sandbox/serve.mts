import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

import { HttpError } from './api/responses.mts';
import type { Call } from './api/call.mts';
import type { Controlled } from './control/controlled.mts';
import { control } from './control/routes.mts';
import { handleRequest } from './api/handleRequest.mts';
import { streamView } from './control/live.mts';
import { pageFile } from './control/page.mts';
import { send, sendHtml, sendJson } from './api/wire.mts';
import type { RequestEntry } from './accountState.mts';

/** Documented: the base path of the service's API. */
export const API_PATH = '/v1/api';
const CONTROL_PATH = '/sandbox';
const NOT_FOUND = '<h1>404 Not Found</h1>';

/** Handles one request to the page, its live view, the control API, or the service. */
export async function serve(
	sandbox: Controlled,
	request: IncomingMessage,
	response: ServerResponse,
	stop: AbortSignal,
): Promise<void> {
	const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s);
	try {
		if (path === '/' || path.startsWith('/page/')) {
			await servePage(path, response);
		} else if (path === `${CONTROL_PATH}/events`) {
			streamView(sandbox, response);
		} else if (path.startsWith(`${CONTROL_PATH}/`)) {
			await serveControl(sandbox, await readCall(request, path, query, CONTROL_PATH), response);
		} else {
			await serveService(sandbox, request, response, path, query, stop);
		}
	} catch (error) {
		// The client has disconnected or the sandbox is closing.
		if (response.destroyed || stop.aborted) return;
		sendJson(response, 500, { error: `Sandbox error: ${String(error)}` });
	}
}

async function servePage(path: string, response: ServerResponse): Promise<void> {
	const file = await pageFile(path);
	if (file) send(response, file);
	else sendHtml(response, 404, NOT_FOUND);
}

async function serveControl(
	sandbox: Controlled,
	call: Call,
	response: ServerResponse,
): Promise<void> {
	try {
		sendJson(response, 200, await control(sandbox, call));
	} catch (error) {
		if (!(error instanceof HttpError)) throw error;
		sendJson(response, error.status, { error: error.message });
	}
	if (call.method !== 'GET') sandbox.changes.announce();
}

async function serveService(
	{ account, changes }: Controlled,
	request: IncomingMessage,
	response: ServerResponse,
	path: string,
	query: string,
	stop: AbortSignal,
): Promise<void> {
	const entry = noted(request, path, query);
	account.requests.push(entry);
	changes.announce();
	response.once('close', () => {
		entry.finishedAt = now();
		changes.announce();
	});
	const call = await readCall(request, path, query, API_PATH);
	entry.body = call.body;
	if (!path.startsWith(`${API_PATH}/`)) {
		entry.status = 404;
		sendHtml(response, 404, NOT_FOUND);
		return;
	}
	const outcome = await handleRequest(account, call, entry, stop);
	if (response.destroyed) return;
	if (typeof outcome === 'object') entry.status = outcome.status;
	send(response, outcome);
}

const now = (): number => performance.timeOrigin + performance.now();

function noted(request: IncomingMessage, path: string, query: string): RequestEntry {
	const { method = '', headers } = request;
	const parameters = [...new URLSearchParams(query)].reverse();
	return {
		method,
		path,
		query: Object.fromEntries(parameters),
		headers,
		body: '',
		status: null,
		fault: null,
		startedAt: now(),
		finishedAt: null,
	};
}

async function readCall(
	request: IncomingMessage,
	path: string,
	query: string,
	base: string,
): Promise<Call> {
	const { method = '', headers } = request;
	const parameters = new URLSearchParams(query);
	const body = await text(request);
	return { method, path: path.slice(base.length), parameters, headers, body };
}
