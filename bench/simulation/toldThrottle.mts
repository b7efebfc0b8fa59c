import type { Clock } from '../../nodes/SocialIntents/api/clock';
import type { Throttle } from '../../nodes/SocialIntents/api/throttle';
import { createClock } from './clock.mts';
import { simulate, type Situation, type Subject } from './limits.mts';

/** How fast requests are sent: as many as `burst` may start together. */
interface SendRate {
	perSecond: number;
	burst: number;
}

/** Shares of the limit. Above it, more is accepted between two pauses, and much more is refused. */
const SHARES = [0.4, 0.5, 0.7, 0.8, 0.9, 0.95, 1, 1.1, 2, 3, 6];

/**
 * A throttle that starts like the node's, is told at its first 429 how fast to send, and keeps to
 * that. Like the node's, it starts no request in a pause.
 */
function createToldThrottle(rate: SendRate, maxConcurrency: number, clock: Clock): Throttle {
	const waiting: Array<() => void> = [];
	const interval = 1000 / rate.perSecond;
	let concurrency = Math.min(8, maxConcurrency);
	let running = 0;
	let successes = 0;
	let isTold = false;
	let pausedUntil = 0;
	let dueAt = -Infinity;
	let ringsAt = Infinity;

	function ringAt(at: number) {
		if (at >= ringsAt) return;
		ringsAt = at;
		void clock.sleep(at - clock.now()).then(() => {
			if (ringsAt === at) ringsAt = Infinity;
			startNext();
		});
	}

	function startNext() {
		while (running < concurrency && waiting.length > 0) {
			const now = clock.now();
			const due = isTold ? dueAt - (rate.burst - 1) * interval : -Infinity;
			const at = Math.ceil(Math.max(due, pausedUntil));
			if (now < at) return ringAt(at);
			if (isTold) dueAt = Math.max(now, dueAt) + interval;
			running++;
			waiting.shift()?.();
		}
	}

	return {
		acquire: async () => {
			const started = new Promise<void>((start) => waiting.push(start));
			startNext();
			await started;
			return (result) => {
				running--;
				if (typeof result === 'object') {
					if (!isTold) [isTold, concurrency] = [true, maxConcurrency];
					pausedUntil = Math.max(pausedUntil, clock.now() + result.retryAfterMs);
				} else if (!isTold && ++successes >= concurrency) {
					[concurrency, successes] = [Math.min(concurrency * 4, maxConcurrency), 0];
				}
				startNext();
			};
		},
		rejectPending: () => {},
		stop: () => {},
		stats: () => undefined,
	};
}

/**
 * The fastest of many send rates, picked afterward: a client that has to measure the limit, and does not
 * know the outcome, can hardly be faster.
 */
export async function simulateTold(situation: Situation, nextDelay: Subject['nextDelay']) {
	const { perSecond } = situation;
	const results: Array<Awaited<ReturnType<typeof simulate>>> = [];
	for (const share of SHARES) {
		for (const burst of new Set([1, 2, 4, 8, 16, Math.max(1, Math.floor(perSecond / 4))])) {
			const rate = { perSecond: perSecond * share, burst };
			const createThrottle: Subject['createThrottle'] = (most, clock) =>
				createToldThrottle(rate, most, clock);
			results.push(await simulate(situation, createClock(), { createThrottle, nextDelay }));
		}
	}
	return results
		.filter(({ givenUp }) => givenUp === 0)
		.reduce((best, result) => (result.ratio < best.ratio ? result : best));
}
