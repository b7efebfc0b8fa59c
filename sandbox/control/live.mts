import type { ServerResponse } from 'node:http';

import type { Controlled } from './control.mts';
import { view } from './view.mts';

/** What happens within this time is told at once. */
const GATHER_MS = 50;
/** When a browser that lost the stream asks for it again. */
const RECONNECT_MS = 1000;

/**
 * Sends the whole view as a server-sent event, now and whenever something has changed: who comes
 * back after a break has missed nothing.
 */
export function streamView(sandbox: Controlled, response: ServerResponse): void {
	let timer: NodeJS.Timeout | undefined;
	const send = (): void => {
		// A browser that does not read gets one view when it does, not all those in between.
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
