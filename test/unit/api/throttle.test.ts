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
function crowdOf(throttle: Throttle) {
	const underWay: Array<{ name: string; end: Release }> = [];
	const turns: Array<Promise<string>> = [];

	async function turn(name: string, isRetry?: boolean) {
		const end = await throttle.acquire(isRetry);
		underWay.push({ name, end });
		return name;
	}

	return {
		join: async (names: string[], isRetry?: boolean) => {
			for (const name of names) {
				const begun = turn(name, isRetry);
				begun.catch(() => {});
				turns.push(begun);
			}
			await settle();
		},
		/** The first of those that hold a slot release it, or all of them; others may start. */
		end: async (verdict: RequestResult = 'ok', count = underWay.length) => {
			for (const { end } of underWay.splice(0, count)) end(verdict);
			await settle();
		},
		names: () => underWay.map(({ name }) => name),
		size: () => underWay.length,
		outcomes: async () => await Promise.allSettled(turns),
	};
}

type Crowd = ReturnType<typeof crowdOf>;

const numbered = (count: number) => Array.from({ length: count }, (_, index) => String(index));

async function widths(most: number, rounds: number) {
	const crowd = crowdOf(createThrottle(most, createClock()));
	await crowd.join(numbered(200));
	const seen: number[] = [];
	for (let round = 0; round < rounds; round++) {
		seen.push(crowd.size());
		await crowd.end();
	}
	return seen;
}

/** A throttle that already allows 32 concurrent requests, after 8, with enough requests to fill it. */
async function wide() {
	const clock = createClock();
	const throttle = createThrottle(32, clock);
	const crowd = crowdOf(throttle);
	await crowd.join(numbered(200));
	await crowd.end();
	expect(crowd.size()).toBe(32);
	return { clock, throttle, crowd };
}

/** Releases slots until a request starts at a new rate or none is left: the rate and when. */
async function nextRate({
	clock,
	throttle,
	crowd,
}: {
	clock: FakeClock;
	throttle: Throttle;
	crowd: Crowd;
}) {
	const rate = () => throttle.stats()?.perSecond;
	const [before, since] = [rate(), clock.now()];
	for (let idle = 0; idle < 100 && (rate() === before || crowd.size() === 0); idle++) {
		if (crowd.size() > 0) idle = 0;
		await crowd.end();
		await clock.advance(25);
	}
	return { rate: rate(), after: clock.now() - since };
}

/** A throttle that was refused once, and goes on with two requests a second. */
async function slowed(count: number, isRetry = false) {
	const clock = createClock();
	const throttle = createThrottle(4, clock);
	const crowd = crowdOf(throttle);
	await crowd.join(numbered(count), isRetry);
	await crowd.end({ retryAfterMs: 1000 }, 2);
	await crowd.end();
	await clock.advance(1050);
	return { clock, throttle, crowd };
}

/** The same, where four a second went well for a while, and eight were refused. */
async function proven() {
	const slow = await slowed(1000);
	await nextRate(slow);
	await nextRate(slow);
	await slow.crowd.end({ retryAfterMs: 1000 });
	await slow.clock.advance(1050);
	return slow;
}

