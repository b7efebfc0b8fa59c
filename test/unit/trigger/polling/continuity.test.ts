import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { EVENTS } from './history';
import { all, happen, MINUTE_MS, publishedWorld, tickAfter, worldOf } from './scenes';
import { DAY_MS, HOUR_MS, type Process, type World } from './world';

beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterAll(() => void vi.useRealTimers());

const TOKEN_B = { id: 'credential', apiToken: 'other', baseUrl: 'https://service.test' };

/** One chat a day, each of another hour. */
function happenDaily(world: World, days: number): string[] {
	return Array.from({ length: days }, () => {
		world.wait(DAY_MS);
		return happen(world);
	});
}

/** The account of the credential is another one from now on. */
function switchAccount(world: World, credential = TOKEN_B): void {
	world.credential = credential;
	world.service.widgets = ['x1', 'x2'];
}

describe('another account', () => {
	it('starts over: nothing that it held before is emitted', async () => {
		const world = await publishedWorld();
		switchAccount(world);
		happenDaily(world, 89);
		expect(await world.activate('update')).toEqual([]);
		world.wait(MINUTE_MS);
		const key = happen(world);
		expect(await world.tick()).toEqual([key]);
		expect(world.log.map(({ message }) => message)).toContainEqual(
			"The credential of 'Poll' belongs to another account, so the node starts over",
		);
	});

	it('starts with its own past days if the node includes some', async () => {
		const world = await publishedWorld({ options: { startDaysBack: 3 } });
		switchAccount(world);
		const keys = happenDaily(world, 30);
		world.wait(HOUR_MS);
		expect(await world.activate('update')).toEqual(keys.slice(-3));
	});

	it('is noticed without a publication, when a credential gets the token of another account', async () => {
		const world = await publishedWorld();
		happenDaily(world, 20);
		switchAccount(world);
		expect(await tickAfter(world)).toEqual([]);
		const key = happen(world);
		expect(await tickAfter(world)).toEqual([key]);
	});

	it('is recognized by its account ID with Basic Auth, without a request for widgets', async () => {
		const world = worldOf();
		const basic = { ...TOKEN_B, authentication: 'basicAuth', accountId: 'A' };
		world.credential = basic;
		await world.activate();
		world.wait(MINUTE_MS);
		const asked = world.service.widgetRequests;
		world.credential = { ...basic, apiToken: 'rotated' };
		const key = happen(world);
		expect(await world.tick()).toEqual([key]);
		world.wait(DAY_MS);
		happen(world);
		world.credential = { ...basic, accountId: 'B' };
		expect(await tickAfter(world)).toEqual([]);
		expect(world.service.widgetRequests - asked).toBeLessThanOrEqual(1);
	});

	it('does not count while its credential is refused, so that a typo loses nothing', async () => {
		const world = worldOf();
		const basic = { ...TOKEN_B, authentication: 'basicAuth', accountId: 'A' };
		world.credential = basic;
		await world.activate();
		world.wait(MINUTE_MS);
		const key = happen(world);
		world.credential = { ...basic, accountId: 'a typo' };
		world.trouble = all('refused');
		await tickAfter(world);
		world.credential = basic;
		world.trouble = all(undefined);
		expect(await tickAfter(world)).toEqual([key]);
	});
});

describe('another account chosen without a publication', () => {
	it('loses and repeats nothing if n8n restarts after its first event', async () => {
		const world = await publishedWorld();
		happenDaily(world, 20);
		switchAccount(world);
		await tickAfter(world);
		const first = happen(world);
		expect(await tickAfter(world)).toEqual([first]);
		world.wait(HOUR_MS);
		const meanwhile = happen(world);
		world.wait(HOUR_MS);
		expect(await world.restart()).toEqual([meanwhile]);
		expect(await tickAfter(world)).toEqual([]);
	});

	it('repeats nothing if n8n restarts before its first event, and emits what comes after', async () => {
		const world = await publishedWorld();
		const last = happen(world);
		expect(await tickAfter(world)).toEqual([last]);
		switchAccount(world);
		happenDaily(world, 20);
		await tickAfter(world);
		world.wait(HOUR_MS);
		expect(await world.restart()).toEqual([]);
		world.wait(MINUTE_MS);
		const key = happen(world);
		expect(await world.tick()).toEqual([key]);
		expect(await world.restart()).toEqual([]);
	});

	it('starts over at a restart before its first event, because n8n had nothing to save', async () => {
		const world = await publishedWorld();
		switchAccount(world);
		await tickAfter(world);
		world.kill();
		happen(world);
		world.wait(HOUR_MS);
		expect(await world.activate('init')).toEqual([]);
		const key = happen(world);
		expect(await tickAfter(world)).toEqual([key]);
	});

	it('loses nothing at such a restart with durable pollers, which save each poll', async () => {
		const world = worldOf();
		await world.durableActivate();
		await world.durableTick();
		switchAccount(world);
		happenDaily(world, 20);
		expect(await world.durableTick()).toEqual([]);
		world.kill();
		world.wait(HOUR_MS);
		const key = happen(world);
		world.wait(HOUR_MS);
		expect(await world.durableActivate('init')).toEqual([key]);
		expect(await world.durableTick()).toEqual([]);
	});
});

