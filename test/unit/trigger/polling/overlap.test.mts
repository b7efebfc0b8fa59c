import fc from 'fast-check';
import type { IPollFunctions } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import {
	endRun,
	startRun,
	type PollRun,
} from '../../../../nodes/SocialIntents/trigger/polling/processState';
import { happen, MINUTE_MS, publishedScene, sceneOf } from './scenes';
import type { Scene } from './scene';

beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterAll(() => void vi.useRealTimers());

const SECOND_MS = 1000;
const tasks = async () => await new Promise((resolve) => setImmediate(resolve));

/** Polls of a scene whose requests get their responses when the test says so. */
function holdResponses(scene: Scene) {
	const held: Array<() => void> = [];
	scene.during = async () => await new Promise<void>((resolve) => held.push(resolve));
	return {
		/** Starts a poll that is still running when this returns. */
		async start(poll: () => Promise<string[]>): Promise<{ finish: () => Promise<string[]> }> {
			const before = held.length;
			const result = poll();
			await tasks();
			const mine = held.splice(before);
			return {
				finish: async () => {
					for (const respond of mine) respond();
					const { during } = scene;
					scene.during = () => {};
					const keys = await result;
					scene.during = during;
					return keys;
				},
			};
		},
	};
}

describe('slow polls of the durable scheduler, each with a context of its own', () => {
	it('emit every chat once although each poll is still running when the next one starts', async () => {
		const scene = sceneOf();
		await scene.durableActivate();
		const { start } = holdResponses(scene);
		const keys: string[] = [];
		let running = await start(async () => await scene.durableTick());
		for (let minute = 0; minute < 40; minute++) {
			scene.wait(MINUTE_MS);
			keys.push(happen(scene));
			const next = await start(async () => await scene.durableTick());
			await running.finish();
			running = next;
		}
		await running.finish();
		scene.during = () => {};
		await scene.durableTick();
		expect(scene.emitted.map(({ key }) => key)).toEqual(keys);
		expect(new Set(scene.emitted.map(({ batch }) => batch)).size).toBeGreaterThan(10);
	});

	it('lose and repeat nothing, however long each one takes and in whatever order they finish', async () => {
		const seconds = fc.integer({ min: 0, max: 400 });
		await fc.assert(
			fc.asyncProperty(fc.array(seconds, { minLength: 5, maxLength: 25 }), async (durations) => {
				const scene = sceneOf();
				await scene.durableActivate();
				const { start } = holdResponses(scene);
				const keys: string[] = [];
				const running = new Map<{ finish: () => Promise<string[]> }, number>();
				const finishUntil = async (time: number) => {
					const due = [...running].filter(([, end]) => end <= time).sort(([, a], [, b]) => a - b);
					for (const [poll] of due) {
						running.delete(poll);
						await poll.finish();
					}
				};
				for (const duration of durations) {
					scene.wait(MINUTE_MS);
					await finishUntil(scene.now);
					keys.push(happen(scene));
					const poll = await start(async () => await scene.durableTick());
					running.set(poll, scene.now + duration * SECOND_MS);
				}
				await finishUntil(Infinity);
				scene.during = () => {};
				await scene.durableTick();
				expect(scene.emitted.map(({ key }) => key)).toEqual(keys);
			}),
			{ numRuns: 60 },
		);
	});
});

