import { describe, expect, it } from 'vitest';

import {
	afterProof,
	afterRefusal,
	burstSize,
	NO_LIMIT,
	requestsToProve,
} from '../../../nodes/SocialIntents/api/rateEstimate';

const MUCH_WORK = 10_000;
/** A refusal that took half a second to arrive: no higher rate is tried right away. */
const slow = { startedAt: 0, accepted: 20, refusedAt: 2000, refusalMs: 500 };
const tenPerSecond = afterRefusal(NO_LIMIT, slow);

describe('the first refusal', () => {
	it('sets the rate to what the service accepted per second', () => {
		expect(tenPerSecond).toEqual({ perSecond: 10, burst: 10, step: 1 });
	});

	it('counts at least one second, however soon it came', () => {
		const soon = { ...slow, startedAt: 500, accepted: 7, refusedAt: 600 };
		expect(afterRefusal(NO_LIMIT, soon).perSecond).toBe(7);
	});

	it('is followed by a trial of four times the rate if responses are quick', () => {
		expect(afterRefusal(NO_LIMIT, { ...slow, refusalMs: 100 })).toMatchObject({
			perSecond: 40,
			provenPerSecond: 10,
		});
	});
});

describe('a later refusal', () => {
	it('lowers the rate by at least 10 % and at most half', () => {
		const refusedWith = (accepted: number) =>
			afterRefusal(tenPerSecond, { startedAt: 0, accepted, refusedAt: 1000 }).perSecond;
		expect(refusedWith(10)).toBe(9);
		expect(refusedWith(7)).toBe(7);
		expect(refusedWith(0)).toBe(5);
	});
});

describe('a burst', () => {
	it('is unlimited while nothing was refused', () => {
		expect(burstSize(NO_LIMIT)).toBe(Infinity);
	});

	it('is at most what was accepted at once, and at most a second’s worth', () => {
		expect(burstSize({ ...tenPerSecond, burst: 4 })).toBe(4);
		expect(burstSize({ ...tenPerSecond, burst: 40 })).toBe(10);
	});

	it('is never empty', () => {
		expect(burstSize({ ...tenPerSecond, perSecond: 0.5 })).toBe(1);
	});

	it('is one request during a trial, so that few are refused', () => {
		expect(burstSize(afterProof(tenPerSecond, MUCH_WORK))).toBe(1);
	});

	it('shrinks only if the refusal came before requests were paced', () => {
		const window = { startedAt: 0, accepted: 3, refusedAt: 3000, pacedAt: 100 };
		expect(afterRefusal(tenPerSecond, window).burst).toBe(10);
		expect(afterRefusal(tenPerSecond, { ...window, pacedAt: 4000 }).burst).toBe(1);
	});
});

describe('a trial of a higher rate', () => {
	const trial = afterProof(tenPerSecond, MUCH_WORK);
	/** Nothing beyond one burst was accepted. */
	const refusal = { startedAt: 0, accepted: 10, refusedAt: 1000, pacedAt: 0 };

	it('doubles the proven rate', () => {
		expect(trial).toMatchObject({ perSecond: 20, provenPerSecond: 10 });
	});

	it('is not worth it with less than ten seconds of work left', () => {
		expect(afterProof(tenPerSecond, 99)).toMatchObject({ perSecond: 10, provenPerSecond: 10 });
		expect(afterProof(tenPerSecond, 100).perSecond).toBe(20);
	});

	it('falls back to the proven rate when it is refused, and tries half the increase next time', () => {
		const refused = afterRefusal(trial, refusal);
		expect(refused).toMatchObject({ perSecond: 10, provenPerSecond: 10, step: 0.5 });
		expect(afterProof(refused, MUCH_WORK).perSecond).toBe(15);
	});

	it('still tries at least an eighth more, however often it was refused', () => {
		let estimate = tenPerSecond;
		for (let count = 0; count < 10; count++)
			estimate = afterRefusal(afterProof(estimate, MUCH_WORK), refusal);
		expect(estimate.step).toBe(1 / 8);
	});

	it('takes larger steps again once it succeeds', () => {
		expect(afterProof({ ...trial, step: 0.25 }, MUCH_WORK)).toMatchObject({
			perSecond: 30,
			provenPerSecond: 20,
			step: 0.5,
		});
	});

	it('needs as many accepted requests as two calm seconds bring, and more for smaller steps', () => {
		expect(requestsToProve(tenPerSecond)).toBe(20);
		expect(requestsToProve({ ...tenPerSecond, step: 0.5 })).toBe(40);
	});
});
