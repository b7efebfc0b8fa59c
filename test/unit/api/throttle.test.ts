import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ExecutionCanceledError } from '../../../nodes/SocialIntents/api/errors';
import {
	createThrottle,
	type Release,
	type Throttle,
	type RequestResult,
} from '../../../nodes/SocialIntents/api/throttle';
import { createClock, settle, type FakeClock } from '../../../bench/simulation/clock.mts';

/** The requests that wait for a slot, and those that hold one until they are told to release it. */
function createRequests(throttle: Throttle) {
	const running: Array<{ name: string; release: Release }> = [];
	const acquired: Array<Promise<string>> = [];

	async function acquire(name: string, isRetry?: boolean) {
		const release = await throttle.acquire(isRetry);
		running.push({ name, release });
		return name;
	}

	return {
		add: async (names: string[], isRetry?: boolean) => {
			for (const name of names) {
				const request = acquire(name, isRetry);
				request.catch(() => {});
				acquired.push(request);
			}
			await settle();
		},
		/** Ends all requests that hold a slot, or the first of them; others may start. */
		end: async (result: RequestResult = 'ok', count = running.length) => {
			for (const { release } of running.splice(0, count)) release(result);
			await settle();
		},
		names: () => running.map(({ name }) => name),
		running: () => running.length,
		outcomes: async () => await Promise.allSettled(acquired),
	};
}

type Requests = ReturnType<typeof createRequests>;

const numbered = (count: number) => Array.from({ length: count }, (_, index) => String(index));

async function concurrencyByRound(maxConcurrency: number, rounds: number) {
	const requests = createRequests(createThrottle(maxConcurrency, createClock(), 0));
	await requests.add(numbered(200));
	const seen: number[] = [];
	for (let round = 0; round < rounds; round++) {
		seen.push(requests.running());
		await requests.end();
	}
	return seen;
}

/** A service that answers so slowly that no higher rate is tried after its first refusal. */
const SLOW_MS = 400;

/** A throttle that already allows 32 concurrent requests, after 8, with enough requests to fill it. */
async function throttleAtMaximum() {
	const clock = createClock();
	const throttle = createThrottle(32, clock, 0);
	const requests = createRequests(throttle);
	await requests.add(numbered(200));
	await requests.end();
	expect(requests.running()).toBe(32);
	await clock.advance(SLOW_MS);
	return { clock, throttle, requests };
}

/** Releases slots until a request starts at a new rate or none is left: the rate and when. */
async function nextRate({
	clock,
	throttle,
	requests,
}: {
	clock: FakeClock;
	throttle: Throttle;
	requests: Requests;
}) {
	const rate = () => throttle.stats()?.sentPerSecond;
	const [before, since] = [rate(), clock.now()];
	for (let idle = 0; idle < 100 && (rate() === before || requests.running() === 0); idle++) {
		if (requests.running() > 0) idle = 0;
		await requests.end();
		await clock.advance(25);
	}
	return { rate: rate(), after: clock.now() - since };
}

/** A throttle that was refused once, and continues with two requests a second. */
async function throttleAfterRefusal(count: number, isRetry = false) {
	const clock = createClock();
	const throttle = createThrottle(4, clock, 0);
	const requests = createRequests(throttle);
	await requests.add(numbered(count), isRetry);
	await clock.advance(SLOW_MS);
	await requests.end({ retryAfterMs: 1000 }, 2);
	await requests.end();
	await clock.advance(1050);
	return { clock, throttle, requests };
}

/** The same, where four a second went well for a while, and eight were refused. */
async function throttleWithProvenRate() {
	const slow = await throttleAfterRefusal(1000);
	await nextRate(slow);
	await nextRate(slow);
	await slow.requests.end({ retryAfterMs: 1000 });
	await slow.clock.advance(1050);
	return slow;
}