describe('publishing again and again while polls are slow', () => {
	it('lets the last publication emit, and none of those before', async () => {
		const scene = await publishedScene();
		const key = happen(scene);
		const { start } = holdResponses(scene);
		const old = scene.process;
		const polls = [await start(async () => await scene.tick(old))];
		for (let count = 0; count < 3; count++) {
			scene.wait(5 * SECOND_MS);
			polls.push(await start(async () => await scene.activate('update')));
		}
		const found: string[][] = [];
		for (const poll of polls) found.push(await poll.finish());
		expect(found).toEqual([[], [], [], [key]]);
		scene.during = () => {};
		expect(await scene.tick()).toEqual([]);
	});

	it('lets an event that the last publication adds count from then on', async () => {
		const scene = await publishedScene({ events: ['chatAnswered'] });
		const { start } = holdResponses(scene);
		const old = scene.process;
		const first = await start(async () => await scene.tick(old));
		const second = await start(async () => await scene.activate('update'));
		happen(scene, { path: '/contacts' });
		scene.parameters = { events: ['chatAnswered', 'lead'] };
		scene.wait(5 * SECOND_MS);
		const third = await start(async () => await scene.activate('update'));
		for (const poll of [first, second, third]) expect(await poll.finish()).toEqual([]);
		scene.during = () => {};
		scene.wait(SECOND_MS);
		const lead = happen(scene, { path: '/contacts' });
		expect(await scene.tick()).toEqual([lead]);
	});
});

let nodes = 0;

/** The contexts of one node, as far as the start of a poll looks at them. */
function contextsOf() {
	const id = `node-${++nodes}`;
	return () =>
		({
			getWorkflow: () => ({ id: 'workflow' }),
			getNode: () => ({ id }),
			getActivationMode: () => 'update',
		}) as unknown as IPollFunctions;
}

describe('polls of one node that overlap', () => {
	const seconds = fc.integer({ min: 0, max: 90 });
	/** A poll of a new context, or of one so many before the newest. */
	const mixed = fc.record({
		seconds,
		context: fc.oneof(fc.constant('new' as const), fc.nat({ max: 3 })),
		lasts: fc.integer({ min: 0, max: 600 }),
	});
	/** As with the durable scheduler, and so slow that the next one always starts before the end. */
	const slow = fc.record({
		seconds,
		context: fc.constant('new' as const),
		lasts: fc.integer({ min: 91, max: 600 }),
	});
	const steps = fc.oneof(
		fc.array(mixed, { maxLength: 120 }),
		fc.array(slow, { minLength: 60, maxLength: 120 }),
	);

	it('never let two of them emit, and never let one that may emit be more than a poll away', () => {
		fc.assert(
			fc.property(steps, (all) => {
				const newContext = contextsOf();
				const contexts = [newContext()];
				const running: Array<{ run: PollRun; end: number }> = [];
				let now = Date.parse('2025-06-10T12:00:00Z');
				let lastEmission = now;
				const finishUntil = (time: number) => {
					running.sort((a, b) => a.end - b.end);
					while (running[0] && running[0].end <= time) {
						const { run, end } = running.shift() as { run: PollRun; end: number };
						if (!run.isReplaced) lastEmission = end;
						endRun(run);
					}
				};
				for (const { seconds, context, lasts } of all) {
					now += seconds * SECOND_MS;
					vi.setSystemTime(now);
					finishUntil(now);
					if (context === 'new') contexts.push(newContext());
					const chosen = context === 'new' ? 0 : Math.min(context, contexts.length - 1);
					const run = startRun(contexts[contexts.length - 1 - chosen] as IPollFunctions);
					if (run) running.push({ run, end: now + lasts * SECOND_MS });
					expect(running.filter((one) => !one.run.isReplaced).length).toBeLessThanOrEqual(1);
					// The longest: one poll, replaced for half a minute, and a poll that nobody replaces.
					expect(now - lastEmission).toBeLessThanOrEqual((600 + 30 + 600 + 90) * SECOND_MS);
				}
			}),
			{ numRuns: 300 },
		);
	});

	it('let the next one take over from a poll that is stuck, and a publication from that', () => {
		const newContext = contextsOf();
		vi.setSystemTime('2025-06-10T12:00:00Z');
		const [old, publication] = [newContext(), newContext()];
		const stuck = startRun(old);
		vi.setSystemTime('2025-06-10T12:15:01Z');
		const next = startRun(old);
		vi.setSystemTime('2025-06-10T12:20:00Z');
		const newest = startRun(publication);
		expect([stuck, next, newest].map((run) => run?.isReplaced)).toEqual([true, true, false]);
	});
});
