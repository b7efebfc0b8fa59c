/** Waits consist of sleeps of this length, so that they end soon after a cancellation. */
export const MAX_SLEEP_MS = 1000;

/** The time source of the throttle, so that tests can use a simulated clock. */
export interface Clock {
	/** Milliseconds. */
	now: () => number;
	/** Resolves after so many milliseconds. */
	sleep: (milliseconds: number) => Promise<void>;
}

/** Calls back after so many milliseconds, or sooner: at the earliest time that was set, and at most MAX_SLEEP_MS from now. */
export type Alarm = (milliseconds: number) => void;

/**
 * Calls `onRing` with the milliseconds by which the alarm rings late. Timers may fire a little early, and
 * n8n's cannot be cleared when the execution is canceled.
 */
export function createAlarm(clock: Clock, onRing: (late: number) => void): Alarm {
	let ringsAt = Infinity;
	return (milliseconds) => {
		const sleep = Math.min(Math.ceil(milliseconds), MAX_SLEEP_MS);
		const at = clock.now() + sleep;
		if (at >= ringsAt) return;
		ringsAt = at;
		void clock.sleep(sleep).then(() => {
			if (ringsAt === at) ringsAt = Infinity;
			onRing(clock.now() - at);
		});
	};
}
