import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { EVENTS } from './history';
import { all, happen, MINUTE_MS, publishedScene, tickAfter, sceneOf } from './scenes';
import { DAY_MS, HOUR_MS, type Process, type Scene } from './scene';

beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterAll(() => void vi.useRealTimers());

const TOKEN_B = { id: 'credential', apiToken: 'other', baseUrl: 'https://service.test' };

/** One chat a day, each of another hour. */
function happenDaily(scene: Scene, days: number): string[] {
	return Array.from({ length: days }, () => {
		scene.wait(DAY_MS);
		return happen(scene);
	});
}

/** The account of the credential is another one from now on. */
function switchAccount(scene: Scene, credential = TOKEN_B): void {
	scene.credential = credential;
	scene.service.widgets = ['x1', 'x2'];
}

describe('another account', () => {
	it('starts over: nothing that it held before is emitted', async () => {
		const scene = await publishedScene();
		switchAccount(scene);
		happenDaily(scene, 89);
		expect(await scene.activate('update')).toEqual([]);
		scene.wait(MINUTE_MS);
		const key = happen(scene);
		expect(await scene.tick()).toEqual([key]);
		expect(scene.log.map(({ message }) => message)).toContainEqual(
			"The credential of 'Poll' belongs to another account, so the node starts over",
		);
	});

	it('starts with its own past days if the node includes some', async () => {
		const scene = await publishedScene({ options: { startDaysBack: 3 } });
		switchAccount(scene);
		const keys = happenDaily(scene, 30);
		scene.wait(HOUR_MS);
		expect(await scene.activate('update')).toEqual(keys.slice(-3));
	});

	it('is noticed without a publication, when a credential gets the token of another account', async () => {
		const scene = await publishedScene();
		happenDaily(scene, 20);
		switchAccount(scene);
		expect(await tickAfter(scene)).toEqual([]);
		const key = happen(scene);
		expect(await tickAfter(scene)).toEqual([key]);
	});

	it('is recognized by its account ID with Basic Auth, without a request for widgets', async () => {
		const scene = sceneOf();
		const basic = { ...TOKEN_B, authentication: 'basicAuth', accountId: 'A' };
		scene.credential = basic;
		await scene.activate();
		scene.wait(MINUTE_MS);
		const asked = scene.service.widgetRequests;
		scene.credential = { ...basic, apiToken: 'rotated' };
		const key = happen(scene);
		expect(await scene.tick()).toEqual([key]);
		scene.wait(DAY_MS);
		happen(scene);
		scene.credential = { ...basic, accountId: 'B' };
		expect(await tickAfter(scene)).toEqual([]);
		expect(scene.service.widgetRequests - asked).toBeLessThanOrEqual(1);
	});

	it('does not count while its credential is refused, so that a typo loses nothing', async () => {
		const scene = sceneOf();
		const basic = { ...TOKEN_B, authentication: 'basicAuth', accountId: 'A' };
		scene.credential = basic;
		await scene.activate();
		scene.wait(MINUTE_MS);
		const key = happen(scene);
		scene.credential = { ...basic, accountId: 'a typo' };
		scene.trouble = all('refused');
		await tickAfter(scene);
		scene.credential = basic;
		scene.trouble = all(undefined);
		expect(await tickAfter(scene)).toEqual([key]);
	});
});

describe('another account chosen without a publication', () => {
	it('loses and repeats nothing if n8n restarts after its first event', async () => {
		const scene = await publishedScene();
		happenDaily(scene, 20);
		switchAccount(scene);
		await tickAfter(scene);
		const first = happen(scene);
		expect(await tickAfter(scene)).toEqual([first]);
		scene.wait(HOUR_MS);
		const meanwhile = happen(scene);
		scene.wait(HOUR_MS);
		expect(await scene.restart()).toEqual([meanwhile]);
		expect(await tickAfter(scene)).toEqual([]);
	});

	it('repeats nothing if n8n restarts before its first event, and emits what comes after', async () => {
		const scene = await publishedScene();
		const last = happen(scene);
		expect(await tickAfter(scene)).toEqual([last]);
		switchAccount(scene);
		happenDaily(scene, 20);
		await tickAfter(scene);
		scene.wait(HOUR_MS);
		expect(await scene.restart()).toEqual([]);
		scene.wait(MINUTE_MS);
		const key = happen(scene);
		expect(await scene.tick()).toEqual([key]);
		expect(await scene.restart()).toEqual([]);
	});

	it('starts over at a restart before its first event, because n8n had nothing to save', async () => {
		const scene = await publishedScene();
		switchAccount(scene);
		await tickAfter(scene);
		scene.kill();
		happen(scene);
		scene.wait(HOUR_MS);
		expect(await scene.activate('init')).toEqual([]);
		const key = happen(scene);
		expect(await tickAfter(scene)).toEqual([key]);
	});

	it('loses nothing at such a restart with durable pollers, which save each poll', async () => {
		const scene = sceneOf();
		await scene.durableActivate();
		await scene.durableTick();
		switchAccount(scene);
		happenDaily(scene, 20);
		expect(await scene.durableTick()).toEqual([]);
		scene.kill();
		scene.wait(HOUR_MS);
		const key = happen(scene);
		scene.wait(HOUR_MS);
		expect(await scene.durableActivate('init')).toEqual([key]);
		expect(await scene.durableTick()).toEqual([]);
	});
});

