import type { IDataObject, WorkflowActivateMode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { EVENTS } from './history';
import {
	all,
	askedSince,
	happen,
	MINUTE_MS,
	only,
	publishedWorld,
	tickAfter,
	warnings,
	worldOf,
} from './scenes';
import { DAY_MS, HOUR_MS, type ListPath } from './world';

beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterAll(() => void vi.useRealTimers());

describe('the first poll after publication', () => {
	it('emits nothing of what is there, and everything that comes after', async () => {
		const world = worldOf();
		happen(world);
		happen(world, { date: 'some day' });
		expect(await world.activate()).toEqual([]);
		const isUnderWay = world.now - 40 * MINUTE_MS;
		world.wait(MINUTE_MS);
		const later = happen(world, { start: isUnderWay });
		expect(await world.tick()).toEqual([later]);
		expect(await world.tick()).toEqual([]);
	});

	it('emits nothing if the dates of the service lie ahead', async () => {
		const world = worldOf({}, { semantics: { dates: 'older', zoneHours: 14 } });
		happen(world);
		expect(await world.activate()).toEqual([]);
	});

	it('emits the past days to include, oldest first', async () => {
		const world = worldOf({ options: { startDaysBack: 3 } });
		const back = (days: number) => {
			const start = world.now - days * DAY_MS;
			return happen(world, { start, arrival: start });
		};
		const keys = [back(0.1), back(3.1), back(2.9), back(40), back(1)];
		expect(await world.activate()).toEqual([keys[2], keys[4], keys[0]]);
		expect(await tickAfter(world)).toEqual([]);
	});

	it.each([-12, -5, 0, 9, 14])(
		'emits the first hours of the past days if the service counts days %s hours from UTC',
		async (zoneHours) => {
			const now = '2025-06-10T02:00:00Z';
			const options = { startDaysBack: 1, lookbackDays: 1 };
			const world = worldOf({ options }, { semantics: { zoneHours }, now });
			const back = (hours: number) => happen(world, { start: world.now - hours * HOUR_MS });
			const keys = [back(23.9), back(20), back(1)];
			back(24.1);
			expect(await world.activate()).toEqual(keys);
		},
	);

	it('emits only the past days to include, even if the look-back is longer', async () => {
		const world = worldOf({ options: { startDaysBack: 1, lookbackDays: 5 } });
		const back = (days: number) => happen(world, { start: world.now - days * DAY_MS });
		const [, recent] = [back(1.1), back(0.9)];
		expect(await world.activate()).toEqual([recent]);
	});

	it('emits the whole of the first past day where records show only the day of their date', async () => {
		const world = worldOf({ events: ['lead'], options: { startDaysBack: 1 } });
		const on = (date: string) => happen(world, { path: '/contacts', date });
		const keys = [on('2025-06-09'), on('2025-06-10')];
		on('2025-06-08');
		expect(await world.activate()).toEqual(keys);
	});

	it('emits what came while the service was down at publishing, also where records show only their day', async () => {
		const world = worldOf({ events: ['lead'] });
		world.trouble = all('down');
		expect(await world.activate()).toEqual([]);
		const lead = happen(world, { path: '/contacts', date: '2025-06-10' });
		world.trouble = all(undefined);
		expect(await tickAfter(world)).toEqual([lead]);
	});

	it('emits the past days of a busy account in several polls, each record once and in order', async () => {
		const world = worldOf({ events: EVENTS, options: { startDaysBack: 20 } });
		const keys: string[] = [];
		const lists = ['/chats', '/chats', '/chats', '/contacts'] as const;
		for (let start = world.now - 20 * DAY_MS + 1000; start < world.now; start += DAY_MS / 1400) {
			const path = lists[keys.length % 4] ?? '/chats';
			keys.push(happen(world, { path, start: Math.floor(start / 1000) * 1000, arrival: start }));
		}
		expect(keys.length).toBeGreaterThan(27_000);
		const batches = [(await world.activate()).length];
		while (world.emitted.length < keys.length && batches.length < 50) {
			if (batches.length % 2 === 0) await world.restart();
			batches.push((await tickAfter(world)).length);
		}
		expect(world.emitted.map(({ key }) => key)).toEqual(keys);
		expect(batches.length).toBeGreaterThan(1);
		expect(Math.max(...batches)).toBeLessThan(24_000);
	});

	it.each(['down', 'tooMany'] as const)(
		'does not throw, and sets the starting point (response: %s)',
		async (kind) => {
			const world = worldOf();
			happen(world, { start: world.now - HOUR_MS });
			world.trouble = all(kind);
			expect(await world.activate()).toEqual([]);
			world.wait(HOUR_MS);
			const meanwhile = happen(world);
			world.wait(HOUR_MS);
			expect(await world.restart()).toEqual([]);
			world.trouble = all(undefined);
			expect(await tickAfter(world)).toEqual([meanwhile]);
		},
	);

	it.each(['refused', 'gone', 'moved', 'page', 'cut'] as const)(
		'throws, and sets no starting point (response: %s)',
		async (kind) => {
			const world = worldOf();
			world.trouble = all(kind);
			await expect(world.activate()).rejects.toBeInstanceOf(NodeApiError);
			world.wait(DAY_MS);
			happen(world);
			world.trouble = all(undefined);
			expect(await world.activate()).toEqual([]);
		},
	);

	it('throws what the user must correct even if another list only fails temporarily', async () => {
		const world = worldOf({ events: EVENTS });
		world.trouble = (path) => (path === '/contacts' ? 'refused' : 'down');
		await expect(world.activate()).rejects.toThrow(/rejected the credential/);
	});

	it('throws if one list is refused, names its event, and sets no starting point for the others', async () => {
		const world = worldOf({ events: EVENTS, options: { startDaysBack: 3 } });
		const chat = happen(world);
		world.trouble = only('/contacts', 'forbidden');
		for (let attempt = 0; attempt < 5; attempt++) {
			await expect(world.activate()).rejects.toThrow(
				/denied access to the list for 'Lead Captured'/,
			);
		}
		world.trouble = all(undefined);
		expect(await world.activate()).toEqual([chat]);
	});

	it.each(['gone', 'moved'] as const)(
		'throws if the list of an added event is not where it is expected (response: %s)',
		async (kind) => {
			const world = await publishedWorld({ events: ['chatAnswered'] });
			world.parameters = { events: ['chatAnswered', 'lead'] };
			world.trouble = only('/contacts', kind);
			await expect(world.activate('update')).rejects.toBeInstanceOf(NodeApiError);
		},
	);

	it('throws if a chosen widget does not exist, unless the widgets cannot be listed', async () => {
		const world = worldOf({ widgets: 'selected', widgetIds: ['W1', 'deleted'] });
		await expect(world.activate()).rejects.toThrow('No widget has the ID "deleted"');
		world.parameters = { widgets: 'selected', widgetIds: ['W1'] };
		expect(await world.activate()).toEqual([]);
		world.parameters = { widgets: 'selected', widgetIds: ['w1', 'deleted'] };
		await expect(world.activate('update')).rejects.toThrow('No widget has the ID "deleted"');
		world.service.widgets = [];
		expect(await world.activate('update')).toEqual([]);
		// One that is deleted later stops nothing.
		world.service.widgets = ['w2'];
		expect(await world.activate('update')).toEqual([]);
	});

	it('throws if the node is incomplete', async () => {
		const world = worldOf({ events: [] });
		await expect(world.activate()).rejects.toBeInstanceOf(NodeOperationError);
	});
});

describe('the first poll after a start of n8n', () => {
	const troubles = ['down', 'refused', 'gone', 'page'] as const;
	const modes: WorkflowActivateMode[] = ['init', 'leadershipChange'];
	const cases = modes.flatMap((mode) => troubles.map((trouble) => [mode, trouble] as const));

	it.each(cases)(
		'in mode %s throws nothing, and logs a warning (response: %s)',
		async (mode, kind) => {
			const world = await publishedWorld();
			const missed = happen(world);
			world.trouble = all(kind);
			expect(await world.activate(mode)).toEqual([]);
			expect(warnings(world)).toHaveLength(1);
			world.trouble = all(undefined);
			expect(await tickAfter(world)).toEqual([missed]);
		},
	);

	it('throws nothing if the node is incomplete, but the next one does', async () => {
		const world = await publishedWorld();
		world.parameters = { events: [] };
		expect(await world.restart()).toEqual([]);
		await tickAfter(world);
		expect(world.thrown.map(({ message }) => message)).toEqual(["'Trigger On' is empty"]);
	});
});

describe('a scheduled poll', () => {
	it.each(['down', 'tooMany', 'page', 'cut', 'gone', 'moved'] as const)(
		'emits nothing on a temporary failure (response: %s)',
		async (kind) => {
			const world = await publishedWorld();
			world.trouble = all(kind);
			const missed = happen(world);
			expect(await tickAfter(world)).toEqual([]);
			world.trouble = all(undefined);
			expect(await tickAfter(world)).toEqual([missed]);
			expect(world.thrown).toEqual([]);
		},
	);

	it('throws if the credential is rejected, and continues once that is corrected', async () => {
		const world = await publishedWorld();
		world.trouble = all('refused');
		const missed = happen(world);
		await tickAfter(world);
		expect(world.thrown).toEqual([expect.any(NodeApiError)]);
		world.trouble = all(undefined);
		expect(await tickAfter(world)).toEqual([missed]);
	});

	it('fails one execution once the service has been down for a day, whatever it responds, and once more after it worked again', async () => {
		const world = await publishedWorld();
		for (const day of [1, 2]) {
			for (let minute = 0; minute < 3 * 24 * 60; minute += 10) {
				world.trouble = all(minute % 20 ? 'down' : 'page');
				await tickAfter(world, 10 * MINUTE_MS);
				if (minute < 23 * 60) expect(world.thrown).toHaveLength(day - 1);
			}
			expect(world.thrown).toHaveLength(day);
			const missed = happen(world);
			world.trouble = all(undefined);
			expect(await tickAfter(world)).toEqual([missed]);
		}
	});

	it('fails one execution for each reason, although a rejected token is now and then answered by a server in trouble', async () => {
		const world = await publishedWorld({ events: EVENTS });
		for (let minute = 0; minute < 60; minute++) {
			world.trouble = (path) => (path === '/chats' && minute % 2 ? 'down' : 'refused');
			await tickAfter(world);
		}
		expect(world.thrown).toHaveLength(2);
	});

	it('warns at most once an hour, even if the service comes and goes', async () => {
		const world = await publishedWorld();
		for (let minute = 0; minute < 300; minute++) {
			world.trouble = all(minute % 2 ? 'down' : undefined);
			await tickAfter(world);
		}
		expect(warnings(world).length).toBeGreaterThanOrEqual(4);
		expect(warnings(world).length).toBeLessThanOrEqual(5);
		expect(world.log).toHaveLength(150);
		expect(warnings(world)[0]?.message).toMatch(/trying again at the next poll.*could not process/);
	});

	it('fails once if one list is refused, and then emits what the others have', async () => {
		const world = await publishedWorld({ events: EVENTS });
		const [chat, lead] = [happen(world), happen(world, { path: '/contacts' })];
		world.trouble = only('/contacts', 'forbidden');
		expect(await tickAfter(world)).toEqual([]);
		expect(world.thrown.map(({ message }) => message)).toEqual([
			"Social Intents denied access to the list for 'Lead Captured' (403, GET /contacts)",
		]);
		expect(await tickAfter(world)).toEqual([chat]);
		for (let minute = 0; minute < 120; minute++) await tickAfter(world);
		expect(world.thrown).toHaveLength(1);
		expect(warnings(world).length).toBeGreaterThan(1);
		expect(warnings(world).length).toBeLessThan(5);
		world.trouble = all(undefined);
		expect(await tickAfter(world)).toEqual([lead]);
	});

	it('fails once more if a list is refused after it worked for a while', async () => {
		const world = await publishedWorld({ events: EVENTS });
		for (const trouble of ['forbidden', undefined, 'forbidden'] as const) {
			world.trouble = only('/contacts', trouble);
			for (let minute = 0; minute < 10; minute++) await tickAfter(world);
		}
		expect(world.thrown).toHaveLength(2);
	});

	it('emits what one list has while another fails temporarily, and logs that', async () => {
		const world = await publishedWorld({ events: EVENTS });
		const [chat, lead] = [happen(world), happen(world, { path: '/contacts' })];
		world.trouble = only('/chats', 'down');
		expect(await tickAfter(world)).toEqual([lead]);
		expect(warnings(world)).toHaveLength(1);
		world.trouble = all(undefined);
		expect(await tickAfter(world)).toEqual([chat]);
		expect(world.thrown).toEqual([]);
	});

	it('keeps the position of a list that is up to date even if another one throws', async () => {
		const world = await publishedWorld({ events: ['chatMissed', 'lead'] });
		for (let day = 0; day < 60; day++) {
			world.wait(DAY_MS);
			happen(world);
		}
		world.trouble = only('/contacts', 'refused');
		await tickAfter(world);
		const before = world.service.requests.length;
		await tickAfter(world);
		expect(askedSince(world, before).filter((one) => one.startsWith('/chats'))).toHaveLength(1);
	});

	it('is skipped while another one is in progress', async () => {
		const world = await publishedWorld();
		const key = happen(world);
		let second: string[] | undefined;
		world.during = async () => {
			world.during = () => {};
			second = await world.tick();
		};
		expect(await tickAfter(world)).toEqual([key]);
		expect(second).toEqual([]);
		expect(await tickAfter(world)).toEqual([]);
	});

	it('is not blocked by one that never ends, and emits once what both find', async () => {
		const world = await publishedWorld();
		const key = happen(world);
		let answer = () => {};
		const asked = new Promise<void>((isAsked) => {
			world.during = async () => {
				world.during = () => {};
				isAsked();
				await new Promise<void>((resolve) => (answer = resolve));
			};
		});
		const stuck = tickAfter(world);
		await asked;
		expect(await tickAfter(world, 14 * MINUTE_MS)).toEqual([]);
		expect(await tickAfter(world, 2 * MINUTE_MS)).toEqual([key]);
		answer();
		expect(await stuck).toEqual([]);
		expect(await tickAfter(world)).toEqual([]);
	});

	it('leaves what it found to the first poll after a publication in the meantime', async () => {
		const world = await publishedWorld();
		const { process } = world;
		const key = happen(world);
		let published: string[] = [];
		world.during = async () => {
			world.during = () => {};
			published = await world.activate('update');
		};
		expect(await world.tick(process)).toEqual([]);
		expect(published).toEqual([key]);
		expect(await tickAfter(world)).toEqual([]);
	});

	it('emits every record even if polls of two contexts overlap forever', async () => {
		const world = await publishedWorld();
		const older = world.process;
		await world.activate('update');
		const keys: string[] = [];
		for (let minute = 0; minute < 20; minute++) {
			world.wait(MINUTE_MS);
			keys.push(happen(world));
			const [first, second] = minute % 2 ? [older, world.process] : [world.process, older];
			world.during = async () => {
				world.during = () => {};
				await world.tick(second);
			};
			await world.tick(first);
		}
		expect(world.emitted.map(({ key }) => key)).toEqual(keys);
		expect(world.log.some(({ message }) => message.includes('still running'))).toBe(true);
	});

	it('emits a lead again who left contact details again under the same ID, but not an edited record', async () => {
		const world = await publishedWorld({ events: ['chatAnswered', 'lead'] });
		let rows: Record<string, IDataObject[]> = {};
		world.service.answer = (path) => ({ chats: rows[path] ?? [] });
		const lead = { id: 'l1', page: 'lead', addDate: '2025-06-10T12:05:00Z' };
		const chat = {
			id: 'c1',
			page: 'chat',
			startDate: '2025-06-10T12:05:00Z',
			chatType: 'Answered',
		};
		rows = { '/contacts': [lead], '/chats': [chat] };
		expect(await tickAfter(world)).toEqual(['chat', 'lead']);
		rows = { '/contacts': [{ ...lead, email: 'new' }], '/chats': [{ ...chat, duration: 9 }] };
		expect(await tickAfter(world)).toEqual([]);
		rows = { '/contacts': [{ ...lead, addDate: '2025-06-10T12:09:00Z' }], '/chats': [chat] };
		expect(await tickAfter(world)).toEqual(['lead']);
		expect(await tickAfter(world)).toEqual([]);
	});

	it('emits a lead once whose date the service writes in words', async () => {
		const world = await publishedWorld({ events: ['lead'] });
		let minutes = 0;
		world.service.answer = () => ({ leads: [{ id: 'l1', addDate: `${++minutes} minutes ago` }] });
		expect(await tickAfter(world)).toHaveLength(1);
		for (let minute = 0; minute < 5; minute++) expect(await tickAfter(world)).toEqual([]);
	});

	it('recognizes records without an ID, or with one longer than a number can hold', async () => {
		const world = await publishedWorld();
		const rows: IDataObject[] = [
			JSON.parse('{ "id": 90071992547409931, "page": "a" }'),
			JSON.parse('{ "id": 90071992547409932, "page": "b" }'),
			{ page: 'c' },
			{ id: '', page: 'd' },
			{ id: null, page: 'e' },
			{ id: 7, page: 'f' },
			{ id: '7', page: 'g' },
		];
		vi.spyOn(world.service, 'answer').mockReturnValue({ apiStatus: 'Success', chats: rows });
		expect(await tickAfter(world)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
		expect(await tickAfter(world)).toEqual([]);
	});

	it('emits the oldest first, and records without a date last', async () => {
		const world = await publishedWorld({ events: EVENTS });
		const at = (minutes: number, path: ListPath) =>
			happen(world, { path, start: world.now - minutes * MINUTE_MS });
		const keys = [at(1, '/chats'), at(3, '/contacts'), at(2, '/offlinemessages')];
		const undated = happen(world, { date: null });
		expect(await tickAfter(world)).toEqual([keys[1], keys[2], keys[0], undated]);
	});

	it('emits the shapes of the other nodes, with the event and the widget', async () => {
		const world = await publishedWorld({ events: EVENTS, simplify: true });
		happen(world, { isMissed: true });
		happen(world, { path: '/contacts', key: 'l' });
		const context = world.process?.context;
		const output = context && (await world.pollIn(context));
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
		const world = await publishedWorld({ events: EVENTS });
		for (const path of ['/chats', '/contacts', '/offlinemessages'] as const)
			happen(world, { path });
		const before = world.service.requests.length;
		await tickAfter(world);
		expect(world.service.requests.slice(before)).toEqual(
			['/chats', '/contacts', '/offlinemessages'].map((path) => ({
				path,
				from: '2025-06-08',
				to: '2025-06-12',
				timezone: 'UTC',
				app: undefined,
				rows: 1,
			})),
		);
		await tickAfter(world, 12 * HOUR_MS);
		expect(askedSince(world, before + 3)).toEqual([
			'/chats 2025-06-08 2025-06-13',
			'/contacts 2025-06-08 2025-06-13',
			'/offlinemessages 2025-06-08 2025-06-13',
		]);
	});

	it('move forward a day with the first record of a new day, and not on quiet days', async () => {
		const world = await publishedWorld();
		const asked: string[] = [];
		for (let day = 0; day < 4; day++) {
			if (day !== 2) happen(world);
			await world.tick();
			const before = world.service.requests.length;
			await world.tick();
			asked.push(...askedSince(world, before));
			world.wait(DAY_MS);
		}
		expect(asked).toEqual([
			'/chats 2025-06-08 2025-06-12',
			'/chats 2025-06-09 2025-06-13',
			'/chats 2025-06-09 2025-06-14',
			'/chats 2025-06-11 2025-06-15',
		]);
	});

	it('return no more than the records of the look-back and a day, however long it is quiet', async () => {
		const world = await publishedWorld();
		for (let hour = 0; hour < 24 * 10; hour++) {
			happen(world);
			await tickAfter(world, HOUR_MS);
		}
		const before = world.service.requests.length;
		for (let day = 0; day < 100; day++) await tickAfter(world, DAY_MS);
		const asked = world.service.requests.slice(before);
		expect(asked).toHaveLength(100);
		expect(Math.max(...asked.map(({ rows }) => rows))).toBeLessThanOrEqual(72);
	});

	it('name the widget if only one is chosen', async () => {
		const world = await publishedWorld({ widgets: 'selected', widgetIds: ['w2'] });
		const [, mine] = [happen(world), happen(world, { widget: 'w2' })];
		expect(await tickAfter(world)).toEqual([mine]);
		world.parameters = { widgets: 'selected', widgetIds: ['w1', 'w2'] };
		await world.activate('update');
		const apps = world.service.requests.map(({ app }) => app);
		expect([...new Set(apps)]).toEqual(['w2', undefined]);
	});

	it('name the only chosen widget as the service writes its ID, or no widget if it cannot be listed', async () => {
		const world = worldOf({ widgets: 'selected', widgetIds: [' W2\n'] });
		world.service.widgets = [];
		await world.activate();
		world.wait(MINUTE_MS);
		const first = happen(world, { widget: 'w2' });
		expect(await world.tick()).toEqual([first]);
		world.service.widgets = ['w1', 'w2'];
		world.kill();
		await world.activate('init');
		world.wait(MINUTE_MS);
		const second = happen(world, { widget: 'w2' });
		expect(await world.tick()).toEqual([second]);
		const apps = world.service.requests.map(({ app }) => app);
		expect([...new Set(apps)]).toEqual([undefined, 'w2']);
	});

	it('cover four days more at a time after a downtime while there are few records', async () => {
		const world = await publishedWorld();
		const keys = [happen(world)];
		for (let day = 0; day < 364; day++) {
			world.wait(DAY_MS);
			if (day % 7 === 0) keys.push(happen(world));
		}
		const before = world.service.requests.length;
		expect(await world.restart()).toEqual(keys);
		expect(world.service.requests.length - before).toBeLessThanOrEqual(100);
		const spans = world.service.requests
			.slice(before)
			.map(({ from, to }) => Date.parse(to) - Date.parse(from));
		expect(Math.max(...spans)).toBeLessThanOrEqual(12 * DAY_MS);
		expect(await tickAfter(world)).toEqual([]);
	});

	it('cover no more days than usual after a downtime if there are many records', async () => {
		const world = await publishedWorld({ events: EVENTS });
		const keys: string[] = [];
		for (let count = 0; count < 30 * 3000; count++) {
			world.wait(DAY_MS / 3000);
			keys.push(happen(world, { path: count % 3 === 0 ? '/contacts' : '/chats' }));
		}
		const before = world.service.requests.length;
		const batches = [(await world.restart()).length];
		while (world.emitted.length < keys.length && batches.length < 100) {
			batches.push((await tickAfter(world)).length);
		}
		expect(world.emitted.map(({ key }) => key)).toEqual(keys);
		const rows = world.service.requests.slice(before).map((asked) => asked.rows);
		expect(Math.max(...rows)).toBeLessThanOrEqual(2000 * 5);
		expect(Math.max(...batches)).toBeLessThanOrEqual(24_000);
	});

	it('end after some time, and continue in the next poll', async () => {
		const world = await publishedWorld();
		const last = world.now + 400 * DAY_MS;
		world.now = last;
		const key = happen(world);
		world.during = () => {
			world.wait(9000);
			vi.setSystemTime(world.now);
		};
		const counts: number[] = [];
		await world.restart();
		while (world.emitted.length === 0 && counts.length < 80) {
			const before = world.service.requests.length;
			await world.tick();
			counts.push(world.service.requests.length - before);
		}
		expect(world.emitted.map((one) => one.key)).toEqual([key]);
		expect(Math.max(...counts)).toBe(3);
	});
});

describe('what is chosen later', () => {
	it('starts with what comes from then on: an event of the same list', async () => {
		const world = await publishedWorld({ events: ['chatAnswered'] });
		for (let day = 0; day < 30; day++) {
			world.wait(DAY_MS);
			happen(world, { isMissed: true });
			await world.tick();
		}
		const pending = happen(world);
		world.parameters = { events: ['chatAnswered', 'chatMissed'] };
		expect(await world.activate('update')).toEqual([pending]);
		world.wait(MINUTE_MS);
		const missed = happen(world, { isMissed: true, start: world.now - 20 * HOUR_MS });
		expect(await world.tick()).toEqual([missed]);
		expect(await world.restart()).toEqual([]);
	});

	it('starts with what comes from then on: an event of another list, whatever past days were included', async () => {
		const world = await publishedWorld({ events: ['chatAnswered'], options: {} });
		happen(world, { path: '/contacts' });
		world.parameters = { events: ['chatAnswered', 'lead'] };
		expect(await world.activate('update')).toEqual([]);
		world.wait(MINUTE_MS);
		const lead = happen(world, { path: '/contacts' });
		expect(await world.tick()).toEqual([lead]);
	});

	it('starts with what comes from then on: a widget', async () => {
		const world = await publishedWorld({ widgets: 'selected', widgetIds: ['w1', 'w2'] });
		for (let day = 0; day < 30; day++) {
			world.wait(DAY_MS);
			happen(world, { widget: 'w3' });
			await world.tick();
		}
		const pending = happen(world);
		world.parameters = { widgets: 'all' };
		expect(await world.activate('update')).toEqual([pending]);
		world.wait(MINUTE_MS);
		const later = happen(world, { widget: 'w3' });
		expect(await world.tick()).toEqual([later]);
	});

	it('includes widgets created in the service later, if all are chosen', async () => {
		const world = await publishedWorld();
		const key = happen(world, { widget: 'made later' });
		expect(await tickAfter(world)).toEqual([key]);
	});

	it('starts at its publication even if the service is down then, and n8n is killed', async () => {
		const world = await publishedWorld({ events: ['chatAnswered'] });
		happen(world, { isMissed: true });
		world.wait(DAY_MS);
		world.trouble = all('down');
		world.parameters = { events: ['chatAnswered', 'chatMissed'] };
		await world.activate('update');
		world.wait(HOUR_MS);
		const [answered, missed] = [happen(world), happen(world, { isMissed: true })];
		world.wait(HOUR_MS);
		world.trouble = all(undefined);
		expect((await world.restart()).sort()).toEqual([answered, missed].sort());
	});

	it('is unchanged by another order in the form', async () => {
		const world = await publishedWorld({ widgets: 'selected', widgetIds: ['w1', 'w2'] });
		world.parameters = { widgets: 'selected', widgetIds: ['w2', 'w1'] };
		const saved = world.saved;
		await world.activate('update');
		expect(world.saved).toBe(saved);
	});
});

describe('a manual run', () => {
	it('shows the newest five, and leaves the state alone', async () => {
		const world = await publishedWorld();
		for (let hour = 0; hour < 12; hour++)
			happen(world, { key: `m${hour}`, start: world.now - hour * HOUR_MS });
		const { saved } = world;
		const items = await world.test();
		expect(items.map(({ json }) => json.page)).toEqual(['m4', 'm3', 'm2', 'm1', 'm0']);
		expect(world.saved).toBe(saved);
		expect(await world.tick()).toHaveLength(12);
	});

	it('shows them before the workflow is published, too, and sets no starting point', async () => {
		const world = worldOf();
		happen(world);
		expect(await world.test()).toHaveLength(1);
		expect(world.saved).toBe('{}');
	});

	it('requests few days first, because a day may contain thousands of records', async () => {
		const world = worldOf();
		const at = (days: number) => happen(world, { start: world.now - days * DAY_MS });
		for (let count = 0; count < 5; count++) at(0.1);
		await world.test();
		expect(askedSince(world, 0)).toEqual(['/chats 2025-06-09 2025-06-11']);
	});

	it('goes back up to a month if there are few records', async () => {
		const world = worldOf();
		const keys = [30, 6, 3].map((days) => happen(world, { start: world.now - days * DAY_MS }));
		expect((await world.test()).map(({ json }) => json.page)).toEqual(keys);
		expect(world.service.requests.map(({ from }) => from)).toEqual([
			'2025-06-09',
			'2025-06-03',
			'2025-05-10',
		]);
	});

	it('reports that there is nothing to show', async () => {
		await expect(worldOf().test()).rejects.toThrow(/in the last 31 days, so there is no sample/);
	});

	it('throws if it fails, and is not blocked by a poll in progress', async () => {
		const world = await publishedWorld();
		happen(world);
		let sample: unknown;
		world.during = async () => {
			world.during = () => {};
			sample = await world.test();
		};
		await tickAfter(world);
		expect(sample).toHaveLength(1);
		world.trouble = all('down');
		await expect(world.test()).rejects.toBeInstanceOf(NodeApiError);
	});
});

describe('the state', () => {
	it('is plain JSON, and leaves what belongs to others alone', async () => {
		const world = worldOf({ events: EVENTS });
		const others = {
			'node:Webhook': { id: 'w' },
			global: { n: 1 },
			'node:Poll': { secret: 's', url: 'u' },
		};
		world.saved = JSON.stringify(others);
		await world.activate();
		happen(world);
		await tickAfter(world);
		const saved = JSON.parse(world.saved) as Record<string, IDataObject>;
		expect(saved).toMatchObject(others);
		expect(saved).toEqual(world.process?.staticData);
		expect(Object.keys(world.state)).toEqual(['secret', 'url', 'socialIntentsPolling']);
	});

	it('is not written if nothing is new', async () => {
		const world = await publishedWorld({ events: EVENTS });
		happen(world);
		await world.tick();
		const state = Object.freeze({ ...world.process?.staticData['node:Poll'] });
		if (world.process) world.process.staticData['node:Poll'] = state;
		expect(await tickAfter(world)).toEqual([]);
		expect(world.thrown).toEqual([]);
	});

	it('is at most 512 KB after a downtime of an account with 10,000 chats a day', async () => {
		const world = await publishedWorld();
		const pass = (days: number) => {
			for (let count = 0; count < days * 10_000; count++) {
				world.wait(DAY_MS / 10_000);
				happen(world);
			}
		};
		for (let day = 0; day < 3; day++) {
			pass(1);
			expect(await world.tick()).toHaveLength(10_000);
		}
		pass(4);
		await world.restart();
		for (let poll = 0; poll < 10 && world.emitted.length < 70_000; poll++) {
			expect(world.saved.length).toBeLessThanOrEqual(512 * 1024);
			await tickAfter(world);
		}
		expect(world.saved.length).toBeLessThanOrEqual(512 * 1024);
		expect(new Set(world.emitted.map(({ key }) => key)).size).toBe(70_000);
		expect(await world.restart()).toEqual([]);
		expect(world.emitted).toHaveLength(70_000);
	}, 300_000);

	it('starts at the publication also with durable pollers, which do not save that poll', async () => {
		const world = worldOf({ events: ['chatAnswered'] });
		happen(world);
		expect(await world.durableActivate()).toEqual([]);
		world.wait(MINUTE_MS);
		const first = happen(world);
		expect(await world.durableTick()).toEqual([first]);
		world.parameters = { events: ['chatAnswered', 'lead'] };
		happen(world, { path: '/contacts' });
		expect(await world.durableActivate('update')).toEqual([]);
		world.wait(MINUTE_MS);
		const lead = happen(world, { path: '/contacts' });
		expect(await world.durableTick()).toEqual([lead]);
		expect(await world.durableTick()).toEqual([]);
	});

	it('survives a maintenance page with a new context for each poll, and warns once an hour', async () => {
		const world = worldOf();
		await world.durableActivate();
		await world.durableTick();
		world.trouble = all('page');
		const key = happen(world);
		for (let minute = 0; minute < 120; minute++) {
			world.wait(MINUTE_MS);
			expect(await world.durableTick()).toEqual([]);
		}
		expect(warnings(world).length).toBeGreaterThanOrEqual(2);
		expect(warnings(world).length).toBeLessThanOrEqual(3);
		world.trouble = all(undefined);
		expect(await world.durableTick()).toEqual([key]);
	});

	it('fails one execution once the service has been down for a day, with a new context for each poll', async () => {
		const world = worldOf();
		await world.durableActivate();
		await durablePolls(world, 2);
		world.trouble = all('down');
		expect(await durablePolls(world, 24 * 60 - 1)).toEqual([]);
		expect(await durablePolls(world, 24 * 60)).toEqual([
			expect.stringContaining('Social Intents could not process the request (500, GET /chats)'),
		]);
	});

	/** The outcomes of polls of the durable scheduler, one a minute: what was emitted or thrown. */
	async function durablePolls(world: ReturnType<typeof worldOf>, count: number) {
		const outcomes: string[] = [];
		for (let minute = 0; minute < count; minute++) {
			world.wait(MINUTE_MS);
			const outcome = await world.durableTick().catch(({ message }: Error) => [message]);
			outcomes.push(...outcome);
		}
		return outcomes;
	}

	it('fails one execution if the token is rejected with a new context for each poll, and warns once an hour', async () => {
		const world = worldOf();
		await world.durableActivate();
		await durablePolls(world, 2);
		world.trouble = all('refused');
		const key = happen(world);
		expect(await durablePolls(world, 121)).toEqual([
			'Social Intents rejected the credential (401, GET /chats)',
		]);
		expect(warnings(world)).toHaveLength(2);
		world.trouble = all(undefined);
		expect(await durablePolls(world, 2)).toEqual([key]);
		world.trouble = all('refused');
		expect(await durablePolls(world, 60)).toHaveLength(1);
	});

	it('fails one execution also in the first poll after a start of n8n, or after a wrong token replaces the right one', async () => {
		const world = worldOf();
		await world.durableActivate();
		world.kill();
		world.credential = { ...world.credential, apiToken: 'a typo' };
		world.trouble = all('refused');
		expect(await durablePolls(world, 60)).toHaveLength(1);
	});

	it('fails one execution if one list is rejected with a new context for each poll, and then emits what the others have', async () => {
		const world = worldOf({ events: EVENTS });
		await world.durableActivate();
		await durablePolls(world, 2);
		const [chat, lead] = [happen(world), happen(world, { path: '/contacts' })];
		world.trouble = only('/contacts', 'forbidden');
		const reason =
			"Social Intents denied access to the list for 'Lead Captured' (403, GET /contacts)";
		expect(await durablePolls(world, 120)).toEqual([reason, chat]);
		expect(warnings(world)).toHaveLength(2);
		world.trouble = all(undefined);
		expect(await durablePolls(world, 1)).toEqual([lead]);
	});

	it('fails one execution if a list that was added is rejected, with a new context for each poll', async () => {
		const world = worldOf({ events: ['chatAnswered'] });
		await world.durableActivate();
		await durablePolls(world, 2);
		world.parameters = { events: ['chatAnswered', 'lead'] };
		world.trouble = only('/contacts', 'forbidden');
		const chat = happen(world);
		expect(await durablePolls(world, 60)).toEqual([expect.stringContaining('denied access'), chat]);
	});

	it('throws at each publication, also if the failure was reported before', async () => {
		const world = await publishedWorld();
		await tickAfter(world);
		world.trouble = all('refused');
		for (const mode of ['update', 'update', 'activate'] as const) {
			await tickAfter(world);
			await expect(world.activate(mode)).rejects.toThrow(/rejected the credential/);
			world.wait(HOUR_MS);
		}
	});

	it('throws each time that n8n tries a publication again, and at the publication of a changed node', async () => {
		const world = worldOf();
		await world.durableActivate();
		world.trouble = all('refused');
		for (let seconds = 1; seconds <= 8; seconds *= 2) {
			await expect(world.durableActivate('update')).rejects.toThrow(/rejected the credential/);
			world.wait(seconds * 1000);
		}
		world.wait(MINUTE_MS);
		world.parameters = { events: ['lead'] };
		await expect(world.durableActivate('update')).rejects.toThrow(/rejected the credential/);
	});

	it('works if every poll has a new context and is saved, as with the durable scheduler', async () => {
		const world = await publishedWorld({ events: EVENTS });
		const expected: string[] = [];
		const found: string[] = [];
		for (let hour = 0; hour < 24 * 12; hour++) {
			world.trouble = hour % 17 === 0 ? all('down') : all(undefined);
			if (hour % 3 === 0)
				expected.push(happen(world, { start: world.now - (hour % 48) * HOUR_MS }));
			world.wait(HOUR_MS);
			found.push(...(await world.durableTick()));
		}
		world.trouble = all(undefined);
		found.push(...(await world.durableTick()));
		expect(found.sort()).toEqual(expected.sort());
	});
});
