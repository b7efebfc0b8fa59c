import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ApiErrorDetails } from '../../../nodes/SocialIntents/api/errors';
import { nextDelay, readRetryAfter } from '../../../nodes/SocialIntents/api/retry';

const TWO_MINUTES = 120_000;
const now = Date.parse('2025-03-10T12:00:00Z');

type Method = 'GET' | 'POST' | 'DELETE';
const methods: Method[] = ['GET', 'POST', 'DELETE'];
const anyMethod = fc.constantFrom(...methods);
const failureOf = (more: Partial<ApiErrorDetails>): ApiErrorDetails => ({
	message: '',
	description: '',
	...more,
});

describe('Retry-After', () => {
	it.each([
		['7', 7000],
		[' 7 ', 7000],
		['0.5', 500],
		[7, 7000],
		[['7', '8'], 7000],
		['Mon, 10 Mar 2025 12:00:30 GMT', 30_000],
		['86400', 86_400_000],
	])('as %j means a wait of %d ms', (header, wait) => {
		expect(readRetryAfter(header, now)).toBe(wait);
	});

	it.each([
		[undefined],
		[null],
		[''],
		['0'],
		[0],
		['-5'],
		['Mon, 10 Mar 2025 12:00:00 GMT'],
		['Mon, 10 Mar 2025 11:00:00 GMT'],
		['soon'],
		['NaN'],
		['Infinity'],
		[[]],
		[{}],
	])('as %j means no wait', (header) => {
		expect(readRetryAfter(header, now)).toBeUndefined();
	});

	it('means a finite wait or none, whatever the header', () => {
		fc.assert(
			fc.property(
				fc.oneof(fc.anything({ withNullPrototype: false }), fc.string(), fc.double()),
				(header) => {
					let wait: number | undefined;
					try {
						wait = readRetryAfter(header, now);
					} catch (error) {
						// What no header can be: an object that is no text.
						expect(typeof header).toBe('object');
						expect(error).toBeInstanceOf(TypeError);
					}
					if (wait !== undefined) expect(Number.isFinite(wait) && wait > 0).toBe(true);
				},
			),
		);
	});
});

/** The waits of a request that meets the same failure until it gives up. */
function waitsOf(method: Method, failure: ApiErrorDetails, random = Math.random) {
	const waits: number[] = [];
	let waited = 0;
	for (let tries = 1; tries < 1000; tries++) {
		const wait = nextDelay(method, { refused: tries, failed: tries, waited }, failure, random);
		if (wait === null) return waits;
		waits.push(wait);
		waited += wait;
	}
	throw new Error('It never gives up');
}

describe('a retry', () => {
	const anyRetryAfter = fc.option(fc.integer({ min: 500, max: 200_000 }), { nil: undefined });
	const anyRandom = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

	it.each(methods)('of a %s after 429 is allowed until two minutes are used up', (method) => {
		fc.assert(
			fc.property(anyRetryAfter, anyRandom, (retryAfterMs, random) => {
				const waits = waitsOf(method, failureOf({ status: 429, retryAfterMs }), () => random);
				const total = waits.reduce((sum, wait) => sum + wait, 0);
				expect(total).toBeLessThanOrEqual(TWO_MINUTES);
				expect(total + (retryAfterMs ?? 30_000)).toBeGreaterThan(TWO_MINUTES);
				expect(waits.every((wait) => wait > 0)).toBe(true);
			}),
		);
	});

	it.each([
		['502', failureOf({ status: 502 })],
		['503', failureOf({ status: 503 })],
		['504', failureOf({ status: 504 })],
		['a network error', failureOf({ isNetwork: true })],
	])(
		'after %s is allowed three times for a GET or a DELETE, and never for a POST',
		(_, failure) => {
			expect(waitsOf('GET', failure)).toHaveLength(3);
			expect(waitsOf('DELETE', failure)).toHaveLength(3);
			expect(waitsOf('POST', failure)).toEqual([]);
		},
	);

	it('is allowed at most three times after anything but 429, and for a POST only after 429', () => {
		const anyFailure = fc.record({
			status: fc.option(fc.integer({ min: 200, max: 599 }), { nil: undefined }),
			isNetwork: fc.boolean(),
			retryAfterMs: anyRetryAfter,
		});
		fc.assert(
			fc.property(anyMethod, anyFailure, (method, more) => {
				fc.pre(more.status !== 429);
				const waits = waitsOf(method, failureOf(more));
				expect(waits.length).toBeLessThanOrEqual(method === 'POST' ? 0 : 3);
			}),
		);
	});

	it.each([200, 301, 400, 401, 403, 404, 409, 410, 422, 500, 501])(
		'is never allowed after %d',
		(status) => {
			for (const method of methods) expect(waitsOf(method, failureOf({ status }))).toEqual([]);
		},
	);

	it('is never allowed after an error without a status', () => {
		for (const method of methods) expect(waitsOf(method, failureOf({}))).toEqual([]);
	});

	it('waits as long as Retry-After says', () => {
		const wait = nextDelay(
			'GET',
			{ refused: 0, failed: 1, waited: 0 },
			failureOf({ status: 503, retryAfterMs: 7000 }),
		);
		expect(wait).toBe(7000);
		expect(waitsOf('POST', failureOf({ status: 429, retryAfterMs: 50_000 }))).toEqual([
			50_000, 50_000,
		]);
		expect(waitsOf('GET', failureOf({ status: 429, retryAfterMs: 120_001 }))).toEqual([]);
	});

	it('otherwise waits longer each time, with jitter', () => {
		const slowDown = failureOf({ status: 429 });
		const shortest = waitsOf('GET', slowDown, () => 0);
		const longest = waitsOf('GET', slowDown, () => 1);
		expect(shortest.slice(0, 8)).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
		expect(longest.slice(0, 7)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000]);
	});
});
