import type { Socket } from 'node:net';
import { deadConnections } from './responseKinds/connections.mts';
import { echoes } from './responseKinds/echoes.mts';
import { statuses } from './responseKinds/statuses.mts';
import { successes } from './responseKinds/successes.mts';

/** One request and the ways to respond to it. */
export interface Call {
	method: string;
	/** With the query. */
	path: string;
	/** By their names in lower case. */
	headers: Record<string, string>;
	socket: Socket;
	/** Passes the request to the sandbox. */
	forward(): Promise<{ status: number; text: string }>;
	send(status: number, body: Buffer | string, headers?: Record<string, string>): void;
}

/** One way the service or the network can respond. */
export interface ResponseKind {
	/** As in the table of the page. */
	name: string;
	/** If it has one. */
	status?: number;
	/** What every use must end in, apart from the exceptions in `expectedEnds.mts`. */
	ends?: 'message' | 'records';
	/** The service has carried out the request, whatever it returns. */
	isCarriedOut?: boolean;
	/** The failure happens before HTTP. */
	transport?: 'no TLS' | 'refused' | 'self-signed certificate' | 'unknown host';
	/** It ends only when the node gives up. */
	isEndless?: boolean;
	/** Too large to run many at once. */
	isLarge?: boolean;
	react?(call: Call): Promise<void> | void;
}

/** All responses, in the order of the page. */
export const RESPONSE_KINDS: readonly ResponseKind[] = [
	...successes,
	...statuses,
	...echoes,
	...deadConnections,
];
