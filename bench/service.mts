import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { RateLimit } from '../sandbox/api/rateLimit.mts';

/** The contents of the simulated account. */
export interface Account {
	/** Chats of about 4 KB, `c0` the oldest, from 2025-01-01 on. */
	chats: number;
	perDay: number;
	/** Whether chats are only about half a KB. */
	isShort?: boolean;
}

/** How the service behaves from now on. */
export interface Behavior {
	latencyMs?: number;
	rateLimit?: RateLimit;
}

/** What the service has recorded since the last time it was read. */
export interface Seen {
	requests: number;
	/** Number of them that got a 429. */
	refused: number;
	/** Maximum number of concurrent requests. */
	mostAtOnce: number;
	/** Bytes sent. */
	bytes: number;
}

/** The sandbox in its own process. */
export interface Service extends AsyncDisposable {
	baseUrl: string;
	token: string;
	/** Sets its behavior, resets the rate limit, and returns what it has recorded so far. */
	behave(behavior: Behavior): Promise<Seen>;
	/** The URLs of the registered webhooks. */
	targets(): Promise<string[]>;
}

type State = { seen: Seen; targets: string[] };

async function nextMessage<T>(child: ChildProcess): Promise<T> {
	const [message] = (await once(child, 'message')) as [T];
	return message;
}

/** Starts the sandbox with an account. */
export async function startService(account: Account): Promise<Service> {
	const program = fileURLToPath(new URL('serviceProcess.mts', import.meta.url));
	const child = fork(program, [JSON.stringify(account)]);
	const { baseUrl, token } = await nextMessage<Pick<Service, 'baseUrl' | 'token'>>(child);
	const setBehavior = async (behavior: Behavior): Promise<State> => {
		const state = nextMessage<State>(child);
		child.send(behavior);
		return await state;
	};
	return {
		baseUrl,
		token,
		behave: async (behavior) => (await setBehavior(behavior)).seen,
		targets: async () => (await setBehavior({})).targets,
		[Symbol.asyncDispose]: async () => {
			const ended = once(child, 'exit');
			child.kill();
			await ended;
		},
	};
}