describe('another token of the same account', () => {
	it.each([
		['token', { ...TOKEN_B, apiToken: 'rotated' }],
		['credential', { ...TOKEN_B, id: 'another credential' }],
		['host', { ...TOKEN_B, baseUrl: 'https://api.service.test' }],
	])('continues if only the %s is new, and requests the widgets once', async (_, credential) => {
		const scene = await publishedScene();
		const key = happen(scene);
		const asked = scene.service.widgetRequests;
		scene.credential = credential;
		scene.service.widgets = ['w1', 'new'];
		expect(await tickAfter(scene)).toEqual([key]);
		for (let minute = 0; minute < 10; minute++) await tickAfter(scene);
		expect(scene.service.widgetRequests).toBe(asked + 1);
	});

	it('continues if all of the first widgets have been replaced since', async () => {
		const scene = await publishedScene();
		scene.service.widgets = ['made later'];
		happen(scene, { widget: 'made later' });
		await tickAfter(scene);
		const key = happen(scene, { widget: 'made later' });
		scene.credential = { ...scene.credential, apiToken: 'rotated' };
		expect(await tickAfter(scene)).toEqual([key]);
	});

	it('continues if no widgets are known, before or now', async () => {
		for (const [before, now] of [
			[[], ['w1']],
			[['w1'], []],
		] as string[][][]) {
			const scene = sceneOf();
			scene.service.widgets = before ?? [];
			await scene.activate();
			scene.wait(MINUTE_MS);
			const key = happen(scene);
			scene.credential = TOKEN_B;
			scene.service.widgets = now ?? [];
			expect(await scene.tick()).toEqual([key]);
		}
	});

	it('waits if the service is down when the accounts have to be compared', async () => {
		const scene = await publishedScene();
		const key = happen(scene);
		scene.credential = TOKEN_B;
		scene.trouble = all('down');
		expect(await tickAfter(scene)).toEqual([]);
		scene.trouble = all(undefined);
		expect(await tickAfter(scene)).toEqual([key]);
		expect(scene.thrown).toEqual([]);
	});
});

describe('a renamed node', () => {
	const PAST = { options: { startDaysBack: 7 } };

	it('neither repeats its past days nor loses what came before the renaming', async () => {
		const scene = sceneOf(PAST);
		const before = happen(scene);
		expect(await scene.activate()).toEqual([before]);
		scene.wait(HOUR_MS);
		const between = happen(scene);
		scene.node = { ...scene.node, name: 'Renamed' };
		expect(await scene.activate('update')).toEqual([between]);
		scene.wait(HOUR_MS);
		const after = happen(scene);
		expect(await scene.tick()).toEqual([after]);
	});

	it('continues when it gets its first name back', async () => {
		const scene = sceneOf(PAST);
		await scene.activate();
		for (const name of ['Renamed', 'Poll', 'Third', 'Poll']) {
			scene.wait(HOUR_MS);
			const key = happen(scene);
			scene.node = { ...scene.node, name };
			expect(await scene.activate('update')).toEqual([key]);
		}
	});

	it('continues with durable pollers', async () => {
		const scene = sceneOf(PAST);
		await scene.durableActivate();
		for (const name of ['Renamed', 'Poll', 'Third']) {
			for (let poll = 0; poll < 3; poll++) {
				scene.wait(HOUR_MS);
				const key = happen(scene);
				expect(await scene.durableTick()).toEqual([key]);
				expect(await scene.durableTick()).toEqual([]);
			}
			scene.node = { ...scene.node, name };
			expect(await scene.durableActivate('update')).toEqual([]);
		}
	});

	it('continues when durable pollers are switched on or off', async () => {
		const scene = sceneOf(PAST);
		await scene.activate();
		scene.wait(HOUR_MS);
		const first = happen(scene);
		expect(await scene.tick()).toEqual([first]);
		scene.kill();
		expect(await scene.durableActivate('init')).toEqual([]);
		const second = happen(scene);
		expect(await scene.durableTick()).toEqual([second]);
	});

	it('leaves nothing to a new node with its old name', async () => {
		const scene = sceneOf();
		await scene.activate();
		scene.node = { ...scene.node, name: 'Renamed' };
		await scene.activate('update');
		scene.wait(30 * DAY_MS);
		happen(scene);
		scene.node = { id: 'new', name: 'Poll' };
		scene.kill();
		expect(await scene.activate()).toEqual([]);
	});
});

