import { Cancelled } from './errors';

const FIRST_LIMIT = 4;
/** Waits are made of sleeps of this length, so that little is left of them after a cancellation. */
export const LONGEST_SLEEP_MS = 1000;

/** What the pace needs of the world, so that tests can bring their own clock. */
export interface Clock {
	/** Milliseconds. */
	now: () => number;
	/** Resolves after so many milliseconds. */
	sleep: (milliseconds: number) => Promise<void>;
}

/** How a request went: `pause` is the milliseconds that the service asked everyone to wait. */
export type Verdict = 'fine' | 'faulty' | { pause: number };

/** Ends a turn. */
export type End = (verdict: Verdict) => void;

/** Gives turns at the pace that the service allows: see createPace. */
export interface Pace {
	/**
	 * Waits for a turn. `isRetry` goes before those that have not begun. Throws Cancelled if the turn
	 * never comes. The turn lasts until the returned function is called.
	 */
	begin: (isRetry?: boolean) => Promise<End>;
	/** Turns away all that wait, and all that come. */
	stop: () => void;
}

interface Waiting {
	start: () => void;
	cancel: () => void;
}

/**
 * One limiter for one execution. Starts with few turns at a time, doubles after as many good ones as it
 * allows, up to `most`; halves when the service asks to slow down, once for all that were under way
 * then, and gives no turn before the asked time is over.
 */
export function createPace(most: number, clock: Clock): Pace {
	const again: Waiting[] = [];
	const fresh: Waiting[] = [];
	let limit = Math.min(FIRST_LIMIT, most);
	let running = 0;
	let goodTurns = 0;
	let pausedUntil = 0;
	let round = 0;
	let isStopped = false;

	function startNext() {
		if (clock.now() < pausedUntil) return;
		while (running < limit) {
			const next = again.shift() ?? fresh.shift();
			if (!next) return;
			running++;
			next.start();
		}
	}

	async function resume() {
		// Timers may ring a little early, and n8n's cannot be taken back when the execution is cancelled.
		while (!isStopped && clock.now() < pausedUntil) {
			await clock.sleep(Math.min(pausedUntil - clock.now(), LONGEST_SLEEP_MS));
		}
		startNext();
	}

	function pauseFor(milliseconds: number, startedIn: number) {
		const until = clock.now() + milliseconds;
		if (until > pausedUntil) {
			pausedUntil = until;
			void resume();
		}
		if (startedIn !== round) return;
		round++;
		goodTurns = 0;
		limit = Math.max(1, Math.floor(limit / 2));
	}

	function countGood(startedIn: number) {
		if (startedIn !== round || ++goodTurns < limit) return;
		limit = Math.min(limit * 2, most);
		goodTurns = 0;
	}

	return {
		begin: async (isRetry = false) => {
			if (isStopped) throw new Cancelled();
			await new Promise<void>((start, reject) => {
				(isRetry ? again : fresh).push({ start, cancel: () => reject(new Cancelled()) });
				startNext();
			});
			const startedIn = round;
			return (verdict) => {
				running--;
				if (typeof verdict === 'object') pauseFor(verdict.pause, startedIn);
				else if (verdict === 'fine') countGood(startedIn);
				else goodTurns = 0;
				startNext();
			};
		},
		stop: () => {
			isStopped = true;
			for (const { cancel } of [...again.splice(0), ...fresh.splice(0)]) cancel();
		},
	};
}