describe('the spacing of requests that could start together', () => {
	/** Requests on a clock whose timers fire so many milliseconds late. */
	async function openSpaced(late = 0) {
		const clock = createClock();
		const sleep = async (milliseconds: number) => await clock.sleep(milliseconds + late);
		const throttle = createThrottle(32, { now: clock.now, sleep });
		const requests = createRequests(throttle);
		await requests.add(numbered(100));
		return { clock, throttle, requests };
	}

	it('is a millisecond', async () => {
		const { clock, requests } = await openSpaced();
		expect(requests.running()).toBe(1);
		await clock.advance(3);
		expect(requests.running()).toBe(4);
		await clock.advance(100);
		expect(requests.running()).toBe(8);
		await requests.end();
		expect(requests.running()).toBe(1);
		await clock.advance(31);
		expect(requests.running()).toBe(32);
	});

	it('is made up for in a busy n8n, whose timers fire late', async () => {
		const { clock, requests } = await openSpaced(20);
		await clock.advance(21);
		expect(requests.running()).toBe(8);
		await requests.end();
		await clock.advance(63);
		expect(requests.running()).toBe(32);
	});

	it('leaves nothing that starts after the throttle is stopped', async () => {
		const { clock, throttle, requests } = await openSpaced();
		await clock.advance(3);
		throttle.stop();
		await clock.advance(100);
		expect(requests.running()).toBe(4);
	});

	it('leaves nothing that starts during the pause after a 429', async () => {
		const { clock, requests } = await openSpaced();
		await clock.advance(3);
		await requests.end({ retryAfterMs: 10_000 }, 1);
		await clock.advance(9999);
		expect(requests.running()).toBe(3);
		await clock.advance(1);
		expect(requests.running()).toBe(4);
	});

	it('continues even if the clock stands still', async () => {
		const clock = createClock();
		const throttle = createThrottle(32, { now: () => 0, sleep: clock.sleep });
		const requests = createRequests(throttle);
		await requests.add(numbered(8));
		await clock.advance(10);
		expect(requests.running()).toBe(8);
	});

	it('continues if the clock was set back', async () => {
		const clock = createClock();
		await clock.advance(10_000_000);
		let shift = 0;
		const { sleep } = clock;
		const throttle = createThrottle(32, { now: () => clock.now() - shift, sleep });
		const requests = createRequests(throttle);
		await requests.add(['first']);
		shift = 3_600_000;
		await requests.add(['second']);
		expect(requests.running()).toBe(2);
	});
});

