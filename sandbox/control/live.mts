import type { ServerResponse } from 'node:http';

import type { Controlled } from './controlled.mts';
import { view } from './view.mts';

/** Changes within this time are sent together. */
const GATHER_MS = 50;
/** When a disconnected browser reconnects. */
const RECONNECT_MS = 1000;

/**
 * Sends the whole view as a server-sent event, now and after every change, so a browser that reconnects
 * has missed nothing.
 */
export function streamView(sandbox: Controlled, response: ServerResponse): void {
	let timer: NodeJS.Timeout | undefined;
	const send = (): void => {
		// A browser that is slow to read gets only the latest view, not all those in between.
		if (response.writableNeedDrain) {
			response.once('drain', send);
			return;
		}
		timer = undefined;
		response.write(`data: ${JSON.stringify(view(sandbox))}\n\n`);
	};
	const stopListening = sandbox.changes.onChange(() => {
		timer ??= setTimeout(send, GATHER_MS);
	});
	response.once('close', () => {
		stopListening();
		clearTimeout(timer);
	});
	response.writeHead(200, {
		'Content-Type': 'text/event-stream;charset=UTF-8',
		'Cache-Control': 'no-store',
	});
	response.write(`retry: ${RECONNECT_MS}\n\n`);
	send();
}