describe('a node', () => {
	it('continues if n8n gave it a new ID and it kept its name', async () => {
		const scene = await publishedScene();
		const key = happen(scene);
		scene.node = { id: 'new', name: 'Poll' };
		expect(await scene.activate('update')).toEqual([key]);
	});

	it('starts over if it is a copy of another one in the workflow', async () => {
		const scene = await publishedScene();
		happen(scene);
		scene.node = { id: 'copy', name: 'Poll1' };
		expect(await scene.activate('update')).toEqual([]);
		scene.wait(MINUTE_MS);
		const key = happen(scene);
		expect(await scene.tick()).toEqual([key]);
	});

	it('ignores past days that are included after its first poll, and a copy of it includes them', async () => {
		const scene = sceneOf();
		const chat = happen(scene, { start: scene.now - 5 * DAY_MS });
		expect(await scene.activate()).toEqual([]);
		scene.parameters = { options: { startDaysBack: 7 } };
		expect(await scene.activate('update')).toEqual([]);
		scene.node = { id: 'copy', name: 'Poll1' };
		expect(await scene.activate('update')).toEqual([chat]);
	});

	it('continues with the state of an earlier version', async () => {
		const scene = sceneOf({ events: EVENTS });
		const known = { choice: { events: ['chatAnswered', 'chatMissed'], widgetIds: null } };
		const days = { from: '2025-06-03', through: '2025-06-05', seen: {} };
		scene.saved = JSON.stringify({ 'node:Poll': { kept: 1, '/chats': { ...days, ...known } } });
		const key = happen(scene, { start: scene.now - 3 * DAY_MS });
		expect(await scene.activate('init')).toEqual([key]);
		expect(Object.keys(scene.state)).toEqual(['kept', 'socialIntentsPolling']);
		expect(await scene.restart()).toEqual([]);
	});

	it('emits again what came after an export of the workflow with its state, once that is imported', async () => {
		const scene = await publishedScene();
		expect(await tickAfter(scene)).toEqual([]);
		const before = happen(scene);
		expect(await tickAfter(scene)).toEqual([before]);
		const exported = scene.saved;
		const after = happen(scene);
		expect(await tickAfter(scene)).toEqual([after]);
		scene.saved = exported;
		expect(await scene.restart()).toEqual([after]);
	});

	it('drops copies that no node has written for 90 days, and renews its own', async () => {
		const scene = await publishedScene();
		scene.node = { id: 'second', name: 'Second' };
		await scene.activate('update');
		const copies = () => {
			const { global } = JSON.parse(scene.saved) as { global: IDataObject };
			return Object.keys(global.socialIntentsPolling as IDataObject).sort();
		};
		expect(copies()).toEqual(['node', 'second']);
		for (let month = 0; month < 4; month++) {
			scene.wait(31 * DAY_MS);
			await scene.restart();
		}
		expect(copies()).toEqual(['second']);
	});
});

describe('a larger look-back', () => {
	async function raise(scene: Scene, lookbackDays = 31) {
		scene.parameters = { ...scene.parameters, options: { lookbackDays } };
		return await scene.activate('update');
	}

	it('applies at once, and emits nothing that was emitted or there before', async () => {
		const scene = sceneOf({ events: EVENTS });
		happen(scene, { start: scene.now - 9 * DAY_MS });
		await scene.activate();
		for (let day = 0; day < 20; day++) {
			scene.wait(DAY_MS);
			happen(scene);
			happen(scene, { path: '/contacts' });
			expect(await scene.tick()).toHaveLength(2);
		}
		expect(await raise(scene)).toEqual([]);
		expect(await tickAfter(scene)).toEqual([]);
		const long = happen(scene, { start: scene.now - 25 * DAY_MS });
		expect(await tickAfter(scene)).toEqual([long]);
		for (let day = 0; day < 5; day++) expect(await tickAfter(scene, DAY_MS)).toEqual([]);
	});

	it('applies at once if nothing has happened yet', async () => {
		const scene = await publishedScene();
		expect(await raise(scene)).toEqual([]);
		const long = happen(scene, { start: scene.now - 25 * DAY_MS });
		expect(await tickAfter(scene)).toEqual([long]);
	});

	it('requests the earlier days once', async () => {
		const scene = await publishedScene();
		happenDaily(scene, 5);
		await scene.tick();
		await raise(scene);
		const before = scene.service.requests.length;
		await tickAfter(scene);
		expect(scene.service.requests.length - before).toBe(1);
		expect(scene.service.requests.at(-1)?.from).toBe('2025-05-15');
	});

	it('waits for a service that briefly omits its records', async () => {
		const scene = await publishedScene();
		happenDaily(scene, 20);
		await scene.tick();
		scene.trouble = all('absent');
		expect(await raise(scene)).toEqual([]);
		scene.trouble = all(undefined);
		expect(await tickAfter(scene)).toEqual([]);
		const long = happen(scene, { start: scene.now - 25 * DAY_MS });
		expect(await tickAfter(scene)).toEqual([long]);
	});

	it('continues if the service failed in between', async () => {
		const scene = await publishedScene();
		happenDaily(scene, 20);
		await scene.tick();
		let requests = 0;
		scene.trouble = () => (++requests === 3 ? 'down' : undefined);
		expect(await raise(scene)).toEqual([]);
		expect(await tickAfter(scene)).toEqual([]);
		const long = happen(scene, { start: scene.now - 25 * DAY_MS });
		expect(await tickAfter(scene)).toEqual([long]);
	});
});