describe('another token of the same account', () => {
	it.each([
		['token', { ...TOKEN_B, apiToken: 'rotated' }],
		['credential', { ...TOKEN_B, id: 'another credential' }],
		['host', { ...TOKEN_B, baseUrl: 'https://api.service.test' }],
	])('continues if only the %s is new, and requests the widgets once', async (_, credential) => {
		const world = await publishedWorld();
		const key = happen(world);
		const asked = world.service.widgetRequests;
		world.credential = credential;
		world.service.widgets = ['w1', 'new'];
		expect(await tickAfter(world)).toEqual([key]);
		for (let minute = 0; minute < 10; minute++) await tickAfter(world);
		expect(world.service.widgetRequests).toBe(asked + 1);
	});

	it('continues if all of the first widgets have been replaced since', async () => {
		const world = await publishedWorld();
		world.service.widgets = ['made later'];
		happen(world, { widget: 'made later' });
		await tickAfter(world);
		const key = happen(world, { widget: 'made later' });
		world.credential = { ...world.credential, apiToken: 'rotated' };
		expect(await tickAfter(world)).toEqual([key]);
	});

	it('continues if no widgets are known, before or now', async () => {
		for (const [before, now] of [
			[[], ['w1']],
			[['w1'], []],
		] as string[][][]) {
			const world = worldOf();
			world.service.widgets = before ?? [];
			await world.activate();
			world.wait(MINUTE_MS);
			const key = happen(world);
			world.credential = TOKEN_B;
			world.service.widgets = now ?? [];
			expect(await world.tick()).toEqual([key]);
		}
	});

	it('waits if the service is down when the accounts have to be compared', async () => {
		const world = await publishedWorld();
		const key = happen(world);
		world.credential = TOKEN_B;
		world.trouble = all('down');
		expect(await tickAfter(world)).toEqual([]);
		world.trouble = all(undefined);
		expect(await tickAfter(world)).toEqual([key]);
		expect(world.thrown).toEqual([]);
	});
});

describe('a renamed node', () => {
	const PAST = { options: { startDaysBack: 7 } };

	it('neither repeats its past days nor loses what came before the renaming', async () => {
		const world = worldOf(PAST);
		const before = happen(world);
		expect(await world.activate()).toEqual([before]);
		world.wait(HOUR_MS);
		const between = happen(world);
		world.node = { ...world.node, name: 'Renamed' };
		expect(await world.activate('update')).toEqual([between]);
		world.wait(HOUR_MS);
		const after = happen(world);
		expect(await world.tick()).toEqual([after]);
	});

	it('continues when it gets its first name back', async () => {
		const world = worldOf(PAST);
		await world.activate();
		for (const name of ['Renamed', 'Poll', 'Third', 'Poll']) {
			world.wait(HOUR_MS);
			const key = happen(world);
			world.node = { ...world.node, name };
			expect(await world.activate('update')).toEqual([key]);
		}
	});

	it('continues with durable pollers', async () => {
		const world = worldOf(PAST);
		await world.durableActivate();
		for (const name of ['Renamed', 'Poll', 'Third']) {
			for (let poll = 0; poll < 3; poll++) {
				world.wait(HOUR_MS);
				const key = happen(world);
				expect(await world.durableTick()).toEqual([key]);
				expect(await world.durableTick()).toEqual([]);
			}
			world.node = { ...world.node, name };
			expect(await world.durableActivate('update')).toEqual([]);
		}
	});

	it('continues when durable pollers are switched on or off', async () => {
		const world = worldOf(PAST);
		await world.activate();
		world.wait(HOUR_MS);
		const first = happen(world);
		expect(await world.tick()).toEqual([first]);
		world.kill();
		expect(await world.durableActivate('init')).toEqual([]);
		const second = happen(world);
		expect(await world.durableTick()).toEqual([second]);
	});

	it('leaves nothing to a new node with its old name', async () => {
		const world = worldOf();
		await world.activate();
		world.node = { ...world.node, name: 'Renamed' };
		await world.activate('update');
		world.wait(30 * DAY_MS);
		happen(world);
		world.node = { id: 'new', name: 'Poll' };
		world.kill();
		expect(await world.activate()).toEqual([]);
	});
});