describe('the throttle', () => {
	it('starts with 8 concurrent requests and quadruples while they succeed, up to the maximum', async () => {
		expect(await concurrencyByRound(100, 4)).toEqual([8, 32, 100, 60]);
		expect(await concurrencyByRound(32, 3)).toEqual([8, 32, 32]);
		expect(await concurrencyByRound(10, 3)).toEqual([8, 10, 10]);
		expect(await concurrencyByRound(8, 3)).toEqual([8, 8, 8]);
		expect(await concurrencyByRound(3, 3)).toEqual([3, 3, 3]);
		expect(await concurrencyByRound(1, 3)).toEqual([1, 1, 1]);
	});

	it('raises the concurrency only after as many successes as requests may run at once', async () => {
		const requests = createRequests(createThrottle(32, createClock(), 0));
		await requests.add(numbered(100));
		await requests.end('ok', 7);
		expect(requests.running()).toBe(8);
		await requests.end('ok', 1);
		expect(requests.running()).toBe(32);
	});

	it('does not raise the concurrency for failed requests, and continues after them', async () => {
		const requests = createRequests(createThrottle(32, createClock(), 0));
		await requests.add(numbered(100));
		await requests.end('failed');
		expect(requests.running()).toBe(8);
		await requests.end('ok', 7);
		await requests.end('failed', 1);
		expect(requests.running()).toBe(8);
	});

	it('starts no request until the pause is over, then as many as were accepted before', async () => {
		const { clock, requests } = await throttleAtMaximum();
		await clock.advance(100);
		await requests.end({ retryAfterMs: 2000 }, 1);
		await requests.end();
		expect(requests.running()).toBe(0);
		await clock.advance(1999);
		expect(requests.running()).toBe(0);
		await clock.advance(1);
		expect(requests.running()).toBe(32);
		await requests.end();
		// Of 8 at first and 32 after them one was refused.
		expect(requests.running()).toBe(39 - 32);
	});

	it('waits a whole second since the refused request started, however short Retry-After is', async () => {
		const { clock, requests } = await throttleAtMaximum();
		await requests.end({ retryAfterMs: 1 }, 1);
		await requests.end();
		await clock.advance(1050 - SLOW_MS - 1);
		expect(requests.running()).toBe(0);
		await clock.advance(1);
		expect(requests.running()).toBe(32);
	});

	it('starts as many requests each second as were accepted in one', async () => {
		const clock = createClock();
		const requests = createRequests(createThrottle(4, clock, 0));
		await requests.add(numbered(100));
		await clock.advance(SLOW_MS);
		await requests.end({ retryAfterMs: 650 }, 2);
		await requests.end();
		const startedAt: number[] = [];
		for (let time = SLOW_MS; time < 3200; time += 25) {
			await clock.advance(25);
			startedAt.push(...requests.names().map(() => time + 25));
			await requests.end();
			startedAt.push(...requests.names().map(() => time + 25));
			await requests.end();
		}
		expect(startedAt).toEqual([1050, 1050, 2100, 2100, 3150, 3150]);
	});

	/** The start times, in milliseconds, of requests to a service that refuses those that `limit` says. */
	async function startsUntil(end: number, limit: (startedAt: number[]) => boolean) {
		const clock = createClock();
		const throttle = createThrottle(4, clock, 0);
		const requests = createRequests(throttle);
		await requests.add(numbered(100));
		await requests.end('ok', 2);
		await requests.end({ retryAfterMs: 1000 }, 2);
		await requests.end();
		const startedAt: number[] = [];
		for (let time = 0; time < end; time += 25) {
			await clock.advance(25);
			const count = requests.running();
			startedAt.push(...numbered(count).map(() => time + 25));
			await requests.end(limit(startedAt) ? { retryAfterMs: 1000 } : 'ok');
		}
		return { startedAt, perSecond: throttle.stats()?.sentPerSecond };
	}

	it('tries four times the observed rate once after the first refusal, one request at a time', async () => {
		const { startedAt, perSecond } = await startsUntil(2000, () => false);
		expect(perSecond).toBe(16);
		expect(startedAt.slice(0, 4)).toEqual([1050, 1125, 1200, 1250]);
	});

	it('returns to the observed rate when the service refuses the higher one', async () => {
		const fixedWindow = (startedAt: number[]) => startedAt.length === 5;
		const { perSecond } = await startsUntil(2500, fixedWindow);
		expect(perSecond).toBe(4);
	});

	it('continues evenly at the rate at which a service refilled a small bucket', async () => {
		const smallBucket = (startedAt: number[]) => startedAt.length === 10;
		const { startedAt, perSecond } = await startsUntil(4000, smallBucket);
		// Of the 9 that were accepted in 0.6 s, four may have been allowed at once.
		expect(perSecond).toBeGreaterThan(7);
		expect(perSecond).toBeLessThan(10);
		const [last = NaN, before = NaN] = startedAt.toReversed();
		expect(last - before).toBeGreaterThanOrEqual(100);
	});

	it('starts no extra request to replace a refused one', async () => {
		const { requests } = await throttleAtMaximum();
		await requests.end({ retryAfterMs: 1000 }, 1);
		expect(requests.running()).toBe(31);
	});

	it('slows down once for all requests that ran together, however many are refused and however late', async () => {
		const { clock, throttle, requests } = await throttleAtMaximum();
		await requests.end({ retryAfterMs: 1000 }, 5);
		await clock.advance(10);
		await requests.end({ retryAfterMs: 500 }, 5);
		await clock.advance(5000);
		await requests.end({ retryAfterMs: 500 }, 6);
		await clock.advance(5000);
		await requests.end('ok');
		expect(throttle.stats()?.sentPerSecond).toBe(8 + 32 - 5 - 5);
	});

	it('slows down more with each refusal, but never stops', async () => {
		const { clock, throttle, requests } = await throttleAtMaximum();
		const rates: number[] = [];
		for (let burst = 0; burst < 4; burst++) {
			await requests.end('ok', 1);
			while (requests.running() === 0) await clock.advance(25);
			await requests.end({ retryAfterMs: 100 });
			await clock.advance(1050);
			rates.push(throttle.stats()?.sentPerSecond ?? NaN);
		}
		expect(rates).toEqual([9, 4.5, 2.25, 1.125]);
		expect(requests.running()).toBeGreaterThan(0);
	});

	it('keeps its rate if nothing was accepted after a pause, and tries one request', async () => {
		const { clock, throttle, requests } = await throttleAtMaximum();
		await requests.end({ retryAfterMs: 1000 }, 1);
		await requests.end();
		await clock.advance(1050);
		await requests.end({ retryAfterMs: 1000 });
		await clock.advance(1050);
		expect(requests.running()).toBe(1);
		expect(throttle.stats()?.sentPerSecond).toBe(39);
	});

	it('tries double the rate after a calm period, and takes smaller steps after a refusal', async () => {
		const slow = await throttleAfterRefusal(1000);
		for (const rate of [4, 8]) {
			const next = await nextRate(slow);
			expect(next.rate).toBe(rate);
			expect(next.after).toBeGreaterThan(1000);
			expect(next.after).toBeLessThan(3500);
		}
		await slow.requests.end({ retryAfterMs: 1000 });
		await slow.clock.advance(1050);
		expect(slow.throttle.stats()?.sentPerSecond).toBe(4);
		const later = await nextRate(slow);
		expect(later.rate).toBe(6);
		expect(later.after).toBeGreaterThan(3500);
	});

	it('takes larger steps again once a trial succeeds, and never stops trying', async () => {
		const slow = await throttleAfterRefusal(4000);
		const refuse = async () => {
			await slow.requests.end({ retryAfterMs: 1000 });
			await slow.clock.advance(1050);
			return slow.throttle.stats()?.sentPerSecond;
		};
		const next = async () => (await nextRate(slow)).rate;
		expect([await next(), await refuse()]).toEqual([4, 2]);
		expect([await next(), await next()]).toEqual([3, 6]);
		const tried: unknown[] = [];
		for (let trial = 0; trial < 5; trial++) {
			expect(await refuse()).toBe(3);
			tried.push(await next());
		}
		expect(tried).toEqual([4.5, 3.75, 3.375, 3.375, 3.375]);
	});

	it('does not count successes after a refusal as proof of a rate', async () => {
		const { clock, throttle, requests } = await throttleAfterRefusal(1000);
		await requests.end();
		await clock.advance(1050);
		await requests.end();
		await clock.advance(2100);
		expect(requests.running()).toBe(4);
		await requests.end('ok', 1);
		await requests.end({ retryAfterMs: 1000 }, 1);
		await requests.end('ok');
		expect(throttle.stats()?.sentPerSecond).toBe(2);
	});

	it('tries no higher rate if the remaining requests will finish soon', async () => {
		const slow = await throttleAfterRefusal(25);
		expect((await nextRate(slow)).rate).toBe(2);
		expect((await slow.requests.outcomes()).length).toBe(25);
		expect((await nextRate(await throttleAfterRefusal(1000, true))).rate).toBe(4);
	});

	it('keeps a proven rate when fewer requests are accepted at once', async () => {
		const { clock, throttle, requests } = await throttleWithProvenRate();
		// Two at once are all that ever passed at once.
		expect(requests.running()).toBe(2);
		await requests.end('ok', 1);
		await requests.end({ retryAfterMs: 1000 });
		await clock.advance(1050);
		expect(throttle.stats()?.sentPerSecond).toBe(4);
		const startedAt: number[] = [];
		for (let time = 0; time < 1000; time += 25) {
			startedAt.push(...requests.names().map(() => time));
			await requests.end();
			await clock.advance(25);
		}
		expect(startedAt).toEqual([0, 250, 525, 775]);
	});

	it('gives up a proven rate once it is refused', async () => {
		const slow = await throttleWithProvenRate();
		const { clock, throttle, requests } = slow;
		expect(throttle.stats()?.sentPerSecond).toBe(4);
		for (let count = 0; count < 6; count += requests.running()) {
			await requests.end();
			while (requests.running() === 0) await clock.advance(25);
		}
		await requests.end({ retryAfterMs: 1000 });
		await clock.advance(1050);
		const lower = throttle.stats()?.sentPerSecond ?? NaN;
		expect(lower).toBeCloseTo(4 * 0.9);
		await requests.end('ok', 1);
		await requests.end({ retryAfterMs: 1000 });
		await clock.advance(1050);
		expect(throttle.stats()?.sentPerSecond).toBeCloseTo(lower / 2);
		expect((await nextRate(slow)).rate).toBeCloseTo(lower);
	});

	it('measures the rate from all accepted requests, also over several seconds', async () => {
		const { clock, throttle, requests } = await throttleAtMaximum();
		await clock.advance(2000 - SLOW_MS);
		await requests.end();
		await clock.advance(2000);
		await requests.end();
		await clock.advance(SLOW_MS);
		await requests.end({ retryAfterMs: 1000 }, 1);
		await requests.end();
		await clock.advance(1050);
		expect(throttle.stats()?.sentPerSecond).toBe((8 + 32 + 32 + 32 - 1) / 4);
	});

	it('soon returns to its rate after other clients used up the limit for a while', async () => {
		const clock = createClock();
		const throttle = createThrottle(32, clock, 0);
		let served = 0;
		/** 100 a second, but none in every twentieth second. */
		const passed: number[] = [];
		const isRefused = (now: number) => {
			while ((passed[0] ?? Infinity) <= now - 1000) passed.shift();
			return passed.length >= 100 || Math.floor(now / 1000) % 20 === 19;
		};
		async function request() {
			for (let isRetry = false; ; isRetry = true) {
				const end = await throttle.acquire(isRetry);
				const refused = isRefused(clock.now());
				if (!refused) passed.push(clock.now());
				await clock.sleep(100);
				end(refused ? { retryAfterMs: 1000 } : 'ok');
				if (!refused) return void served++;
			}
		}
		for (let index = 0; index < 10_000; index++) void request();
		await clock.advance(150_000);
		expect(served).toBe(10_000);
	});

	it('reports how long it paused, and nothing if it never met a limit', async () => {
		const { clock, throttle, requests } = await throttleAtMaximum();
		expect(throttle.stats()).toBeUndefined();
		await requests.end({ retryAfterMs: 3000 }, 1);
		await clock.advance(1000);
		await requests.end({ retryAfterMs: 3000 }, 1);
		await requests.end();
		await clock.advance(3000);
		expect(throttle.stats()).toMatchObject({ paused: 4000 });
	});

	it('waits for the longest of several pauses', async () => {
		const { clock, requests } = await throttleAtMaximum();
		await requests.end({ retryAfterMs: 1000 }, 1);
		await clock.advance(500);
		await requests.end({ retryAfterMs: 2000 }, 1);
		await requests.end({ retryAfterMs: 100 });
		await clock.advance(1999);
		expect(requests.running()).toBe(0);
		await clock.advance(1);
		expect(requests.running()).toBeGreaterThan(0);
	});

	it('continues although a timer fires a little early', async () => {
		const exact = createClock();
		const sleep = async (milliseconds: number) =>
			await exact.sleep(milliseconds >= 2 ? milliseconds - 1 : milliseconds);
		const requests = createRequests(createThrottle(1, { now: exact.now, sleep }, 0));
		await requests.add(['first', 'second']);
		await requests.end({ retryAfterMs: 1000 });
		await exact.advance(999);
		expect(requests.names()).toEqual([]);
		await exact.advance(1000);
		expect(requests.names()).toEqual(['second']);
	});

	/** When requests start at one a second, with timers that fire so many milliseconds late. */
	async function startsWithLateTimers(late: () => number) {
		const exact = createClock();
		const sleep = async (milliseconds: number) => await exact.sleep(milliseconds + late());
		const requests = createRequests(createThrottle(1, { now: exact.now, sleep }, 0));
		await requests.add(numbered(9));
		await requests.end();
		await exact.advance(SLOW_MS);
		await requests.end({ retryAfterMs: 1000 });
		const startedAt: number[] = [];
		while (exact.now() < 10_000) {
			await exact.advance(5);
			startedAt.push(...requests.names().map(() => exact.now()));
			await requests.end();
		}
		expect(startedAt).toHaveLength(7);
		return startedAt;
	}

	it('makes up for timers that fire a little late, as they do in a busy n8n', async () => {
		const startedAt = await startsWithLateTimers(() => 40);
		// One a second is due each 1050 ms from the first on.
		expect((startedAt.at(-1) ?? NaN) - (startedAt[0] ?? NaN)).toBeLessThan(6 * 1050 + 50);
	});

	it('never starts more requests in a second because of late timers', async () => {
		const lateness = fc.array(fc.nat(150), { minLength: 40, maxLength: 40 });
		await fc.assert(
			fc.asyncProperty(lateness, async (late) => {
				const startedAt = await startsWithLateTimers(() => late.pop() ?? 0);
				const gaps = startedAt.slice(1).map((time, index) => time - (startedAt[index] ?? NaN));
				expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
			}),
			{ numRuns: 30 },
		);
	});

	it('starts retries before new requests, in their order', async () => {
		const requests = createRequests(createThrottle(1, createClock(), 0));
		await requests.add(['first', 'second', 'third']);
		await requests.add(['again', 'and again'], true);
		const startedAt = requests.names();
		for (let turn = 0; turn < 4; turn++) {
			await requests.end();
			startedAt.push(...requests.names());
		}
		expect(startedAt).toEqual(['first', 'again', 'and again', 'second', 'third']);
	});

	it('rejects waiting and new requests once it is stopped, and lets running ones finish', async () => {
		const throttle = createThrottle(2, createClock(), 0);
		const requests = createRequests(throttle);
		await requests.add(['a', 'b', 'c']);
		await requests.add(['d'], true);
		throttle.stop();
		await requests.add(['e']);
		await requests.add(['f'], true);
		expect(requests.names()).toEqual(['a', 'b']);
		await requests.end();
		expect(requests.names()).toEqual([]);
		for (const outcome of (await requests.outcomes()).slice(2)) {
			expect(outcome).toMatchObject({
				status: 'rejected',
				reason: expect.any(ExecutionCanceledError),
			});
		}
	});

	it('rejects waiting requests with the given error, and continues with new ones', async () => {
		const throttle = createThrottle(1, createClock(), 0);
		const requests = createRequests(throttle);
		await requests.add(['a', 'b']);
		await requests.add(['c'], true);
		throttle.rejectPending(new Error('closed'));
		await requests.add(['d']);
		await requests.end();
		expect(requests.names()).toEqual(['d']);
		const reasons = (await requests.outcomes()).map((one) => 'reason' in one && String(one.reason));
		expect(reasons).toEqual([false, 'Error: closed', 'Error: closed', false]);
	});

	it('rejects waiting requests at once when it is stopped during a pause', async () => {
		const throttle = createThrottle(1, createClock(), 0);
		const requests = createRequests(throttle);
		await requests.add(['a', 'b', 'c']);
		await requests.end({ retryAfterMs: 60_000 });
		throttle.stop();
		expect((await requests.outcomes()).map(({ status }) => status)).toEqual([
			'fulfilled',
			'rejected',
			'rejected',
		]);
	});
});

