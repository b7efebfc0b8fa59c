import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createThrottle } from '../../../nodes/SocialIntents/api/throttle';
import { nextDelay } from '../../../nodes/SocialIntents/api/retry';
import { createClock } from '../../../bench/simulation/clock.mts';
import {
	LIMITS,
	simulate,
	type RetryAfter,
	type Situation,
} from '../../../bench/simulation/limits.mts';
import { simulateTold } from '../../../bench/simulation/toldThrottle.mts';

const limits = Object.keys(LIMITS) as Array<keyof typeof LIMITS>;
const forms: RetryAfter[] = ['seconds', 'date', 'absent'];

const usual = { latency: 100, maxConcurrency: 32 };
const run = async (situation: Situation) =>
	await simulate(situation, createClock(), { createThrottle, nextDelay });

describe('the throttle against a service with a rate limit', () => {
	it('finishes all requests in order, never exceeds the maximum, and starts none in a pause', async () => {
		const situation: fc.Arbitrary<Situation> = fc.record({
			limit: fc.constantFrom(...limits),
			perSecond: fc.integer({ min: 1, max: 200 }),
			retryAfter: fc.constantFrom(...forms),
			latency: fc.constantFrom(1, 10, 100, 500, 2000),
			count: fc.integer({ min: 1, max: 120 }),
			maxConcurrency: fc.constantFrom(1, 4, 32),
		});
		await fc.assert(
			fc.asyncProperty(situation, async (given) => {
				const { started, done, givenUp, mostAtOnce, startsInPause } = await run(given);
				expect({ done, givenUp, startsInPause }).toEqual({
					done: given.count,
					givenUp: 0,
					startsInPause: 0,
				});
				expect(started).toEqual(Array.from({ length: given.count }, (_, index) => index));
				expect(mostAtOnce).toBeLessThanOrEqual(given.maxConcurrency);
			}),
			{ numRuns: 60 },
		);
	});

	const cases = limits.flatMap((limit) =>
		forms.flatMap((retryAfter) => [
			{ limit, retryAfter, perSecond: 5, maxRatio: limit === 'smallBucket' ? 1.6 : 1.25 },
			{ limit, retryAfter, perSecond: 20, maxRatio: limit === 'smallBucket' ? 1.4 : 1.15 },
			{ limit, retryAfter, perSecond: 100, maxRatio: limit === 'smallBucket' ? 2.6 : 1.15 },
		]),
	);
	it.each(cases)(
		'takes at most $maxRatio times the ideal time for $perSecond/s with $limit, Retry-After $retryAfter',
		async ({ maxRatio, ...given }) => {
			const { ratio } = await run({ ...usual, ...given, count: 200 });
			expect(ratio).toBeLessThan(maxRatio);
		},
	);

	it.each(limits)('is refused rarely with %s', async (limit) => {
		const given = { ...usual, limit, retryAfter: 'seconds' as const, perSecond: 20 };
		const { refused } = await run({ ...given, count: 1000 });
		expect(refused).toBeLessThan(50);
	});
});

describe('a client that is told the limit at its first 429, as a bound for the throttle,', () => {
	const cases = [5, 100].flatMap((perSecond) =>
		[100, 2000].map((latency) => ({ perSecond, latency })),
	);
	it.each(cases)(
		'is no slower than the throttle, with $perSecond/s and $latency ms, and starts no request in a pause',
		async ({ perSecond, latency }) => {
			const kind = { limit: 'smallBucket', retryAfter: 'seconds' } as const;
			const given = { ...usual, ...kind, perSecond, latency, count: 200 };
			const told = await simulateTold(given, nextDelay);
			const { done, startsInPause, mostAtOnce } = told;
			expect({ done, startsInPause }).toEqual({ done: 200, startsInPause: 0 });
			expect(mostAtOnce).toBeLessThanOrEqual(given.maxConcurrency);
			expect(told.ratio).toBeLessThanOrEqual((await run(given)).ratio);
		},
	);
});
