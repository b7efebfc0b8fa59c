import { describe, expect, it } from 'vitest';

import { RequestQueue } from '../../../nodes/SocialIntents/api/requestQueue';

/** A queue with these requests, and the names of those that have started, in order. */
function queueOf(...names: string[]) {
	const queue = new RequestQueue();
	const started: string[] = [];
	const outcomes = names.map(async (name) => {
		await queue.add(name.startsWith('retry'));
		started.push(name);
	});
	return { queue, started, outcomes };
}

const window = { startedAt: 7, accepted: 0 };

describe('the queue of requests', () => {
	it('starts them one by one, in the order in which they came', async () => {
		const { queue, started, outcomes } = queueOf('a', 'b', 'c');
		queue.startNext(window);
		queue.startNext(window);
		await Promise.all(outcomes.slice(0, 2));
		expect(started).toEqual(['a', 'b']);
		expect(queue).toHaveLength(1);
	});

	it('starts retries before requests that have not started', async () => {
		const { queue, started, outcomes } = queueOf('a', 'retry 1', 'b', 'retry 2');
		for (let count = 0; count < 4; count++) queue.startNext(window);
		await Promise.all(outcomes);
		expect(started).toEqual(['retry 1', 'retry 2', 'a', 'b']);
	});

	it('tells each request the window in which it starts', async () => {
		const queue = new RequestQueue();
		const request = queue.add(false);
		queue.startNext(window);
		expect(await request).toBe(window);
	});

	it('rejects all that wait with the given error, and accepts new ones', async () => {
		const { queue, started, outcomes } = queueOf('a', 'retry 1');
		const settled = Promise.allSettled(outcomes);
		const error = new Error('stopped');
		queue.rejectAll(error);
		expect(await settled).toEqual(Array(2).fill({ status: 'rejected', reason: error }));
		expect(queue).toHaveLength(0);

		const later = queue.add(false);
		queue.startNext(window);
		expect(await later).toBe(window);
		expect(started).toEqual([]);
	});

	it('does nothing if there is none to start', () => {
		expect(() => new RequestQueue().startNext(window)).not.toThrow();
	});
});
