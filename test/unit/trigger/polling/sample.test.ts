import { describe, expect, it } from 'vitest';

import { happen, worldOf } from './scenes';
import { DAY_MS, HOUR_MS } from './world';

const EVENTS = ['chatAnswered', 'chatMissed', 'lead', 'offlineMessage'];
const shown = async (world: ReturnType<typeof worldOf>) =>
	(await world.test()).map(({ json }) => `${String(json.event)} ${String(json.page)}`);

describe('the sample of Fetch Test Event', () => {
	it('contains the newest record of each chosen event, however many there are of the others', async () => {
		const world = worldOf({ events: EVENTS });
		for (let hour = 0; hour < 8; hour++) {
			happen(world, { key: `c${hour}`, start: world.now - hour * HOUR_MS });
		}
		happen(world, { key: 'm', isMissed: true, start: world.now - 9 * HOUR_MS });
		happen(world, { key: 'l', path: '/contacts', start: world.now - 3 * DAY_MS });
		happen(world, { key: 'o', path: '/offlinemessages', start: world.now - 20 * DAY_MS });
		expect(await shown(world)).toEqual([
			'offlineMessage o',
			'lead l',
			'chatMissed m',
			'chatAnswered c1',
			'chatAnswered c0',
		]);
	});

	it('has only the other events if one did not happen in the last 31 days', async () => {
		const world = worldOf({ events: ['chatAnswered', 'lead'] });
		happen(world, { key: 'c' });
		happen(world, { key: 'l', path: '/contacts', start: world.now - 40 * DAY_MS });
		expect(await shown(world)).toEqual(['chatAnswered c']);
	});

	it('requests more days only of the lists in which records are missing', async () => {
		const world = worldOf({ events: ['chatAnswered', 'lead'] });
		for (let count = 0; count < 5; count++) happen(world);
		await world.test();
		expect(world.service.requests.map(({ path }) => path)).toEqual([
			'/chats',
			'/contacts',
			'/contacts',
			'/contacts',
		]);
	});
});
