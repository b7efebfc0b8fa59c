import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { RateLimit } from '../sandbox/api/rateLimit.mts';

/** What the made-up account holds. */
export interface Account {
	/** Chats of about 4 KB, `c0` the oldest, from 2025-01-01 on. */
	chats: number;
	perDay: number;
	/** Chats of about half a KB instead. */
	isShort?: boolean;
}

/** How the service behaves from now on. */
export interface Behavior {
	latencyMs?: number;
	rateLimit?: RateLimit;
}

/** What the service saw since it was last asked. */
export interface Seen {
	requests: number;
	/** Of them answered with 429. */
	refused: number;
	/** Requests under way at once. */
	mostAtOnce: number;
	/** Bytes sent. */
	bytes: number;
}

/** The sandbox in a process of its own. */
export interface Service extends AsyncDisposable {
	baseUrl: string;
	token: string;
	/** Sets how it behaves, forgets all limits used up, and tells what it saw until now. */
	behave(behavior: Behavior): Promise<Seen>;
	/** Where the registered webhooks go. */
	targets(): Promise<string[]>;
}

type State = { seen: Seen; targets: string[] };

async function answerOf<T>(child: ChildProcess): Promise<T> {
	const [answer] = (await once(child, 'message')) as [T];
	return answer;
}

/** Starts the sandbox with an account. */
export async function startService(account: Account): Promise<Service> {
	const program = fileURLToPath(new URL('serviceProcess.mts', import.meta.url));
	const child = fork(program, [JSON.stringify(account)]);
	const { baseUrl, token } = await answerOf<Pick<Service, 'baseUrl' | 'token'>>(child);
	const ask = async (behavior: Behavior): Promise<State> => {
		const answer = answerOf<State>(child);
		child.send(behavior);
		return await answer;
	};
	return {
		baseUrl,
		token,
		behave: async (behavior) => (await ask(behavior)).seen,
		targets: async () => (await ask({})).targets,
		[Symbol.asyncDispose]: async () => {
			const ended = once(child, 'exit');
			child.kill();
			await ended;
		},
	};
}
