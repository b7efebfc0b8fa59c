import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostileRequest } from './requests.mts';

const PATIENCE_MS = 30_000;
/** How long a server waits for the rest of a request that has none. */
const PAUSE_MS = 50;

/** Sends a request as it is. Returns all that the server sends until it closes the connection. */
export async function exchange(
	port: number,
	{ head, body, isWhole }: HostileRequest,
): Promise<string> {
	const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
	const received: Buffer[] = [];
	socket.on('data', (bytes) => received.push(bytes));
	// The server may close the connection while the rest of a rejected request is being sent.
	socket.on('error', () => {});
	const closed = new Promise((resolve) => void socket.on('end', resolve).on('close', resolve));
	socket.write(Buffer.concat([Buffer.from(head, 'latin1'), body]));
	if (isWhole) {
		const isClosed = await Promise.race([closed.then(() => true), sleep(PATIENCE_MS, false)]);
		if (!isClosed) throw new Error(`No response within ${PATIENCE_MS / 1000} s`);
	} else await sleep(PAUSE_MS);
	socket.destroy();
	return Buffer.concat(received).toString('latin1');
}
