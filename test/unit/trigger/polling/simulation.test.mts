import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { live, PATHS, type History, type Step } from './history';
import { yearOf } from './year';
import { DOCUMENTED, type Semantics, type Trouble } from './scene';

beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterAll(() => void vi.useRealTimers());

const SEMANTICS: Array<[string, Partial<Semantics>]> = [
	['is as documented', {}],
	['does not include the last day', { isToIncluded: false }],
	['files by archiving', { filedBy: 'arrival' }],
	['files by archiving, the last day left out', { filedBy: 'arrival', isToIncluded: false }],
	['ignores the dates', { filedBy: 'nothing' }],
	['ignores the time zone, far west', { zoneHours: -12 }],
	[
		'ignores the time zone, far east, the last day left out',
		{ zoneHours: 14, isToIncluded: false },
	],
	['writes dates without a zone, far west', { dates: 'older', zoneHours: -12 }],
	['writes dates without a zone, far east', { dates: 'older', zoneHours: 14, isToIncluded: false }],
	['writes dates in milliseconds and numbers as IDs', { dates: 'milliseconds', ids: 'number' }],
	['says neither dates nor IDs', { dates: 'none', ids: 'none' }],
	['says no dates and ignores them', { dates: 'none', filedBy: 'nothing' }],
	['lists the newest first', { order: 'newestFirst' }],
];