describe('a node', () => {
	it('continues if n8n gave it a new ID and it kept its name', async () => {
		const world = await publishedWorld();
		const key = happen(world);
		world.node = { id: 'new', name: 'Poll' };
		expect(await world.activate('update')).toEqual([key]);
	});

	it('starts over if it is a copy of another one in the workflow', async () => {
		const world = await publishedWorld();
		happen(world);
		world.node = { id: 'copy', name: 'Poll1' };
		expect(await world.activate('update')).toEqual([]);
		world.wait(MINUTE_MS);
		const key = happen(world);
		expect(await world.tick()).toEqual([key]);
	});

	it('ignores past days that are included after its first poll, and a copy of it includes them', async () => {
		const world = worldOf();
		const chat = happen(world, { start: world.now - 5 * DAY_MS });
		expect(await world.activate()).toEqual([]);
		world.parameters = { options: { startDaysBack: 7 } };
		expect(await world.activate('update')).toEqual([]);
		world.node = { id: 'copy', name: 'Poll1' };
		expect(await world.activate('update')).toEqual([chat]);
	});

	it('continues with the state of an earlier version', async () => {
		const world = worldOf({ events: EVENTS });
		const known = { choice: { events: ['chatAnswered', 'chatMissed'], widgetIds: null } };
		const days = { from: '2025-06-03', through: '2025-06-05', seen: {} };
		world.saved = JSON.stringify({ 'node:Poll': { kept: 1, '/chats': { ...days, ...known } } });
		const key = happen(world, { start: world.now - 3 * DAY_MS });
		expect(await world.activate('init')).toEqual([key]);
		expect(Object.keys(world.state)).toEqual(['kept', 'socialIntentsPolling']);
		expect(await world.restart()).toEqual([]);
	});

	it('drops copies that no node has written for 90 days, and renews its own', async () => {
		const world = await publishedWorld();
		world.node = { id: 'second', name: 'Second' };
		await world.activate('update');
		const copies = () => {
			const { global } = JSON.parse(world.saved) as { global: IDataObject };
			return Object.keys(global.socialIntentsPolling as IDataObject).sort();
		};
		expect(copies()).toEqual(['node', 'second']);
		for (let month = 0; month < 4; month++) {
			world.wait(31 * DAY_MS);
			await world.restart();
		}
		expect(copies()).toEqual(['second']);
	});
});

describe('a larger look-back', () => {
	async function raise(world: World, lookbackDays = 31) {
		world.parameters = { ...world.parameters, options: { lookbackDays } };
		return await world.activate('update');
	}

	it('applies at once, and emits nothing that was emitted or there before', async () => {
		const world = worldOf({ events: EVENTS });
		happen(world, { start: world.now - 9 * DAY_MS });
		await world.activate();
		for (let day = 0; day < 20; day++) {
			world.wait(DAY_MS);
			happen(world);
			happen(world, { path: '/contacts' });
			expect(await world.tick()).toHaveLength(2);
		}
		expect(await raise(world)).toEqual([]);
		expect(await tickAfter(world)).toEqual([]);
		const long = happen(world, { start: world.now - 25 * DAY_MS });
		expect(await tickAfter(world)).toEqual([long]);
		for (let day = 0; day < 5; day++) expect(await tickAfter(world, DAY_MS)).toEqual([]);
	});

	it('applies at once if nothing has happened yet', async () => {
		const world = await publishedWorld();
		expect(await raise(world)).toEqual([]);
		const long = happen(world, { start: world.now - 25 * DAY_MS });
		expect(await tickAfter(world)).toEqual([long]);
	});

	it('requests the earlier days once', async () => {
		const world = await publishedWorld();
		happenDaily(world, 5);
		await world.tick();
		await raise(world);
		const before = world.service.requests.length;
		await tickAfter(world);
		expect(world.service.requests.length - before).toBe(1);
		expect(world.service.requests.at(-1)?.from).toBe('2025-05-15');
	});

	it('waits for a service that briefly omits its records', async () => {
		const world = await publishedWorld();
		happenDaily(world, 20);
		await world.tick();
		world.trouble = all('absent');
		expect(await raise(world)).toEqual([]);
		world.trouble = all(undefined);
		expect(await tickAfter(world)).toEqual([]);
		const long = happen(world, { start: world.now - 25 * DAY_MS });
		expect(await tickAfter(world)).toEqual([long]);
	});

	it('continues if the service failed in between', async () => {
		const world = await publishedWorld();
		happenDaily(world, 20);
		await world.tick();
		let requests = 0;
		world.trouble = () => (++requests === 3 ? 'down' : undefined);
		expect(await raise(world)).toEqual([]);
		expect(await tickAfter(world)).toEqual([]);
		const long = happen(world, { start: world.now - 25 * DAY_MS });
		expect(await tickAfter(world)).toEqual([long]);
	});
});