describe('the names of widgets', () => {
	it('are added to the items, and requested once', async () => {
		const scene = await publishedScene({ options: { addFields: ['widgetName'] } });
		const asked = scene.service.widgetRequests;
		for (let minute = 0; minute < 10; minute++) {
			scene.wait(MINUTE_MS);
			happen(scene);
			const context = scene.process?.context;
			const output = context && (await scene.pollIn(context));
			expect(output?.[0]?.[0]?.json).toMatchObject({ widgetName: 'Widget w1' });
		}
		expect(scene.service.widgetRequests).toBe(asked + 1);
	});

	it('are not requested unless Add Fields asks for them', async () => {
		const scene = await publishedScene();
		const asked = scene.service.widgetRequests;
		happen(scene);
		await tickAfter(scene);
		expect(scene.service.widgetRequests).toBe(asked);
	});
});

describe('two polling triggers in one workflow', () => {
	const NODES = {
		chats: { node: { id: 'chats', name: 'Chats' }, parameters: { events: ['chatAnswered'] } },
		leads: { node: { id: 'leads', name: 'Leads' }, parameters: { events: ['lead'] } },
	};
	type Name = keyof typeof NODES;

	/** Publishes one of them: n8n 2 reads the workflow's data for it from its database. */
	async function publish(scene: Scene, name: Name): Promise<Process> {
		Object.assign(scene, NODES[name]);
		await scene.activate('update');
		return scene.process ?? expect.fail();
	}

	it('repeat nothing after a restart, although n8n saves the data of both with each of them', async () => {
		const scene = sceneOf();
		const processes = {
			chats: await publish(scene, 'chats'),
			leads: await publish(scene, 'leads'),
		};
		const pollBoth = async () => [
			...(await scene.tick(processes.chats)),
			...(await scene.tick(processes.leads)),
		];
		const happenBoth = () => [happen(scene), happen(scene, { path: '/contacts' })];
		scene.wait(HOUR_MS);
		const first = happenBoth();
		expect(await pollBoth()).toEqual(first);
		processes.chats = await publish(scene, 'chats');
		for (let day = 0; day < 30; day++) {
			scene.wait(DAY_MS);
			const both = happenBoth();
			expect(await pollBoth()).toEqual(both);
			expect(await pollBoth()).toEqual([]);
		}
		const [, lead] = happenBoth();
		expect(await scene.tick(processes.leads)).toEqual([lead]);
		scene.wait(MINUTE_MS);
		expect(await scene.tick(processes.leads)).toEqual([]);
		expect(await scene.tick(processes.chats)).toHaveLength(1);
		scene.kill();
		for (const name of ['chats', 'leads'] as const) {
			Object.assign(scene, NODES[name]);
			expect(await scene.activate('init')).toEqual([]);
		}
	});

	it('lose nothing of a poll that n8n did not store when it next saves the other one', async () => {
		const scene = sceneOf();
		await publish(scene, 'chats');
		const leads = await publish(scene, 'leads');
		scene.wait(HOUR_MS);
		const [chat, lead] = [happen(scene), happen(scene, { path: '/contacts' })];
		Object.assign(scene, NODES.chats);
		await scene.pollIn(scene.newContext('update', structuredClone(JSON.parse(scene.saved))));
		Object.assign(scene, NODES.leads);
		expect(await scene.tick(leads)).toEqual([lead]);
		scene.kill();
		Object.assign(scene, NODES.chats);
		expect(await scene.activate('init')).toEqual([chat]);
	});
});