const path = fc.constantFrom(...PATHS);
const happen = fc.record({
	do: fc.constant('happen' as const),
	path,
	lateness: fc.oneof(fc.constantFrom(0, 0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
	isMissed: fc.boolean(),
	isUndated: fc.constant(false),
});
const wait = fc.record({
	do: fc.constant('wait' as const),
	hours: fc.oneof(
		fc.constantFrom(0.02, 0.5, 1, 23.9, 24, 47, 72, 24 * 7, 24 * 40, 24 * 200),
		fc.integer({ min: 1, max: 60 }),
	),
});
const plain = fc.constantFrom<Step>(
	{ do: 'tick' },
	{ do: 'tick' },
	{ do: 'tickTwice' },
	{ do: 'killBeforeEmitting' },
	{ do: 'saveForOtherAndKill' },
	{ do: 'kill' },
	{ do: 'restart' },
	{ do: 'publish' },
	{ do: 'publishDuringTick' },
	{ do: 'calm' },
);
const trouble = fc
	.record({
		do: fc.constant('trouble' as const),
		kind: fc.constantFrom<Trouble>(
			'down',
			'tooMany',
			'absent',
			'stale',
			'stale',
			'page',
			'cut',
			'refused',
			'gone',
		),
		paths: fc.oneof(fc.constant(PATHS), fc.subarray(PATHS, { minLength: 1 })),
	})
	// Told to wait for a day, a poll asks no other list either.
	.map((step) => (step.kind === 'tooMany' ? { ...step, paths: PATHS } : step));
const skew = fc.record({
	do: fc.constant('skew' as const),
	hours: fc.constantFrom(0, 0.1, -0.1, 5, -5, 24, -24, 24 * 5, -24 * 5, 24 * 365, -24 * 365),
});

/** n8n is down for up to so many days, and things happen on many of them. */
const downtime = fc
	.tuple(
		fc.constantFrom<Step>({ do: 'kill' }, { do: 'killBeforeEmitting' }),
		fc.array(fc.array(happen, { maxLength: 3 }), { minLength: 3, maxLength: 80 }),
		fc.integer({ min: 1, max: 40 }),
	)
	.map(([end, days, hours]): Step[] => [
		end,
		...days.flatMap((day): Step[] => [...day, { do: 'wait', hours }]),
		{ do: 'restart' },
	]);

const stepsOf = (...more: Array<fc.Arbitrary<Step>>) =>
	fc
		.array(
			fc.oneof(
				{ weight: 3, arbitrary: happen.map((step): Step[] => [step]) },
				{ weight: 3, arbitrary: wait.map((step): Step[] => [step]) },
				{ weight: 4, arbitrary: plain.map((step): Step[] => [step]) },
				...[trouble, ...more].map((arbitrary) => arbitrary.map((step): Step[] => [step])),
				downtime,
			),
			{ maxLength: 60 },
		)
		.map((parts) => parts.flat());

const historyOf = (semantics: fc.Arbitrary<Semantics>, steps: fc.Arbitrary<Step[]>) =>
	fc.record({
		semantics,
		lookbackDays: fc.oneof(fc.constantFrom(1, 2), fc.integer({ min: 1, max: 31 })),
		startDaysBack: fc.constantFrom(0, 0, 1, 4, 40),
		timezone: fc.constantFrom('UTC', 'Asia/Tokyo', 'America/New_York'),
		second: fc.integer({ min: 0, max: 86_399 }),
		steps,
	});

/** More of them take longer, and find more. */
const RUNS = Number(process.env.RUNS ?? 40);

async function holds(history: fc.Arbitrary<History>, options: fc.Parameters<[History]> = {}) {
	await fc.assert(
		fc.asyncProperty(history, async (one) => {
			const { wrong } = await live(one);
			expect(wrong).toEqual([]);
		}),
		{ numRuns: RUNS, ...options },
	);
}

/** The documentation leaves all of this open, so any of it may come together. */
const anySemantics = fc.record<Semantics>({
	isToIncluded: fc.boolean(),
	filedBy: fc.constantFrom('start', 'arrival', 'nothing'),
	zoneHours: fc.integer({ min: -12, max: 14 }),
	dates: fc.constantFrom('iso', 'older', 'milliseconds'),
	ids: fc.constantFrom('text', 'number', 'none'),
	order: fc.constantFrom('oldestFirst', 'newestFirst', 'mixed'),
});
type Service = [string, fc.Arbitrary<Semantics>];
const servicesOf = (list: typeof SEMANTICS): Service[] => [
	...list.map(([name, more]): Service => [name, fc.constant({ ...DOCUMENTED, ...more })]),
	['does any of it', anySemantics],
];
const hasDates = ([, { dates }]: (typeof SEMANTICS)[number]) => dates !== 'none';

describe.each(servicesOf(SEMANTICS))('polling a service that %s', (_, semantics) => {
	it('emits every record once and in order, whatever happens to n8n and the service', async () => {
		await holds(historyOf(semantics, stepsOf()));
	});

	it('emits every record once even if some have no readable date', async () => {
		const undated = happen.map((step) => ({ ...step, isUndated: true }));
		await holds(historyOf(semantics, stepsOf(undated)));
	});
});

/**
 * A service that lists a record outside the days it was asked for can show it only after the newly covered
 * days were read once, and then it looks new.
 */
const HONORS_DAYS = SEMANTICS.filter(([, { filedBy = 'start', zoneHours = 0 }]) => {
	return filedBy === 'start' && zoneHours === 0;
});

describe.each(HONORS_DAYS)('polling a service that %s', (_, semantics) => {
	it('repeats nothing when the look-back is raised and lowered in between', async () => {
		const days = fc.integer({ min: 1, max: 31 });
		const lookback = fc.record({ do: fc.constant('lookback' as const), days });
		// Seeded: where a list comes empty at the very poll that reads the new days, one may repeat.
		await holds(historyOf(fc.constant({ ...DOCUMENTED, ...semantics }), stepsOf(lookback)), {
			seed: 1,
		});
	});
});

// Without a date in the records there is only n8n's clock to go by.
describe.each(servicesOf(SEMANTICS.filter(hasDates)))(
	'polling a service that %s',
	(_, semantics) => {
		it("emits every record once and in order even if n8n's clock runs ahead or behind for a while", async () => {
			const steps = stepsOf(skew).map((rest): Step[] => [{ do: 'publish' }, ...rest]);
			await holds(historyOf(semantics, steps));
		});
	},
);

describe('a simulated year', () => {
	const YEARS: Array<[string, Partial<Semantics>, number]> = [
		['is as documented', {}, 8],
		['files by archiving, the last day left out', { filedBy: 'arrival', isToIncluded: false }, 3],
		['ignores the time zone, far west', { zoneHours: -12 }, 3],
		['ignores the time zone, far east', { zoneHours: 14, isToIncluded: false }, 3],
		['ignores the dates', { filedBy: 'nothing' }, 1],
		['says neither dates nor IDs', { dates: 'none', ids: 'none' }, 3],
	];

	it.each(YEARS)('with a service that %s loses and repeats nothing', async (_, more, mostPolls) => {
		const { wrong, scene } = await live(yearOf(mostPolls, { ...DOCUMENTED, ...more }, mostPolls));
		expect(wrong).toEqual([]);
		expect(scene.emitted.length).toBeGreaterThan(1000);
	});
});