describe('the names of widgets', () => {
	it('are added to the items, and requested once', async () => {
		const world = await publishedWorld({ options: { addFields: ['widgetName'] } });
		const asked = world.service.widgetRequests;
		for (let minute = 0; minute < 10; minute++) {
			world.wait(MINUTE_MS);
			happen(world);
			const context = world.process?.context;
			const output = context && (await world.pollIn(context));
			expect(output?.[0]?.[0]?.json).toMatchObject({ widgetName: 'Widget w1' });
		}
		expect(world.service.widgetRequests).toBe(asked + 1);
	});

	it('are not requested unless Add Fields asks for them', async () => {
		const world = await publishedWorld();
		const asked = world.service.widgetRequests;
		happen(world);
		await tickAfter(world);
		expect(world.service.widgetRequests).toBe(asked);
	});
});

describe('two polling triggers in one workflow', () => {
	const NODES = {
		chats: { node: { id: 'chats', name: 'Chats' }, parameters: { events: ['chatAnswered'] } },
		leads: { node: { id: 'leads', name: 'Leads' }, parameters: { events: ['lead'] } },
	};
	type Name = keyof typeof NODES;

	/** Publishes one of them: n8n 2 reads the workflow's data for it from its database. */
	async function publish(world: World, name: Name): Promise<Process> {
		Object.assign(world, NODES[name]);
		await world.activate('update');
		return world.process ?? expect.fail();
	}

	it('repeat nothing after a restart, although n8n saves the data of both with each of them', async () => {
		const world = worldOf();
		const processes = {
			chats: await publish(world, 'chats'),
			leads: await publish(world, 'leads'),
		};
		const pollBoth = async () => [
			...(await world.tick(processes.chats)),
			...(await world.tick(processes.leads)),
		];
		const happenBoth = () => [happen(world), happen(world, { path: '/contacts' })];
		world.wait(HOUR_MS);
		const first = happenBoth();
		expect(await pollBoth()).toEqual(first);
		processes.chats = await publish(world, 'chats');
		for (let day = 0; day < 30; day++) {
			world.wait(DAY_MS);
			const both = happenBoth();
			expect(await pollBoth()).toEqual(both);
			expect(await pollBoth()).toEqual([]);
		}
		const [, lead] = happenBoth();
		expect(await world.tick(processes.leads)).toEqual([lead]);
		world.wait(MINUTE_MS);
		expect(await world.tick(processes.leads)).toEqual([]);
		expect(await world.tick(processes.chats)).toHaveLength(1);
		world.kill();
		for (const name of ['chats', 'leads'] as const) {
			Object.assign(world, NODES[name]);
			expect(await world.activate('init')).toEqual([]);
		}
	});

	it('lose nothing of a poll that n8n did not store when it next saves the other one', async () => {
		const world = worldOf();
		await publish(world, 'chats');
		const leads = await publish(world, 'leads');
		world.wait(HOUR_MS);
		const [chat, lead] = [happen(world), happen(world, { path: '/contacts' })];
		Object.assign(world, NODES.chats);
		await world.pollIn(world.newContext('update', structuredClone(JSON.parse(world.saved))));
		Object.assign(world, NODES.leads);
		expect(await world.tick(leads)).toEqual([lead]);
		world.kill();
		Object.assign(world, NODES.chats);
		expect(await world.activate('init')).toEqual([chat]);
	});
});
