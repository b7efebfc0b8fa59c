import type { Socket } from 'node:net';
import { deadConnections } from './answers/connections.mts';
import { statuses } from './answers/statuses.mts';
import { successes } from './answers/successes.mts';

/** One request, and what can be done with it. */
export interface Call {
	method: string;
	/** With the query. */
	path: string;
	socket: Socket;
	/** Has the sandbox carry the request out. */
	forward(): Promise<{ status: number; text: string }>;
	send(status: number, body: Buffer | string, headers?: Record<string, string>): void;
}

/** One kind of answer that the service or the network can give. */
export interface Answer {
	/** As in the table of the page. */
	name: string;
	/** Where it says one. */
	status?: number;
	/** The service has done what it was asked to, whatever it says. */
	isCarriedOut?: boolean;
	/** No request gets as far as HTTP. */
	transport?: 'no TLS' | 'refused' | 'self-signed certificate' | 'unknown host';
	/** It only ends where the node gives up. */
	isEndless?: boolean;
	/** So large that only few fit into a process at once. */
	isLarge?: boolean;
	react?(call: Call): Promise<void> | void;
}

/** Every kind of answer, in the order of the page. */
export const ANSWERS: readonly Answer[] = [...successes, ...statuses, ...deadConnections];
