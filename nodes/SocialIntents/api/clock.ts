/** Waits consist of sleeps of this length, so that they end soon after a cancellation. */
export const MAX_SLEEP_MS = 1000;

/** The time source of the throttle, so that tests can use a simulated clock. */
export interface Clock {
	/** Milliseconds. */
	now: () => number;
	/** Resolves after so many milliseconds. */
	sleep: (milliseconds: number) => Promise<void>;
	/** Resolves when the next request may be created: one by one, a millisecond apart. */
	turn: () => Promise<void>;
}

/**
 * A clock with turns. n8n's helper opens a connection for each request, and what is created in one turn of
 * the event loop is only sent after it: 32 requests created together would leave 20 to 30 ms late.
 */
export function createClock({ now, sleep }: Pick<Clock, 'now' | 'sleep'>): Clock {
	let nextTurn = Promise.resolve();
	const turn = async () => {
		const granted = nextTurn;
		nextTurn = granted.then(async () => await sleep(1));
		await granted;
	};
	return { now, sleep, turn };
}

/** Calls back after so many milliseconds, or sooner: at the earliest time that was set, and at most MAX_SLEEP_MS from now. */
export type Alarm = (milliseconds: number) => void;

/** Timers may fire a little early, and n8n's cannot be cleared when the execution is canceled. */
export function createAlarm(clock: Clock, onRing: () => void): Alarm {
	let ringsAt = Infinity;
	return (milliseconds) => {
		const sleep = Math.min(Math.ceil(milliseconds), MAX_SLEEP_MS);
		const at = clock.now() + sleep;
		if (at >= ringsAt) return;
		ringsAt = at;
		void clock.sleep(sleep).then(() => {
			if (ringsAt === at) ringsAt = Infinity;
			onRing();
		});
	};
}
