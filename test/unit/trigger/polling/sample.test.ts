import { describe, expect, it } from 'vitest';

import { happen, sceneOf } from './scenes';
import { DAY_MS, HOUR_MS } from './scene';

const EVENTS = ['chatAnswered', 'chatMissed', 'lead', 'offlineMessage'];
const shown = async (scene: ReturnType<typeof sceneOf>) =>
	(await scene.test()).map(({ json }) => `${String(json.event)} ${String(json.page)}`);

describe('the sample of Fetch Test Event', () => {
	it('contains the newest record of each chosen event, however many there are of the others', async () => {
		const scene = sceneOf({ events: EVENTS });
		for (let hour = 0; hour < 8; hour++) {
			happen(scene, { key: `c${hour}`, start: scene.now - hour * HOUR_MS });
		}
		happen(scene, { key: 'm', isMissed: true, start: scene.now - 9 * HOUR_MS });
		happen(scene, { key: 'l', path: '/contacts', start: scene.now - 3 * DAY_MS });
		happen(scene, { key: 'o', path: '/offlinemessages', start: scene.now - 20 * DAY_MS });
		expect(await shown(scene)).toEqual([
			'offlineMessage o',
			'lead l',
			'chatMissed m',
			'chatAnswered c1',
			'chatAnswered c0',
		]);
	});

	it('has only the other events if one did not happen in the last 31 days', async () => {
		const scene = sceneOf({ events: ['chatAnswered', 'lead'] });
		happen(scene, { key: 'c' });
		happen(scene, { key: 'l', path: '/contacts', start: scene.now - 40 * DAY_MS });
		expect(await shown(scene)).toEqual(['chatAnswered c']);
	});

	it('requests no more days of a list that is long already', async () => {
		const scene = sceneOf({ events: ['chatAnswered', 'chatMissed'] });
		for (let count = 0; count < 1000; count++) happen(scene, { start: scene.now - count });
		await scene.test();
		expect(scene.service.requests.map(({ path }) => path)).toEqual(['/chats']);
	});

	it('requests only the chats of the one chosen widget', async () => {
		const scene = sceneOf({ widgets: 'selected', widgetIds: ['W2'] });
		for (let count = 0; count < 5; count++) happen(scene, { widget: 'w2' });
		await scene.test();
		expect(scene.service.requests[0]?.app).toBe('w2');
	});

	it('requests more days only of the lists in which records are missing', async () => {
		const scene = sceneOf({ events: ['chatAnswered', 'lead'] });
		for (let count = 0; count < 5; count++) happen(scene);
		await scene.test();
		expect(scene.service.requests.map(({ path }) => path)).toEqual([
			'/chats',
			'/contacts',
			'/contacts',
			'/contacts',
		]);
	});
});
