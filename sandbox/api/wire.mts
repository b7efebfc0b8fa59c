import type { ServerResponse } from 'node:http';

import type { Outcome, Reply } from './handleRequest.mts';

/** Time for the first half of a body to arrive before the reset. */
const CUT_DELAY_MS = 20;

export function send(response: ServerResponse, outcome: Outcome): void {
	if (outcome === 'silence') return;
	if (outcome === 'reset') response.socket?.resetAndDestroy();
	else if (outcome.isCut) sendHalf(response, outcome);
	else sendWhole(response, outcome);
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
	const headers = { 'Content-Type': 'application/json;charset=UTF-8' };
	sendWhole(response, { status, headers, body: Buffer.from(JSON.stringify(value)) });
}

export function sendHtml(response: ServerResponse, status: number, page: string): void {
	const headers = { 'Content-Type': 'text/html;charset=UTF-8' };
	sendWhole(response, { status, headers, body: Buffer.from(page) });
}

function sendWhole(response: ServerResponse, reply: Reply): void {
	writeHead(response, reply);
	response.end(reply.body);
}

function sendHalf(response: ServerResponse, reply: Reply): void {
	writeHead(response, reply);
	response.write(reply.body.subarray(0, reply.body.length / 2), () => {
		setTimeout(() => response.socket?.resetAndDestroy(), CUT_DELAY_MS);
	});
}

const writeHead = (response: ServerResponse, { status, headers, body }: Reply): void =>
	void response.writeHead(status, { ...headers, 'Content-Length': body.length });
