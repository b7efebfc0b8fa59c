import type { createThrottle } from '../../nodes/SocialIntents/api/throttle';
import type { nextDelay } from '../../nodes/SocialIntents/api/retry';
import type { FakeClock } from './clock.mts';

/** Counts a request that arrives at `now`. Returns 0 if it is accepted, otherwise the milliseconds until one would be. */
export type Limit = (now: number) => number;

function bucket(perSecond: number, size: number): Limit {
	let tokens = size;
	let filledAt = 0;
	return (now) => {
		tokens = Math.min(size, tokens + ((now - filledAt) / 1000) * perSecond);
		filledAt = now;
		if (tokens < 1) return ((1 - tokens) / perSecond) * 1000;
		tokens -= 1;
		return 0;
	};
}

/** Different ways in which services count `perSecond`. */
export const LIMITS = {
	/** One-second windows; the first starts with the first request. */
	fixedWindow: (perSecond: number): Limit => {
		let endsAt = -Infinity;
		let used = 0;
		return (now) => {
			if (now >= endsAt) [endsAt, used] = [now + 1000, 0];
			return ++used > perSecond ? endsAt - now : 0;
		};
	},
	/** The seconds of the service's clock. */
	clockSeconds: (perSecond: number): Limit => {
		let second = -1;
		let used = 0;
		return (now) => {
			const current = Math.floor((now + 370) / 1000);
			if (current !== second) [second, used] = [current, 0];
			return ++used > perSecond ? (current + 1) * 1000 - 370 - now : 0;
		};
	},
	/** Any one-second span. */
	slidingWindow: (perSecond: number): Limit => {
		let passed: number[] = [];
		return (now) => {
			passed = passed.filter((at) => at > now - 1000);
			const [oldest = now] = passed;
			if (passed.length >= perSecond) return oldest + 1000 - now;
			passed.push(now);
			return 0;
		};
	},
	/** Up to a second's worth may be saved. */
	tokenBucket: (perSecond: number) => bucket(perSecond, perSecond),
	/** Up to a quarter of a second's worth may be saved, which allows only small bursts. */
	smallBucket: (perSecond: number) => bucket(perSecond, Math.max(Math.floor(perSecond / 4), 1)),
};

export type RetryAfter = 'seconds' | 'date' | 'absent';

export interface Situation {
	limit: keyof typeof LIMITS;
	perSecond: number;
	retryAfter: RetryAfter;
	/** Milliseconds per response; each varies by up to a fifth. */
	latency: number;
	count: number;
	maxConcurrency: number;
}

/** Milliseconds to wait according to a 429, if it says so; `now` is when it is read. */
function retryAfterIn(form: RetryAfter, passesAt: number, refusedAt: number, now: number) {
	if (form === 'absent') return undefined;
	const wait = Math.ceil((passesAt - refusedAt) / 1000) * 1000;
	const date = Math.ceil(passesAt / 1000) * 1000 - now;
	return form === 'seconds' ? wait : date > 0 ? date : undefined;
}

/** The same numbers from 0 to 1 in every run. */
function createRandom() {
	let state = 1;
	return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** The throttle under simulation: the benchmark passes the built one. */
export interface Subject {
	createThrottle: typeof createThrottle;
	nextDelay: typeof nextDelay;
}

/** Sends `count` requests through the throttle to a service with a limit, and reports the outcome. */
export async function simulate(
	situation: Situation,
	clock: FakeClock,
	{ createThrottle, nextDelay }: Subject,
) {
	const { limit, perSecond, retryAfter, latency, count, maxConcurrency } = situation;
	const passes = LIMITS[limit](perSecond);
	const throttle = createThrottle(maxConcurrency, clock);
	const random = createRandom();
	const started: number[] = [];
	let refused = 0;
	let done = 0;
	let givenUp = 0;
	let running = 0;
	let mostAtOnce = 0;
	let pausedUntil = 0;
	let startsInPause = 0;

	async function request(index: number) {
		for (let tries = 1, waited = 0; ; tries++) {
			const end = await throttle.acquire(tries > 1);
			if (tries === 1) started.push(index);
			mostAtOnce = Math.max(mostAtOnce, ++running);
			if (clock.now() < pausedUntil) startsInPause++;
			const takes = Math.ceil(latency * (0.8 + 0.4 * random()));
			const way = Math.floor((takes / 2) * random());
			await clock.sleep(way);
			const refusedAt = clock.now();
			const left = passes(refusedAt);
			await clock.sleep(takes - way);
			running--;
			if (left === 0) {
				done++;
				return end('ok');
			}
			refused++;
			const retryAfterMs = retryAfterIn(retryAfter, refusedAt + left, refusedAt, clock.now());
			const failure = { message: '', description: '', status: 429, retryAfterMs };
			const wait = nextDelay('GET', { refused: tries, failed: 0, waited }, failure, random);
			pausedUntil = Math.max(pausedUntil, clock.now() + (wait ?? 0));
			end({ retryAfterMs: wait ?? 0 });
			if (wait === null) return void givenUp++;
			waited += wait;
		}
	}

	for (let index = 0; index < count; index++) void request(index);
	await clock.runOut();
	const took = clock.now();
	// Bounded by the limit and by the concurrency; the last response also takes time.
	const ideal = Math.max((count / perSecond) * 1000, (count * latency) / maxConcurrency) + latency;
	return { started, done, givenUp, refused, mostAtOnce, startsInPause, took, ratio: took / ideal };
}
