import { Cancelled } from './errors';

const FIRST_LIMIT = 4;

/** What the pace needs of the world, so that tests can bring their own clock. */
export interface Clock {
	/** Milliseconds. */
	now: () => number;
	/** Resolves after so many milliseconds. */
	sleep: (milliseconds: number) => Promise<void>;
}

interface Waiting {
	start: () => void;
	cancel: () => void;
}

/** Runs tasks at the pace that the service allows: see createPace. */
export interface Pace {
	/**
	 * Runs a task when its turn comes. `isRetry` puts it before those that have not begun.
	 * Throws Cancelled if the turn never comes.
	 */
	run: <T>(task: () => Promise<T>, isRetry?: boolean) => Promise<T>;
	/** The service said 429: half as many at once, and nobody starts for so many milliseconds. */
	slowDown: (milliseconds: number) => void;
	/** Turns away all that have not begun. */
	stop: () => void;
}

/**
 * One limiter for one execution. Starts with few tasks at a time, doubles after as many successes as it
 * allows, up to `most`; halves when the service asks to slow down, once for all that were under way then.
 */
export function createPace(most: number, clock: Clock): Pace {
	const waiting: Waiting[] = [];
	let limit = Math.min(FIRST_LIMIT, most);
	let running = 0;
	let successes = 0;
	let pausedUntil = 0;
	let round = 0;
	let isStopped = false;

	async function resumeAfter(milliseconds: number) {
		await clock.sleep(milliseconds);
		startNext();
	}

	function startNext() {
		if (clock.now() < pausedUntil) return;
		while (running < limit && waiting.length > 0) {
			running++;
			waiting.shift()?.start();
		}
	}

	async function run<T>(task: () => Promise<T>, isRetry = false): Promise<T> {
		if (isStopped) throw new Cancelled();
		await new Promise<void>((start, reject) => {
			const turn: Waiting = { start, cancel: () => reject(new Cancelled()) };
			if (isRetry) waiting.unshift(turn);
			else waiting.push(turn);
			startNext();
		});
		const startedIn = round;
		try {
			const result = await task();
			if (startedIn === round && ++successes >= limit && limit < most) {
				limit = Math.min(limit * 2, most);
				successes = 0;
			}
			return result;
		} finally {
			running--;
			startNext();
		}
	}

	return {
		run,
		slowDown: (milliseconds) => {
			const until = clock.now() + milliseconds;
			const isSameBurst = clock.now() < pausedUntil;
			if (until > pausedUntil) {
				pausedUntil = until;
				void resumeAfter(milliseconds);
			}
			if (isSameBurst) return;
			round++;
			successes = 0;
			limit = Math.max(1, Math.floor(limit / 2));
		},
		stop: () => {
			isStopped = true;
			for (const { cancel } of waiting.splice(0)) cancel();
		},
	};
}
