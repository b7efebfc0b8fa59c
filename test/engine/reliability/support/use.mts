import type { Sandbox } from '../../../../sandbox/server.mts';
import type { Engine, LogLine, TestCredentials } from '../../../support/engine.mts';

/** What the user gets, and whatever else secrets could be in. */
export interface Outcome {
	/** How many records, widgets or other things came; undefined where something was thrown. */
	count?: number;
	error?: Error & { description?: string | null };
	log: LogLine[];
	/** What n8n would store, and the results. */
	artifacts: unknown;
	/** What must not be, beyond what is checked in every cell. */
	problems?: string[];
	/** IDs of the webhooks that the node remembers. */
	remembered?: string[];
}

/** Where one use of the package takes place. */
export interface Place {
	engine: Engine;
	/** Behind the faulty service. */
	sandbox: Sandbox;
	credentials: TestCredentials;
	/** Different in every cell: the package has a memory for each node. */
	nodeId: string;
	/** From when on the service responds in the faulty way. */
	setFaulty(isFaulty: boolean): Promise<void>;
}

/** One operation or life-cycle method. */
export interface Use {
	/** As in the table of the page. */
	name: string;
	/** How long it may take at most, by the fast clock. */
	maxMinutes: number;
	run(place: Place): Promise<Outcome>;
}

/** IDs in the account of every cell. */
export const WIDGET_ID = '0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f';
export const CHAT_ID = 'chat-1';
export const MISSED_CHAT_ID = 'chat-2';
export const MESSAGE_ID = 'message-1';

export const caught = async <T,>(promise: Promise<T>) =>
	await promise.then(
		(value) => ({ value }),
		(error: unknown) => ({ error: error as Error }),
	);

/** n8n itself sends the request of the credential test and writes most of its messages. */
export const isOurs = ({ name }: Use): boolean => name !== 'credential test';