describe('the throttle', () => {
	it('starts with 8 concurrent requests and quadruples while they succeed, up to the maximum', async () => {
		expect(await widths(100, 4)).toEqual([8, 32, 100, 60]);
		expect(await widths(32, 3)).toEqual([8, 32, 32]);
		expect(await widths(10, 3)).toEqual([8, 10, 10]);
		expect(await widths(8, 3)).toEqual([8, 8, 8]);
		expect(await widths(3, 3)).toEqual([3, 3, 3]);
		expect(await widths(1, 3)).toEqual([1, 1, 1]);
	});

	it('raises the concurrency only after as many successes as requests may run at once', async () => {
		const crowd = crowdOf(createThrottle(32, createClock()));
		await crowd.join(numbered(100));
		await crowd.end('ok', 7);
		expect(crowd.size()).toBe(8);
		await crowd.end('ok', 1);
		expect(crowd.size()).toBe(32);
	});

	it('does not raise the concurrency for failed requests, and goes on after them', async () => {
		const crowd = crowdOf(createThrottle(32, createClock()));
		await crowd.join(numbered(100));
		await crowd.end('failed');
		expect(crowd.size()).toBe(8);
		await crowd.end('ok', 7);
		await crowd.end('failed', 1);
		expect(crowd.size()).toBe(8);
	});

	it('starts no request until the pause is over, then as many as were accepted before', async () => {
		const { clock, crowd } = await wide();
		await clock.advance(100);
		await crowd.end({ retryAfterMs: 2000 }, 1);
		await crowd.end();
		expect(crowd.size()).toBe(0);
		await clock.advance(1999);
		expect(crowd.size()).toBe(0);
		await clock.advance(1);
		expect(crowd.size()).toBe(32);
		await crowd.end();
		// Of 8 at first and 32 after them one was refused.
		expect(crowd.size()).toBe(39 - 32);
	});

	it('waits a whole second since the refused request started, however short Retry-After is', async () => {
		const { clock, crowd } = await wide();
		await clock.advance(100);
		await crowd.end({ retryAfterMs: 1 }, 1);
		await crowd.end();
		await clock.advance(949);
		expect(crowd.size()).toBe(0);
		await clock.advance(1);
		expect(crowd.size()).toBe(32);
	});

	it('starts as many requests each second as were accepted in one', async () => {
		const clock = createClock();
		const crowd = crowdOf(createThrottle(4, clock));
		await crowd.join(numbered(100));
		await crowd.end({ retryAfterMs: 1000 }, 2);
		await crowd.end();
		const begun: number[] = [];
		for (let time = 0; time < 3200; time += 25) {
			await clock.advance(25);
			begun.push(...crowd.names().map(() => time + 25));
			await crowd.end();
			begun.push(...crowd.names().map(() => time + 25));
			await crowd.end();
		}
		expect(begun).toEqual([1050, 1050, 2100, 2100, 3150, 3150]);
	});

	it('starts no other request in place of a refused one', async () => {
		const { crowd } = await wide();
		await crowd.end({ retryAfterMs: 1000 }, 1);
		expect(crowd.size()).toBe(31);
	});

	it('slows down once for all requests that ran together, however many are refused and however late', async () => {
		const { clock, throttle, crowd } = await wide();
		await crowd.end({ retryAfterMs: 1000 }, 5);
		await clock.advance(10);
		await crowd.end({ retryAfterMs: 500 }, 5);
		await clock.advance(5000);
		await crowd.end({ retryAfterMs: 500 }, 6);
		await clock.advance(5000);
		await crowd.end('ok');
		expect(throttle.stats()?.perSecond).toBe(8 + 32 - 5 - 5);
	});

	it('slows down more with each refusal, but never stops', async () => {
		const { clock, throttle, crowd } = await wide();
		const rates: number[] = [];
		for (let burst = 0; burst < 4; burst++) {
			await crowd.end('ok', 1);
			while (crowd.size() === 0) await clock.advance(25);
			await crowd.end({ retryAfterMs: 100 });
			await clock.advance(1050);
			rates.push(throttle.stats()?.perSecond ?? NaN);
		}
		expect(rates).toEqual([9, 4.5, 2.25, 1.125]);
		expect(crowd.size()).toBeGreaterThan(0);
	});

	it('keeps its rate where nothing was accepted after a pause, and tries one request', async () => {
		const { clock, throttle, crowd } = await wide();
		await crowd.end({ retryAfterMs: 1000 }, 1);
		await crowd.end();
		await clock.advance(1050);
		await crowd.end({ retryAfterMs: 1000 });
		await clock.advance(1050);
		expect(crowd.size()).toBe(1);
		expect(throttle.stats()?.perSecond).toBe(39);
	});

	it('doubles the rate on trial after a calm time, and takes smaller steps once a trial is refused', async () => {
		const slow = await slowed(1000);
		for (const rate of [4, 8]) {
			const next = await nextRate(slow);
			expect(next.rate).toBe(rate);
			expect(next.after).toBeGreaterThan(1000);
			expect(next.after).toBeLessThan(3500);
		}
		await slow.crowd.end({ retryAfterMs: 1000 });
		await slow.clock.advance(1050);
		expect(slow.throttle.stats()?.perSecond).toBe(4);
		const later = await nextRate(slow);
		expect(later.rate).toBe(6);
		expect(later.after).toBeGreaterThan(3500);
	});

	it('takes larger steps again once a trial succeeds, and never stops trying', async () => {
		const slow = await slowed(4000);
		const refuse = async () => {
			await slow.crowd.end({ retryAfterMs: 1000 });
			await slow.clock.advance(1050);
			return slow.throttle.stats()?.perSecond;
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
		const { clock, throttle, crowd } = await slowed(1000);
		await crowd.end();
		await clock.advance(1050);
		await crowd.end();
		await clock.advance(2100);
		expect(crowd.size()).toBe(4);
		await crowd.end('ok', 1);
		await crowd.end({ retryAfterMs: 1000 }, 1);
		await crowd.end('ok');
		expect(throttle.stats()?.perSecond).toBe(2);
	});

	it('starts no trial where the remaining requests do not take long', async () => {
		const slow = await slowed(25);
		expect((await nextRate(slow)).rate).toBe(2);
		expect((await slow.crowd.outcomes()).length).toBe(25);
		expect((await nextRate(await slowed(1000, true))).rate).toBe(4);
	});

	it('keeps a proven rate where fewer requests are accepted at once', async () => {
		const { clock, throttle, crowd } = await proven();
		// Two at once are all that ever passed at once.
		expect(crowd.size()).toBe(2);
		await crowd.end('ok', 1);
		await crowd.end({ retryAfterMs: 1000 });
		await clock.advance(1050);
		expect(throttle.stats()?.perSecond).toBe(4);
		const begun: number[] = [];
		for (let time = 0; time < 1000; time += 25) {
			begun.push(...crowd.names().map(() => time));
			await crowd.end();
			await clock.advance(25);
		}
		expect(begun).toEqual([0, 250, 525, 775]);
	});

	it('gives up a proven rate once it is refused', async () => {
		const slow = await proven();
		const { clock, throttle, crowd } = slow;
		expect(throttle.stats()?.perSecond).toBe(4);
		for (let turns = 0; turns < 6; turns += crowd.size()) {
			await crowd.end();
			while (crowd.size() === 0) await clock.advance(25);
		}
		await crowd.end({ retryAfterMs: 1000 });
		await clock.advance(1050);
		const lower = throttle.stats()?.perSecond ?? NaN;
		expect(lower).toBeCloseTo(4 * 0.9);
		await crowd.end('ok', 1);
		await crowd.end({ retryAfterMs: 1000 });
		await clock.advance(1050);
		expect(throttle.stats()?.perSecond).toBeCloseTo(lower / 2);
		expect((await nextRate(slow)).rate).toBeCloseTo(lower);
	});

	it('measures the rate from all accepted requests, also over several seconds', async () => {
		const { clock, throttle, crowd } = await wide();
		await clock.advance(2000);
		await crowd.end();
		await clock.advance(2000);
		await crowd.end();
		await crowd.end({ retryAfterMs: 1000 }, 1);
		await crowd.end();
		await clock.advance(1050);
		expect(throttle.stats()?.perSecond).toBe((8 + 32 + 32 + 32 - 1) / 4);
	});

	it('soon returns to its rate after other clients used up the limit for a while', async () => {
		const clock = createClock();
		const throttle = createThrottle(32, clock);
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

	it('reports how long it paused, and nothing where it met no limit', async () => {
		const { clock, throttle, crowd } = await wide();
		expect(throttle.stats()).toBeUndefined();
		await crowd.end({ retryAfterMs: 3000 }, 1);
		await clock.advance(1000);
		await crowd.end({ retryAfterMs: 3000 }, 1);
		await crowd.end();
		await clock.advance(3000);
		expect(throttle.stats()).toMatchObject({ paused: 4000 });
	});

	it('waits for the longest of several pauses', async () => {
		const { clock, crowd } = await wide();
		await crowd.end({ retryAfterMs: 1000 }, 1);
		await clock.advance(500);
		await crowd.end({ retryAfterMs: 2000 }, 1);
		await crowd.end({ retryAfterMs: 100 });
		await clock.advance(1999);
		expect(crowd.size()).toBe(0);
		await clock.advance(1);
		expect(crowd.size()).toBeGreaterThan(0);
	});

	it('goes on although a timer fires a little early', async () => {
		const exact = createClock();
		const sleep = async (milliseconds: number) =>
			await exact.sleep(milliseconds >= 2 ? milliseconds - 1 : milliseconds);
		const crowd = crowdOf(createThrottle(1, { now: exact.now, sleep }));
		await crowd.join(['first', 'second']);
		await crowd.end({ retryAfterMs: 1000 });
		await exact.advance(999);
		expect(crowd.names()).toEqual([]);
		await exact.advance(1000);
		expect(crowd.names()).toEqual(['second']);
	});

	/** When those begin who go by ones, one a second, with timers that ring so many milliseconds late. */
	async function begunWith(late: () => number) {
		const exact = createClock();
		const sleep = async (milliseconds: number) => await exact.sleep(milliseconds + late());
		const crowd = crowdOf(createThrottle(1, { now: exact.now, sleep }));
		await crowd.join(numbered(9));
		await crowd.end();
		await crowd.end({ retryAfterMs: 1000 });
		const begun: number[] = [];
		while (exact.now() < 10_000) {
			await exact.advance(5);
			begun.push(...crowd.names().map(() => exact.now()));
			await crowd.end();
		}
		expect(begun).toHaveLength(7);
		return begun;
	}

	it('makes up for timers that fire a little late, as they do in a busy n8n', async () => {
		const begun = await begunWith(() => 40);
		// One a second is due each 1050 ms from the first on.
		expect((begun.at(-1) ?? NaN) - (begun[0] ?? NaN)).toBeLessThan(6 * 1050 + 50);
	});

	it('never starts more requests in a second because of late timers', async () => {
		const lateness = fc.array(fc.nat(150), { minLength: 40, maxLength: 40 });
		await fc.assert(
			fc.asyncProperty(lateness, async (late) => {
				const begun = await begunWith(() => late.pop() ?? 0);
				const gaps = begun.slice(1).map((time, index) => time - (begun[index] ?? NaN));
				expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
			}),
			{ numRuns: 30 },
		);
	});

	it('starts retries before new requests, in their order', async () => {
		const crowd = crowdOf(createThrottle(1, createClock()));
		await crowd.join(['first', 'second', 'third']);
		await crowd.join(['again', 'and again'], true);
		const begun = crowd.names();
		for (let turn = 0; turn < 4; turn++) {
			await crowd.end();
			begun.push(...crowd.names());
		}
		expect(begun).toEqual(['first', 'again', 'and again', 'second', 'third']);
	});

	it('rejects waiting and new requests once it is stopped, and lets running ones finish', async () => {
		const throttle = createThrottle(2, createClock());
		const crowd = crowdOf(throttle);
		await crowd.join(['a', 'b', 'c']);
		await crowd.join(['d'], true);
		throttle.stop();
		await crowd.join(['e']);
		await crowd.join(['f'], true);
		expect(crowd.names()).toEqual(['a', 'b']);
		await crowd.end();
		expect(crowd.names()).toEqual([]);
		for (const outcome of (await crowd.outcomes()).slice(2)) {
			expect(outcome).toMatchObject({
				status: 'rejected',
				reason: expect.any(ExecutionCanceledError),
			});
		}
	});

	it('rejects waiting requests with the given error, and goes on with new ones', async () => {
		const throttle = createThrottle(1, createClock());
		const crowd = crowdOf(throttle);
		await crowd.join(['a', 'b']);
		await crowd.join(['c'], true);
		throttle.rejectPending(new Error('closed'));
		await crowd.join(['d']);
		await crowd.end();
		expect(crowd.names()).toEqual(['d']);
		const reasons = (await crowd.outcomes()).map((one) => 'reason' in one && String(one.reason));
		expect(reasons).toEqual([false, 'Error: closed', 'Error: closed', false]);
	});

	it('rejects waiting requests at once when it is stopped during a pause', async () => {
		const throttle = createThrottle(1, createClock());
		const crowd = crowdOf(throttle);
		await crowd.join(['a', 'b', 'c']);
		await crowd.end({ retryAfterMs: 60_000 });
		throttle.stop();
		expect((await crowd.outcomes()).map(({ status }) => status)).toEqual([
			'fulfilled',
			'rejected',
			'rejected',
		]);
	});
});

interface Visit {
	arrival: number;
	/** How long each of its turns takes, and how it ends. */
	turns: Array<{ duration: number; retryAfterMs: number | null; isFine: boolean }>;
}

/** Lets visitors come, take their turns and ask for pauses, and notes what must not happen. */
async function watch(most: number, visits: Visit[], clock: FakeClock) {
	const throttle = createThrottle(most, clock);
	const arrived: number[] = [];
	const begun: number[] = [];
	const amiss: string[] = [];
	let running = 0;
	let ended = 0;
	let pausedUntil = 0;

	async function visit(index: number, { arrival, turns }: Visit) {
		await clock.sleep(arrival);
		arrived.push(index);
		for (const [turn, { duration, retryAfterMs: asked, isFine }] of turns.entries()) {
			const end = await throttle.acquire(turn > 0);
			if (turn === 0) begun.push(index);
			if (++running > most) amiss.push(`${running} at once`);
			if (clock.now() < pausedUntil)
				amiss.push(`a start at ${clock.now()}, paused until ${pausedUntil}`);
			await clock.sleep(duration);
			running--;
			if (asked !== null) pausedUntil = Math.max(pausedUntil, clock.now() + asked);
			end(asked !== null ? { retryAfterMs: asked } : isFine ? 'ok' : 'failed');
		}
		ended++;
	}

	for (const [index, each] of visits.entries()) void visit(index, each);
	await clock.runOut();
	return { arrived, begun, amiss, ended };
}

describe('the throttle, with any requests and any responses,', () => {
	const turn = fc.record({
		duration: fc.nat(30),
		retryAfterMs: fc.option(fc.integer({ min: 1, max: 100 }), { freq: 4 }),
		isFine: fc.boolean(),
	});
	const visit = fc.record({
		arrival: fc.nat(60),
		turns: fc.array(turn, { minLength: 1, maxLength: 3 }),
	});

	it('never exceeds the maximum, starts no request in a pause, keeps the order, and finishes all requests', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 12 }),
				fc.array(visit, { maxLength: 30 }),
				async (most, visits) => {
					const { arrived, begun, amiss, ended } = await watch(most, visits, createClock());
					expect(amiss).toEqual([]);
					expect(begun).toEqual(arrived);
					expect(ended).toBe(visits.length);
				},
			),
		);
	});
});
