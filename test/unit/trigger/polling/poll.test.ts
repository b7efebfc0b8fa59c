import type { IDataObject, WorkflowActivateMode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { EVENTS } from './history';
import {
	all,
	requestsSince,
	happen,
	MINUTE_MS,
	only,
	publishedScene,
	tickAfter,
	warnings,
	sceneOf,
} from './scenes';
import { DAY_MS, HOUR_MS, type ListPath } from './scene';

beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterAll(() => void vi.useRealTimers());

describe('the first poll after publication', () => {
	it('emits nothing of what is there, and everything that comes after', async () => {
		const scene = sceneOf();
		happen(scene);
		happen(scene, { date: 'some day' });
		expect(await scene.activate()).toEqual([]);
		const isUnderWay = scene.now - 40 * MINUTE_MS;
		scene.wait(MINUTE_MS);
		const later = happen(scene, { start: isUnderWay });
		expect(await scene.tick()).toEqual([later]);
		expect(await scene.tick()).toEqual([]);
	});

	it('emits nothing if the dates of the service lie ahead', async () => {
		const scene = sceneOf({}, { semantics: { dates: 'older', zoneHours: 14 } });
		happen(scene);
		expect(await scene.activate()).toEqual([]);
	});

	it('emits the past days to include, oldest first', async () => {
		const scene = sceneOf({ options: { startDaysBack: 3 } });
		const back = (days: number) => {
			const start = scene.now - days * DAY_MS;
			return happen(scene, { start, arrival: start });
		};
		const keys = [back(0.1), back(3.1), back(2.9), back(40), back(1)];
		expect(await scene.activate()).toEqual([keys[2], keys[4], keys[0]]);
		expect(await tickAfter(scene)).toEqual([]);
	});

	it.each([-12, -5, 0, 9, 14])(
		'emits the first hours of the past days if the service counts days %s hours from UTC',
		async (zoneHours) => {
			const now = '2025-06-10T02:00:00Z';
			const options = { startDaysBack: 1, lookbackDays: 1 };
			const scene = sceneOf({ options }, { semantics: { zoneHours }, now });
			const back = (hours: number) => happen(scene, { start: scene.now - hours * HOUR_MS });
			const keys = [back(23.9), back(20), back(1)];
			back(24.1);
			expect(await scene.activate()).toEqual(keys);
		},
	);

	it('emits only the past days to include, even if the look-back is longer', async () => {
		const scene = sceneOf({ options: { startDaysBack: 1, lookbackDays: 5 } });
		const back = (days: number) => happen(scene, { start: scene.now - days * DAY_MS });
		const [, recent] = [back(1.1), back(0.9)];
		expect(await scene.activate()).toEqual([recent]);
	});

	it('emits the whole of the first past day where records show only the day of their date', async () => {
		const scene = sceneOf({ events: ['lead'], options: { startDaysBack: 1 } });
		const on = (date: string) => happen(scene, { path: '/contacts', date });
		const keys = [on('2025-06-09'), on('2025-06-10')];
		on('2025-06-08');
		expect(await scene.activate()).toEqual(keys);
	});

	it('emits what came while the service was down at publishing, also where records show only their day', async () => {
		const scene = sceneOf({ events: ['lead'] });
		scene.trouble = all('down');
		expect(await scene.activate()).toEqual([]);
		const lead = happen(scene, { path: '/contacts', date: '2025-06-10' });
		scene.trouble = all(undefined);
		expect(await tickAfter(scene)).toEqual([lead]);
	});

	it('emits the past days of a busy account in several polls, each record once and in order', async () => {
		const scene = sceneOf({ events: EVENTS, options: { startDaysBack: 20 } });
		const keys: string[] = [];
		const lists = ['/chats', '/chats', '/chats', '/contacts'] as const;
		for (let start = scene.now - 20 * DAY_MS + 1000; start < scene.now; start += DAY_MS / 1400) {
			const path = lists[keys.length % 4] ?? '/chats';
			keys.push(happen(scene, { path, start: Math.floor(start / 1000) * 1000, arrival: start }));
		}
		expect(keys.length).toBeGreaterThan(27_000);
		const batches = [(await scene.activate()).length];
		while (scene.emitted.length < keys.length && batches.length < 50) {
			if (batches.length % 2 === 0) await scene.restart();
			batches.push((await tickAfter(scene)).length);
		}
		expect(scene.emitted.map(({ key }) => key)).toEqual(keys);
		expect(batches.length).toBeGreaterThan(1);
		expect(Math.max(...batches)).toBeLessThan(24_000);
	});

	it.each(['down', 'tooMany'] as const)(
		'does not throw, and sets the starting point (response: %s)',
		async (kind) => {
			const scene = sceneOf();
			happen(scene, { start: scene.now - HOUR_MS });
			scene.trouble = all(kind);
			expect(await scene.activate()).toEqual([]);
			scene.wait(HOUR_MS);
			const meanwhile = happen(scene);
			scene.wait(HOUR_MS);
			expect(await scene.restart()).toEqual([]);
			scene.trouble = all(undefined);
			expect(await tickAfter(scene)).toEqual([meanwhile]);
		},
	);

	it.each(['refused', 'gone', 'moved', 'page', 'cut'] as const)(
		'throws, and sets no starting point (response: %s)',
		async (kind) => {
			const scene = sceneOf();
			scene.trouble = all(kind);
			await expect(scene.activate()).rejects.toBeInstanceOf(NodeApiError);
			scene.wait(DAY_MS);
			happen(scene);
			scene.trouble = all(undefined);
			expect(await scene.activate()).toEqual([]);
		},
	);

	it('throws what the user must correct even if another list only fails temporarily', async () => {
		const scene = sceneOf({ events: EVENTS });
		scene.trouble = (path) => (path === '/contacts' ? 'refused' : 'down');
		await expect(scene.activate()).rejects.toThrow(/rejected the credential/);
	});

	it('throws if one list is refused, names its event, and sets no starting point for the others', async () => {
		const scene = sceneOf({ events: EVENTS, options: { startDaysBack: 3 } });
		const chat = happen(scene);
		scene.trouble = only('/contacts', 'forbidden');
		for (let attempt = 0; attempt < 5; attempt++) {
			await expect(scene.activate()).rejects.toThrow(
				/denied access to the list for 'Lead Captured'/,
			);
		}
		scene.trouble = all(undefined);
		expect(await scene.activate()).toEqual([chat]);
	});

	it.each(['gone', 'moved'] as const)(
		'throws if the list of an added event is not where it is expected (response: %s)',
		async (kind) => {
			const scene = await publishedScene({ events: ['chatAnswered'] });
			scene.parameters = { events: ['chatAnswered', 'lead'] };
			scene.trouble = only('/contacts', kind);
			await expect(scene.activate('update')).rejects.toBeInstanceOf(NodeApiError);
		},
	);

	it('throws if a chosen widget does not exist, unless the widgets cannot be listed', async () => {
		const scene = sceneOf({ widgets: 'selected', widgetIds: ['W1', 'deleted'] });
		await expect(scene.activate()).rejects.toThrow('No widget has the ID "deleted"');
		scene.parameters = { widgets: 'selected', widgetIds: ['W1'] };
		expect(await scene.activate()).toEqual([]);
		scene.parameters = { widgets: 'selected', widgetIds: ['w1', 'deleted'] };
		await expect(scene.activate('update')).rejects.toThrow('No widget has the ID "deleted"');
		scene.service.widgets = [];
		expect(await scene.activate('update')).toEqual([]);
		// One that is deleted later stops nothing.
		scene.service.widgets = ['w2'];
		expect(await scene.activate('update')).toEqual([]);
	});

	it('throws if the node is incomplete', async () => {
		const scene = sceneOf({ events: [] });
		await expect(scene.activate()).rejects.toBeInstanceOf(NodeOperationError);
	});
});

describe('the first poll after a start of n8n', () => {
	const troubles = ['down', 'refused', 'gone', 'page'] as const;
	const modes: WorkflowActivateMode[] = ['init', 'leadershipChange'];
	const cases = modes.flatMap((mode) => troubles.map((trouble) => [mode, trouble] as const));

	it.each(cases)(
		'in mode %s throws nothing, and logs a warning (response: %s)',
		async (mode, kind) => {
			const scene = await publishedScene();
			const missed = happen(scene);
			scene.trouble = all(kind);
			expect(await scene.activate(mode)).toEqual([]);
			expect(warnings(scene)).toHaveLength(1);
			scene.trouble = all(undefined);
			expect(await tickAfter(scene)).toEqual([missed]);
		},
	);

	it('throws nothing if the node is incomplete, but the next one does', async () => {
		const scene = await publishedScene();
		scene.parameters = { events: [] };
		expect(await scene.restart()).toEqual([]);
		await tickAfter(scene);
		expect(scene.thrown.map(({ message }) => message)).toEqual(["'Trigger On' is empty"]);
	});
});

describe('a scheduled poll', () => {
	it.each(['down', 'tooMany', 'page', 'cut', 'gone', 'moved'] as const)(
		'emits nothing on a temporary failure (response: %s)',
		async (kind) => {
			const scene = await publishedScene();
			scene.trouble = all(kind);
			const missed = happen(scene);
			expect(await tickAfter(scene)).toEqual([]);
			scene.trouble = all(undefined);
			expect(await tickAfter(scene)).toEqual([missed]);
			expect(scene.thrown).toEqual([]);
		},
	);

	it('throws if the credential is rejected, and continues once that is corrected', async () => {
		const scene = await publishedScene();
		scene.trouble = all('refused');
		const missed = happen(scene);
		await tickAfter(scene);
		expect(scene.thrown).toEqual([expect.any(NodeApiError)]);
		scene.trouble = all(undefined);
		expect(await tickAfter(scene)).toEqual([missed]);
	});

	it('fails one execution once the service has been down for a day, whatever it responds, and once more after it worked again', async () => {
		const scene = await publishedScene();
		for (const day of [1, 2]) {
			for (let minute = 0; minute < 3 * 24 * 60; minute += 10) {
				scene.trouble = all(minute % 20 ? 'down' : 'page');
				await tickAfter(scene, 10 * MINUTE_MS);
				if (minute < 23 * 60) expect(scene.thrown).toHaveLength(day - 1);
			}
			expect(scene.thrown).toHaveLength(day);
			const missed = happen(scene);
			scene.trouble = all(undefined);
			expect(await tickAfter(scene)).toEqual([missed]);
		}
	});

	it('fails one execution for each reason, although a rejected token is now and then answered by a server in trouble', async () => {
		const scene = await publishedScene({ events: EVENTS });
		for (let minute = 0; minute < 60; minute++) {
			scene.trouble = (path) => (path === '/chats' && minute % 2 ? 'down' : 'refused');
			await tickAfter(scene);
		}
		expect(scene.thrown).toHaveLength(2);
	});

	it('warns at most once an hour, even if the service comes and goes', async () => {
		const scene = await publishedScene();
		for (let minute = 0; minute < 300; minute++) {
			scene.trouble = all(minute % 2 ? 'down' : undefined);
			await tickAfter(scene);
		}
		expect(warnings(scene).length).toBeGreaterThanOrEqual(4);
		expect(warnings(scene).length).toBeLessThanOrEqual(5);
		expect(scene.log).toHaveLength(150);
		expect(warnings(scene)[0]?.message).toMatch(/trying again at the next poll.*could not process/);
	});

	it('fails once if one list is refused, and then emits what the others have', async () => {
		const scene = await publishedScene({ events: EVENTS });
		const [chat, lead] = [happen(scene), happen(scene, { path: '/contacts' })];
		scene.trouble = only('/contacts', 'forbidden');
		expect(await tickAfter(scene)).toEqual([]);
		expect(scene.thrown.map(({ message }) => message)).toEqual([
			"Social Intents denied access to the list for 'Lead Captured' (403, GET /contacts)",
		]);
		expect(await tickAfter(scene)).toEqual([chat]);
		for (let minute = 0; minute < 120; minute++) await tickAfter(scene);
		expect(scene.thrown).toHaveLength(1);
		expect(warnings(scene).length).toBeGreaterThan(1);
		expect(warnings(scene).length).toBeLessThan(5);
		scene.trouble = all(undefined);
		expect(await tickAfter(scene)).toEqual([lead]);
	});

	it('fails once more if a list is refused after it worked for a while', async () => {
		const scene = await publishedScene({ events: EVENTS });
		for (const trouble of ['forbidden', undefined, 'forbidden'] as const) {
			scene.trouble = only('/contacts', trouble);
			for (let minute = 0; minute < 10; minute++) await tickAfter(scene);
		}
		expect(scene.thrown).toHaveLength(2);
	});

	it('emits what one list has while another fails temporarily, and logs that', async () => {
		const scene = await publishedScene({ events: EVENTS });
		const [chat, lead] = [happen(scene), happen(scene, { path: '/contacts' })];
		scene.trouble = only('/chats', 'down');
		expect(await tickAfter(scene)).toEqual([lead]);
		expect(warnings(scene)).toHaveLength(1);
		scene.trouble = all(undefined);
		expect(await tickAfter(scene)).toEqual([chat]);
		expect(scene.thrown).toEqual([]);
	});

	it('keeps the position of a list that is up to date even if another one throws', async () => {
		const scene = await publishedScene({ events: ['chatMissed', 'lead'] });
		for (let day = 0; day < 60; day++) {
			scene.wait(DAY_MS);
			happen(scene);
		}
		scene.trouble = only('/contacts', 'refused');
		await tickAfter(scene);
		const before = scene.service.requests.length;
		await tickAfter(scene);
		expect(requestsSince(scene, before).filter((one) => one.startsWith('/chats'))).toHaveLength(1);
	});

	it('is skipped while another one is in progress', async () => {
		const scene = await publishedScene();
		const key = happen(scene);
		let second: string[] | undefined;
		scene.during = async () => {
			scene.during = () => {};
			second = await scene.tick();
		};
		expect(await tickAfter(scene)).toEqual([key]);
		expect(second).toEqual([]);
		expect(await tickAfter(scene)).toEqual([]);
	});

	it('is not blocked by one that never ends, and emits once what both find', async () => {
		const scene = await publishedScene();
		const key = happen(scene);
		let answer = () => {};
		const asked = new Promise<void>((isAsked) => {
			scene.during = async () => {
				scene.during = () => {};
				isAsked();
				await new Promise<void>((resolve) => (answer = resolve));
			};
		});
		const stuck = tickAfter(scene);
		await asked;
		expect(await tickAfter(scene, 14 * MINUTE_MS)).toEqual([]);
		expect(await tickAfter(scene, 2 * MINUTE_MS)).toEqual([key]);
		answer();
		expect(await stuck).toEqual([]);
		expect(await tickAfter(scene)).toEqual([]);
	});

	it('leaves what it found to the first poll after a publication in the meantime', async () => {
		const scene = await publishedScene();
		const { process } = scene;
		const key = happen(scene);
		let published: string[] = [];
		scene.during = async () => {
			scene.during = () => {};
			published = await scene.activate('update');
		};
		expect(await scene.tick(process)).toEqual([]);
		expect(published).toEqual([key]);
		expect(await tickAfter(scene)).toEqual([]);
	});

	it('emits every record even if polls of two contexts overlap forever', async () => {
		const scene = await publishedScene();
		const older = scene.process;
		await scene.activate('update');
		const keys: string[] = [];
		for (let minute = 0; minute < 20; minute++) {
			scene.wait(MINUTE_MS);
			keys.push(happen(scene));
			const [first, second] = minute % 2 ? [older, scene.process] : [scene.process, older];
			scene.during = async () => {
				scene.during = () => {};
				await scene.tick(second);
			};
			await scene.tick(first);
		}
		expect(scene.emitted.map(({ key }) => key)).toEqual(keys);
		expect(scene.log.some(({ message }) => message.includes('still running'))).toBe(true);
	});

	it('emits a lead again who left contact details again under the same ID, but not an edited record', async () => {
		const scene = await publishedScene({ events: ['chatAnswered', 'lead'] });
		let rows: Record<string, IDataObject[]> = {};
		scene.service.respond = (path) => ({ chats: rows[path] ?? [] });
		const lead = { id: 'l1', page: 'lead', addDate: '2025-06-10T12:05:00Z' };
		const chat = {
			id: 'c1',
			page: 'chat',
			startDate: '2025-06-10T12:05:00Z',
			chatType: 'Answered',
		};
		rows = { '/contacts': [lead], '/chats': [chat] };
		expect(await tickAfter(scene)).toEqual(['chat', 'lead']);
		rows = { '/contacts': [{ ...lead, email: 'new' }], '/chats': [{ ...chat, duration: 9 }] };
		expect(await tickAfter(scene)).toEqual([]);
		rows = { '/contacts': [{ ...lead, addDate: '2025-06-10T12:09:00Z' }], '/chats': [chat] };
		expect(await tickAfter(scene)).toEqual(['lead']);
		expect(await tickAfter(scene)).toEqual([]);
	});

	it('emits a lead once whose date the service writes in words', async () => {
		const scene = await publishedScene({ events: ['lead'] });
		let minutes = 0;
		scene.service.respond = () => ({ leads: [{ id: 'l1', addDate: `${++minutes} minutes ago` }] });
		expect(await tickAfter(scene)).toHaveLength(1);
		for (let minute = 0; minute < 5; minute++) expect(await tickAfter(scene)).toEqual([]);
	});

	it('recognizes records without an ID, or with one longer than a number can hold', async () => {
		const scene = await publishedScene();
		const rows: IDataObject[] = [
			JSON.parse('{ "id": 90071992547409931, "page": "a" }'),
			JSON.parse('{ "id": 90071992547409932, "page": "b" }'),
			{ page: 'c' },
			{ id: '', page: 'd' },
			{ id: null, page: 'e' },
			{ id: 7, page: 'f' },
			{ id: '7', page: 'g' },
		];
		vi.spyOn(scene.service, 'respond').mockReturnValue({ apiStatus: 'Success', chats: rows });
		expect(await tickAfter(scene)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
		expect(await tickAfter(scene)).toEqual([]);
	});

	it('emits the oldest first, and records without a date last', async () => {
		const scene = await publishedScene({ events: EVENTS });
		const at = (minutes: number, path: ListPath) =>
			happen(scene, { path, start: scene.now - minutes * MINUTE_MS });
		const keys = [at(1, '/chats'), at(3, '/contacts'), at(2, '/offlinemessages')];
		const undated = happen(scene, { date: null });
		expect(await tickAfter(scene)).toEqual([keys[1], keys[2], keys[0], undated]);
	});

	it('emits the shapes of the other nodes, with the event and the widget', async () => {
		const scene = await publishedScene({ events: EVENTS, simplify: true });
		happen(scene, { isMissed: true });
		happen(scene, { path: '/contacts', key: 'l' });
		const context = scene.process?.context;
		const output = context && (await scene.pollIn(context));
		expect(output?.[0]?.map(({ json }) => json)).toEqual([
			expect.objectContaining({ chatType: 'Missed', event: 'chatMissed', widgetId: 'w1' }),
			expect.objectContaining({ id: 'l', page: 'l', event: 'lead', widgetId: 'w1' }),
		]);
		expect(Object.keys(output?.[0]?.[0]?.json ?? {})[0]).toBe('event');
		expect(output?.[0]?.[0]?.json).not.toHaveProperty('appId');
	});
});

describe('the requests of a poll', () => {
	it('are one for each chosen list, from the look-back to the day after tomorrow', async () => {
		const scene = await publishedScene({ events: EVENTS });
		for (const path of ['/chats', '/contacts', '/offlinemessages'] as const)
			happen(scene, { path });
		const before = scene.service.requests.length;
		await tickAfter(scene);
		expect(scene.service.requests.slice(before)).toEqual(
			['/chats', '/contacts', '/offlinemessages'].map((path) => ({
				path,
				from: '2025-06-08',
				to: '2025-06-12',
				timezone: 'UTC',
				app: undefined,
				rows: 1,
			})),
		);
		await tickAfter(scene, 12 * HOUR_MS);
		expect(requestsSince(scene, before + 3)).toEqual([
			'/chats 2025-06-08 2025-06-13',
			'/contacts 2025-06-08 2025-06-13',
			'/offlinemessages 2025-06-08 2025-06-13',
		]);
	});

	it('move forward a day with the first record of a new day, and not on quiet days', async () => {
		const scene = await publishedScene();
		const asked: string[] = [];
		for (let day = 0; day < 4; day++) {
			if (day !== 2) happen(scene);
			await scene.tick();
			const before = scene.service.requests.length;
			await scene.tick();
			asked.push(...requestsSince(scene, before));
			scene.wait(DAY_MS);
		}
		expect(asked).toEqual([
			'/chats 2025-06-08 2025-06-12',
			'/chats 2025-06-09 2025-06-13',
			'/chats 2025-06-09 2025-06-14',
			'/chats 2025-06-11 2025-06-15',
		]);
	});

	it('return no more than the records of the look-back and a day, however long it is quiet', async () => {
		const scene = await publishedScene();
		for (let hour = 0; hour < 24 * 10; hour++) {
			happen(scene);
			await tickAfter(scene, HOUR_MS);
		}
		const before = scene.service.requests.length;
		for (let day = 0; day < 100; day++) await tickAfter(scene, DAY_MS);
		const asked = scene.service.requests.slice(before);
		expect(asked).toHaveLength(100);
		expect(Math.max(...asked.map(({ rows }) => rows))).toBeLessThanOrEqual(72);
	});

	it('name the widget if only one is chosen', async () => {
		const scene = await publishedScene({ widgets: 'selected', widgetIds: ['w2'] });
		const [, mine] = [happen(scene), happen(scene, { widget: 'w2' })];
		expect(await tickAfter(scene)).toEqual([mine]);
		scene.parameters = { widgets: 'selected', widgetIds: ['w1', 'w2'] };
		await scene.activate('update');
		const apps = scene.service.requests.map(({ app }) => app);
		expect([...new Set(apps)]).toEqual(['w2', undefined]);
	});

	it('name the only chosen widget as the service writes its ID, or no widget if it cannot be listed', async () => {
		const scene = sceneOf({ widgets: 'selected', widgetIds: [' W2\n'] });
		scene.service.widgets = [];
		await scene.activate();
		scene.wait(MINUTE_MS);
		const first = happen(scene, { widget: 'w2' });
		expect(await scene.tick()).toEqual([first]);
		scene.service.widgets = ['w1', 'w2'];
		scene.kill();
		await scene.activate('init');
		scene.wait(MINUTE_MS);
		const second = happen(scene, { widget: 'w2' });
		expect(await scene.tick()).toEqual([second]);
		const apps = scene.service.requests.map(({ app }) => app);
		expect([...new Set(apps)]).toEqual([undefined, 'w2']);
	});

	it('read the lists however long the widgets take, which are not requested again for an hour', async () => {
		const scene = sceneOf({ widgets: 'selected', widgetIds: ['w1'] });
		await scene.activate();
		scene.kill();
		const listWidgets = scene.service.listWidgets.bind(scene.service);
		scene.service.widgets = [];
		scene.service.listWidgets = () => {
			scene.wait(25_000);
			vi.setSystemTime(scene.now);
			return listWidgets();
		};
		const first = happen(scene, { widget: 'w1' });
		expect(await scene.activate('init')).toEqual([first]);
		scene.wait(MINUTE_MS);
		const second = happen(scene, { widget: 'w1' });
		const before = scene.service.widgetRequests;
		expect(await scene.tick()).toEqual([second]);
		expect(scene.service.widgetRequests).toBe(before);
	});

	it('cover four days more at a time after a downtime while there are few records', async () => {
		const scene = await publishedScene();
		const keys = [happen(scene)];
		for (let day = 0; day < 364; day++) {
			scene.wait(DAY_MS);
			if (day % 7 === 0) keys.push(happen(scene));
		}
		const before = scene.service.requests.length;
		expect(await scene.restart()).toEqual(keys);
		expect(scene.service.requests.length - before).toBeLessThanOrEqual(100);
		const spans = scene.service.requests
			.slice(before)
			.map(({ from, to }) => Date.parse(to) - Date.parse(from));
		expect(Math.max(...spans)).toBeLessThanOrEqual(12 * DAY_MS);
		expect(await tickAfter(scene)).toEqual([]);
	});

	it('cover no more days than usual after a downtime if there are many records', async () => {
		const scene = await publishedScene({ events: EVENTS });
		const keys: string[] = [];
		for (let count = 0; count < 30 * 3000; count++) {
			scene.wait(DAY_MS / 3000);
			keys.push(happen(scene, { path: count % 3 === 0 ? '/contacts' : '/chats' }));
		}
		const before = scene.service.requests.length;
		const batches = [(await scene.restart()).length];
		while (scene.emitted.length < keys.length && batches.length < 100) {
			batches.push((await tickAfter(scene)).length);
		}
		expect(scene.emitted.map(({ key }) => key)).toEqual(keys);
		const rows = scene.service.requests.slice(before).map((asked) => asked.rows);
		expect(Math.max(...rows)).toBeLessThanOrEqual(2000 * 5);
		expect(Math.max(...batches)).toBeLessThanOrEqual(24_000);
	});

	it('end after some time, and continue in the next poll', async () => {
		const scene = await publishedScene();
		const last = scene.now + 400 * DAY_MS;
		scene.now = last;
		const key = happen(scene);
		scene.during = () => {
			scene.wait(9000);
			vi.setSystemTime(scene.now);
		};
		const counts: number[] = [];
		await scene.restart();
		while (scene.emitted.length === 0 && counts.length < 80) {
			const before = scene.service.requests.length;
			await scene.tick();
			counts.push(scene.service.requests.length - before);
		}
		expect(scene.emitted.map((one) => one.key)).toEqual([key]);
		expect(Math.max(...counts)).toBe(3);
	});
});

describe('what is chosen later', () => {
	it('starts with what comes from then on: an event of the same list', async () => {
		const scene = await publishedScene({ events: ['chatAnswered'] });
		for (let day = 0; day < 30; day++) {
			scene.wait(DAY_MS);
			happen(scene, { isMissed: true });
			await scene.tick();
		}
		const pending = happen(scene);
		scene.parameters = { events: ['chatAnswered', 'chatMissed'] };
		expect(await scene.activate('update')).toEqual([pending]);
		scene.wait(MINUTE_MS);
		const missed = happen(scene, { isMissed: true, start: scene.now - 20 * HOUR_MS });
		expect(await scene.tick()).toEqual([missed]);
		expect(await scene.restart()).toEqual([]);
	});

	it('starts with what comes from then on: an event of another list, whatever past days were included', async () => {
		const scene = await publishedScene({ events: ['chatAnswered'], options: {} });
		happen(scene, { path: '/contacts' });
		scene.parameters = { events: ['chatAnswered', 'lead'] };
		expect(await scene.activate('update')).toEqual([]);
		scene.wait(MINUTE_MS);
		const lead = happen(scene, { path: '/contacts' });
		expect(await scene.tick()).toEqual([lead]);
	});

	it('starts with what comes from then on: a widget', async () => {
		const scene = await publishedScene({ widgets: 'selected', widgetIds: ['w1', 'w2'] });
		for (let day = 0; day < 30; day++) {
			scene.wait(DAY_MS);
			happen(scene, { widget: 'w3' });
			await scene.tick();
		}
		const pending = happen(scene);
		scene.parameters = { widgets: 'all' };
		expect(await scene.activate('update')).toEqual([pending]);
		scene.wait(MINUTE_MS);
		const later = happen(scene, { widget: 'w3' });
		expect(await scene.tick()).toEqual([later]);
	});

	it('includes widgets created in the service later, if all are chosen', async () => {
		const scene = await publishedScene();
		const key = happen(scene, { widget: 'made later' });
		expect(await tickAfter(scene)).toEqual([key]);
	});

	it('starts at its publication even if the service is down then, and n8n is killed', async () => {
		const scene = await publishedScene({ events: ['chatAnswered'] });
		happen(scene, { isMissed: true });
		scene.wait(DAY_MS);
		scene.trouble = all('down');
		scene.parameters = { events: ['chatAnswered', 'chatMissed'] };
		await scene.activate('update');
		scene.wait(HOUR_MS);
		const [answered, missed] = [happen(scene), happen(scene, { isMissed: true })];
		scene.wait(HOUR_MS);
		scene.trouble = all(undefined);
		expect((await scene.restart()).sort()).toEqual([answered, missed].sort());
	});

	it('is unchanged by another order in the form', async () => {
		const scene = await publishedScene({ widgets: 'selected', widgetIds: ['w1', 'w2'] });
		scene.parameters = { widgets: 'selected', widgetIds: ['w2', 'w1'] };
		const saved = scene.saved;
		await scene.activate('update');
		expect(scene.saved).toBe(saved);
	});
});

describe('a manual run', () => {
	it('shows the newest five, and leaves the state alone', async () => {
		const scene = await publishedScene();
		for (let hour = 0; hour < 12; hour++)
			happen(scene, { key: `m${hour}`, start: scene.now - hour * HOUR_MS });
		const { saved } = scene;
		const items = await scene.test();
		expect(items.map(({ json }) => json.page)).toEqual(['m4', 'm3', 'm2', 'm1', 'm0']);
		expect(scene.saved).toBe(saved);
		expect(await scene.tick()).toHaveLength(12);
	});

	it('shows them before the workflow is published, too, and sets no starting point', async () => {
		const scene = sceneOf();
		happen(scene);
		expect(await scene.test()).toHaveLength(1);
		expect(scene.saved).toBe('{}');
	});

	it('requests few days first, because a day may contain thousands of records', async () => {
		const scene = sceneOf();
		const at = (days: number) => happen(scene, { start: scene.now - days * DAY_MS });
		for (let count = 0; count < 5; count++) at(0.1);
		await scene.test();
		expect(requestsSince(scene, 0)).toEqual(['/chats 2025-06-09 2025-06-11']);
	});

	it('goes back up to a month if there are few records', async () => {
		const scene = sceneOf();
		const keys = [30, 6, 3].map((days) => happen(scene, { start: scene.now - days * DAY_MS }));
		expect((await scene.test()).map(({ json }) => json.page)).toEqual(keys);
		expect(scene.service.requests.map(({ from }) => from)).toEqual([
			'2025-06-09',
			'2025-06-03',
			'2025-05-10',
		]);
	});

	it('reports that there is nothing to show', async () => {
		await expect(sceneOf().test()).rejects.toThrow(/in the last 31 days, so there is no sample/);
	});

	it('throws if it fails, and is not blocked by a poll in progress', async () => {
		const scene = await publishedScene();
		happen(scene);
		let sample: unknown;
		scene.during = async () => {
			scene.during = () => {};
			sample = await scene.test();
		};
		await tickAfter(scene);
		expect(sample).toHaveLength(1);
		scene.trouble = all('down');
		await expect(scene.test()).rejects.toBeInstanceOf(NodeApiError);
	});
});

describe('the state', () => {
	it('is plain JSON, and leaves what belongs to others alone', async () => {
		const scene = sceneOf({ events: EVENTS });
		const others = {
			'node:Webhook': { id: 'w' },
			global: { n: 1 },
			'node:Poll': { secret: 's', url: 'u' },
		};
		scene.saved = JSON.stringify(others);
		await scene.activate();
		happen(scene);
		await tickAfter(scene);
		const saved = JSON.parse(scene.saved) as Record<string, IDataObject>;
		expect(saved).toMatchObject(others);
		expect(saved).toEqual(scene.process?.staticData);
		expect(Object.keys(scene.state)).toEqual(['secret', 'url', 'socialIntentsPolling']);
	});

	it('is not written if nothing is new', async () => {
		const scene = await publishedScene({ events: EVENTS });
		happen(scene);
		await scene.tick();
		const state = Object.freeze({ ...scene.process?.staticData['node:Poll'] });
		if (scene.process) scene.process.staticData['node:Poll'] = state;
		expect(await tickAfter(scene)).toEqual([]);
		expect(scene.thrown).toEqual([]);
	});

	it('is at most 512 KB after a downtime of an account with 10,000 chats a day', async () => {
		const scene = await publishedScene();
		const pass = (days: number) => {
			for (let count = 0; count < days * 10_000; count++) {
				scene.wait(DAY_MS / 10_000);
				happen(scene);
			}
		};
		for (let day = 0; day < 3; day++) {
			pass(1);
			expect(await scene.tick()).toHaveLength(10_000);
		}
		pass(4);
		await scene.restart();
		for (let poll = 0; poll < 10 && scene.emitted.length < 70_000; poll++) {
			expect(scene.saved.length).toBeLessThanOrEqual(512 * 1024);
			await tickAfter(scene);
		}
		expect(scene.saved.length).toBeLessThanOrEqual(512 * 1024);
		expect(new Set(scene.emitted.map(({ key }) => key)).size).toBe(70_000);
		expect(await scene.restart()).toEqual([]);
		expect(scene.emitted).toHaveLength(70_000);
	}, 300_000);

	it('starts at the publication also with durable pollers, which do not save that poll', async () => {
		const scene = sceneOf({ events: ['chatAnswered'] });
		happen(scene);
		expect(await scene.durableActivate()).toEqual([]);
		scene.wait(MINUTE_MS);
		const first = happen(scene);
		expect(await scene.durableTick()).toEqual([first]);
		scene.parameters = { events: ['chatAnswered', 'lead'] };
		happen(scene, { path: '/contacts' });
		expect(await scene.durableActivate('update')).toEqual([]);
		scene.wait(MINUTE_MS);
		const lead = happen(scene, { path: '/contacts' });
		expect(await scene.durableTick()).toEqual([lead]);
		expect(await scene.durableTick()).toEqual([]);
	});

	it('survives a maintenance page with a new context for each poll, and warns once an hour', async () => {
		const scene = sceneOf();
		await scene.durableActivate();
		await scene.durableTick();
		scene.trouble = all('page');
		const key = happen(scene);
		for (let minute = 0; minute < 120; minute++) {
			scene.wait(MINUTE_MS);
			expect(await scene.durableTick()).toEqual([]);
		}
		expect(warnings(scene).length).toBeGreaterThanOrEqual(2);
		expect(warnings(scene).length).toBeLessThanOrEqual(3);
		scene.trouble = all(undefined);
		expect(await scene.durableTick()).toEqual([key]);
	});

	it('fails one execution once the service has been down for a day, with a new context for each poll', async () => {
		const scene = sceneOf();
		await scene.durableActivate();
		await durablePolls(scene, 2);
		scene.trouble = all('down');
		expect(await durablePolls(scene, 24 * 60 - 1)).toEqual([]);
		expect(await durablePolls(scene, 24 * 60)).toEqual([
			expect.stringContaining('Social Intents could not process the request (500, GET /chats)'),
		]);
	});

	/** The outcomes of polls of the durable scheduler, one a minute: what was emitted or thrown. */
	async function durablePolls(scene: ReturnType<typeof sceneOf>, count: number) {
		const outcomes: string[] = [];
		for (let minute = 0; minute < count; minute++) {
			scene.wait(MINUTE_MS);
			const outcome = await scene.durableTick().catch(({ message }: Error) => [message]);
			outcomes.push(...outcome);
		}
		return outcomes;
	}

	it('fails one execution if the token is rejected with a new context for each poll, and warns once an hour', async () => {
		const scene = sceneOf();
		await scene.durableActivate();
		await durablePolls(scene, 2);
		scene.trouble = all('refused');
		const key = happen(scene);
		expect(await durablePolls(scene, 121)).toEqual([
			'Social Intents rejected the credential (401, GET /chats)',
		]);
		expect(warnings(scene)).toHaveLength(2);
		scene.trouble = all(undefined);
		expect(await durablePolls(scene, 2)).toEqual([key]);
		scene.trouble = all('refused');
		expect(await durablePolls(scene, 60)).toHaveLength(1);
	});

	it('fails one execution also in the first poll after a start of n8n, or after a wrong token replaces the right one', async () => {
		const scene = sceneOf();
		await scene.durableActivate();
		scene.kill();
		scene.credential = { ...scene.credential, apiToken: 'a typo' };
		scene.trouble = all('refused');
		expect(await durablePolls(scene, 60)).toHaveLength(1);
	});

	it('fails one execution if one list is rejected with a new context for each poll, and then emits what the others have', async () => {
		const scene = sceneOf({ events: EVENTS });
		await scene.durableActivate();
		await durablePolls(scene, 2);
		const [chat, lead] = [happen(scene), happen(scene, { path: '/contacts' })];
		scene.trouble = only('/contacts', 'forbidden');
		const reason =
			"Social Intents denied access to the list for 'Lead Captured' (403, GET /contacts)";
		expect(await durablePolls(scene, 120)).toEqual([reason, chat]);
		expect(warnings(scene)).toHaveLength(2);
		scene.trouble = all(undefined);
		expect(await durablePolls(scene, 1)).toEqual([lead]);
	});

	it('fails one execution if a list that was added is rejected, with a new context for each poll', async () => {
		const scene = sceneOf({ events: ['chatAnswered'] });
		await scene.durableActivate();
		await durablePolls(scene, 2);
		scene.parameters = { events: ['chatAnswered', 'lead'] };
		scene.trouble = only('/contacts', 'forbidden');
		const chat = happen(scene);
		expect(await durablePolls(scene, 60)).toEqual([expect.stringContaining('denied access'), chat]);
	});

	it('throws at each publication, also if the failure was reported before', async () => {
		const scene = await publishedScene();
		await tickAfter(scene);
		scene.trouble = all('refused');
		for (const mode of ['update', 'update', 'activate'] as const) {
			await tickAfter(scene);
			await expect(scene.activate(mode)).rejects.toThrow(/rejected the credential/);
			scene.wait(HOUR_MS);
		}
	});

	it('throws each time that n8n tries a publication again, and at the publication of a changed node', async () => {
		const scene = sceneOf();
		await scene.durableActivate();
		scene.trouble = all('refused');
		for (let seconds = 1; seconds <= 8; seconds *= 2) {
			await expect(scene.durableActivate('update')).rejects.toThrow(/rejected the credential/);
			scene.wait(seconds * 1000);
		}
		scene.wait(MINUTE_MS);
		scene.parameters = { events: ['lead'] };
		await expect(scene.durableActivate('update')).rejects.toThrow(/rejected the credential/);
	});

	it('works if every poll has a new context and is saved, as with the durable scheduler', async () => {
		const scene = await publishedScene({ events: EVENTS });
		const expected: string[] = [];
		const found: string[] = [];
		for (let hour = 0; hour < 24 * 12; hour++) {
			scene.trouble = hour % 17 === 0 ? all('down') : all(undefined);
			if (hour % 3 === 0)
				expected.push(happen(scene, { start: scene.now - (hour % 48) * HOUR_MS }));
			scene.wait(HOUR_MS);
			found.push(...(await scene.durableTick()));
		}
		scene.trouble = all(undefined);
		found.push(...(await scene.durableTick()));
		expect(found.sort()).toEqual(expected.sort());
	});
});
