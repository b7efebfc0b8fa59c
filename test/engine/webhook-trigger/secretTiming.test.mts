import { describe, expect, it, vi } from 'vitest';
import { isSameSecret } from '../../../nodes/SocialIntents/trigger/webhook/secret';
import { report, today } from './page.mts';

/** `npm run test:deep` takes 40,000 of each kind. */
const SAMPLES = process.env.RELIABILITY === 'all' ? 40_000 : 1000;
/** One comparison is too short for the clock. */
const COMPARISONS_PER_SAMPLE = 100;
/** The limit that tests of side channels use: by chance, one run in 100,000 is beyond it. */
const MAX_Z = 4.5;

const SECRET = '0123456789abcdef0123456789abcdef';
const WRONG_AT_START = 'f123456789abcdef0123456789abcdef';
const WRONG_AT_END = '0123456789abcdef0123456789abcde0';

vi.setConfig({ testTimeout: 60_000 + SAMPLES * 20 });

type Compare = (given: string, expected: string) => boolean;

/** What a careless comparison does. */
function untilFirstDifference(given: string, expected: string): boolean {
	for (let at = 0; at < expected.length; at++) if (given[at] !== expected[at]) return false;
	return given.length === expected.length;
}

function timeOf(compare: Compare, guess: string): number {
	const startedAt = process.hrtime.bigint();
	for (let count = 0; count < COMPARISONS_PER_SAMPLE; count++) compare(guess, SECRET);
	return Number(process.hrtime.bigint() - startedAt);
}

/**
 * How far the ranks of two lists of times are apart, in standard deviations (Mann and Whitney's z). Ranks,
 * because single times are very long where the machine did something else.
 */
function rankDistance(first: number[], second: number[]): number {
	const all = [
		...first.map((time) => ({ time, isFirst: true })),
		...second.map((time) => ({ time, isFirst: false })),
	].sort((a, b) => a.time - b.time);
	// Equal times get the mean of their ranks.
	let sum = 0;
	for (let from = 0; from < all.length; ) {
		let to = from;
		while (to < all.length && all[to]?.time === all[from]?.time) to++;
		const count = all.slice(from, to).filter(({ isFirst }) => isFirst).length;
		sum += (count * (from + 1 + to)) / 2;
		from = to;
	}
	const [n, m] = [first.length, second.length];
	return (sum - (n * (n + m + 1)) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
}

const medianOf = (values: number[]) =>
	[...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** How the times of two guesses differ, measured in turn and in random order. */
function compareTimes(compare: Compare): { z: number; nanoseconds: number } {
	const [start, end]: [number[], number[]] = [[], []];
	const kinds = [
		{ guess: WRONG_AT_START, times: start },
		{ guess: WRONG_AT_END, times: end },
	];
	for (let sample = -500; sample < SAMPLES; sample++) {
		for (const { guess, times } of Math.random() < 0.5 ? kinds : kinds.toReversed()) {
			const time = timeOf(compare, guess);
			if (sample >= 0) times.push(time);
		}
	}
	const nanoseconds = (medianOf(end) - medianOf(start)) / COMPARISONS_PER_SAMPLE;
	return { z: rankDistance(start, end), nanoseconds };
}

describe('the time that the check of a delivery secret takes', () => {
	it('does not tell a guess that is wrong at its start from one that is wrong at its end', async () => {
		const { z, nanoseconds } = compareTimes(isSameSecret);
		await report(
			'secret timing',
			process.env.RELIABILITY === 'all',
			`Secret check on ${today()}, ${SAMPLES.toLocaleString('en')} samples of each guess: the medians were ${Math.abs(nanoseconds).toFixed(2)} ns apart (z = ${z.toFixed(2)}; the threshold for a difference is ${MAX_Z}).`,
		);
		expect(Math.abs(z)).toBeLessThan(MAX_Z);
	});

	it('would do so with a comparison that stops at the first difference, as this test finds', () => {
		expect(Math.abs(compareTimes(untilFirstDifference).z)).toBeGreaterThan(MAX_Z);
	});
});