interface SimulatedRequest {
	arrival: number;
	/** How long each try takes, and how it ends. */
	tries: Array<{ duration: number; retryAfterMs: number | null; isOk: boolean }>;
}

/** Lets requests arrive, run and ask for pauses, and notes what must not happen. */
async function simulate(maxConcurrency: number, requests: SimulatedRequest[], clock: FakeClock) {
	const throttle = createThrottle(maxConcurrency, clock, 0);
	const arrived: number[] = [];
	const started: number[] = [];
	const violations: string[] = [];
	let running = 0;
	let finished = 0;
	let pausedUntil = 0;

	async function run(index: number, { arrival, tries }: SimulatedRequest) {
		await clock.sleep(arrival);
		arrived.push(index);
		for (const [attempt, { duration, retryAfterMs, isOk }] of tries.entries()) {
			const release = await throttle.acquire(attempt > 0);
			if (attempt === 0) started.push(index);
			if (++running > maxConcurrency) violations.push(`${running} at once`);
			if (clock.now() < pausedUntil)
				violations.push(`a start at ${clock.now()}, paused until ${pausedUntil}`);
			await clock.sleep(duration);
			running--;
			if (retryAfterMs !== null) pausedUntil = Math.max(pausedUntil, clock.now() + retryAfterMs);
			release(retryAfterMs !== null ? { retryAfterMs } : isOk ? 'ok' : 'failed');
		}
		finished++;
	}

	for (const [index, request] of requests.entries()) void run(index, request);
	await clock.runOut();
	return { arrived, started, violations, finished };
}

describe('the throttle, with any requests and any responses,', () => {
	const oneTry = fc.record({
		duration: fc.nat(30),
		retryAfterMs: fc.option(fc.integer({ min: 1, max: 100 }), { freq: 4 }),
		isOk: fc.boolean(),
	});
	const aRequest = fc.record({
		arrival: fc.nat(60),
		tries: fc.array(oneTry, { minLength: 1, maxLength: 3 }),
	});

	it('never exceeds the maximum, starts no request in a pause, keeps the order, and finishes all requests', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 12 }),
				fc.array(aRequest, { maxLength: 30 }),
				async (maxConcurrency, requests) => {
					const result = await simulate(maxConcurrency, requests, createClock());
					expect(result.violations).toEqual([]);
					expect(result.started).toEqual(result.arrived);
					expect(result.finished).toBe(requests.length);
				},
			),
		);
	});
});
