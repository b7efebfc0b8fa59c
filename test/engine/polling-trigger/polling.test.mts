import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { startSandbox, type Sandbox } from '../../../sandbox/server.mts';
import { LINES, loadEngine, type Emitted } from '../../support/engine.mts';
import { findSecrets, formsOf } from '../../support/secrets.mts';

const NOON = '2025-06-10T12:00:00Z';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const EVENTS = ['chatAnswered', 'chatMissed', 'lead', 'offlineMessage'];
const LISTS = ['/v1/api/chats', '/v1/api/contacts', '/v1/api/offlinemessages'];

let sandbox: Sandbox;
/** Of the node; one for each test, because what the node has in memory lasts as long as n8n. */
let name = '';
let tests = 0;

beforeAll(async () => {
	sandbox = await startSandbox({ data: {} });
});
afterAll(async () => {
	await sandbox.close();
	vi.useRealTimers();
});
beforeEach(() => {
	vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NOON) });
	sandbox.reset();
	name = `Poll ${++tests}`;
});
afterEach(() => sandbox.faults.clear());

const wait = (milliseconds: number) => void vi.setSystemTime(Date.now() + milliseconds);
const idsOf = (emitted: Emitted) => emitted?.map(({ json }) => json.id) ?? null;

async function happen(action: Parameters<Sandbox['act']>[0]): Promise<string> {
	return (await sandbox.act(action)).record.id;
}

describe.each(LINES)('the polling trigger in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const pollerOf = (
		parameters: INodeParameters = {},
		more: {
			staticData?: IDataObject;
			apiToken?: string;
			timezone?: string;
			id?: string;
			name?: string;
		} = {},
	) => {
		const { staticData, apiToken = sandbox.token, timezone = 'UTC' } = more;
		const node = { id: more.id ?? `id of ${name}`, name: more.name ?? name };
		return engine.poller({
			node: { type: 'socialIntentsPollingTrigger', ...node, parameters },
			credentials: { socialIntentsApi: { apiToken, baseUrl: sandbox.baseUrl } },
			settings: { timezone },
			staticData,
		});
	};

	it('emits nothing when it is published, and each later record once', async () => {
		await happen({ type: 'chat' });
		const open = await happen({ type: 'chat', open: true });
		const poller = pollerOf({ events: EVENTS });
		wait(MINUTE_MS);
		expect(await poller.activate()).toBeNull();

		wait(MINUTE_MS);
		await sandbox.act({ type: 'endChat', chatId: open });
		const missed = await happen({ type: 'missedChat' });
		wait(1000);
		const lead = await happen({ type: 'lead' });
		wait(1000);
		const message = await happen({ type: 'offlineMessage' });
		const emitted = await poller.tick();
		expect(emitted?.map(({ json }) => [json.id, json.event])).toEqual([
			[open, 'chatAnswered'],
			[missed, 'chatMissed'],
			[lead, 'lead'],
			[message, 'offlineMessage'],
		]);
		expect(emitted?.[0]?.json.widgetId).toBe(sandbox.data.widgets[0]?.id);
		expect(await poller.tick()).toBeNull();
		expect(await poller.restart()).toBeNull();
	});

	it('sends one request for each chosen list and poll', async () => {
		const poller = pollerOf({ events: EVENTS });
		await poller.activate();
		await happen({ type: 'lead' });
		for (let tick = 0; tick < 3; tick++) await poller.tick();
		expect(sandbox.requests.map(({ path }) => path)).toEqual([
			...LISTS,
			// Once, to know the account again when the token is another one.
			'/v1/api/apps',
			...LISTS,
			...LISTS,
			...LISTS,
		]);
		expect(sandbox.requests[4]?.query).toEqual({
			date_from: '2025-06-08',
			date_to: '2025-06-12',
			timezone: 'UTC',
		});
	});

	it('starts with the past days if they are included', async () => {
		const ids: string[] = [];
		for (const days of [6, 4, 2, 0]) {
			const startedAt = new Date(Date.now() - days * DAY_MS - HOUR_MS).toISOString();
			ids.push(await happen({ type: 'chat', startedAt }));
		}
		const poller = pollerOf({ options: { startDaysBack: 5 } });
		expect(idsOf(await poller.activate())).toEqual(ids.slice(1));
		expect(await poller.restart()).toBeNull();
	});

	it('shows the newest few in a manual run, and leaves the state alone', async () => {
		const ids: string[] = [];
		for (let minute = 0; minute < 7; minute++) {
			wait(MINUTE_MS);
			ids.push(await happen({ type: 'lead' }));
		}
		const poller = pollerOf({ events: ['lead'] });
		expect(idsOf(await poller.test())).toEqual(ids.slice(-5));
		expect(poller.staticData).toEqual({});
		await poller.activate();
		const next = await happen({ type: 'lead' });
		const { staticData } = poller;
		expect(await poller.test()).toHaveLength(5);
		expect(poller.staticData).toBe(staticData);
		expect(idsOf(await poller.tick())).toEqual([next]);
	});

	it('reports a wrong token on activation, with one request and without revealing it', async () => {
		const apiToken = 'a-wrong-token-4711';
		const poller = pollerOf({}, { apiToken });
		const error: unknown = await poller.activate().catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(engine.line.workflow.NodeApiError);
		expect(error).toMatchObject({ httpCode: '401' });
		expect((error as Error).message).toContain('Social Intents rejected the credential');
		expect(sandbox.requests).toHaveLength(1);
		expect(findSecrets([error, poller.log], formsOf(apiToken))).toEqual([]);
	});

	it('keeps polling after a start of n8n with a token that is no longer valid', async () => {
		const poller = pollerOf();
		await poller.activate();
		const missed = await happen({ type: 'chat' });
		const { token } = sandbox;
		sandbox.settings.token = 'rotated';
		expect(await poller.restart()).toBeNull();
		expect(poller.log.filter(({ level }) => level === 'warn')).toHaveLength(1);
		await expect(poller.tick()).rejects.toThrow(/rejected the credential/);
		sandbox.settings.token = token;
		expect(idsOf(await poller.tick())).toEqual([missed]);
	});

	it('starts at its publication even if the service is down then, and n8n restarts', async () => {
		const fault = { kind: 'status', status: 500 } as const;
		sandbox.faults.add(fault);
		await happen({ type: 'lead' });
		wait(MINUTE_MS);
		const poller = pollerOf({ events: ['lead'] });
		expect(await poller.activate()).toBeNull();
		wait(MINUTE_MS);
		const lead = await happen({ type: 'lead' });
		expect(await poller.restart()).toBeNull();
		expect(await poller.tick()).toBeNull();
		sandbox.faults.clear();
		expect(idsOf(await poller.tick())).toEqual([lead]);
		expect(poller.log.filter(({ level }) => level === 'warn')).toHaveLength(1);
	});

	it('waits as a 429 asks, and recovers from a broken connection', async () => {
		// Waits by the clock.
		vi.useRealTimers();
		const poller = pollerOf();
		await poller.activate();
		const chat = await happen({ type: 'chat' });
		sandbox.faults.add({ kind: 'status', status: 429, headers: { 'Retry-After': '1' }, times: 1 });
		sandbox.faults.add({ kind: 'resetBeforeAnswer', times: 1 });
		expect(idsOf(await poller.tick())).toEqual([chat]);
		expect(sandbox.requests.slice(2).map(({ status }) => status)).toEqual([429, null, 200]);
	});

	it('loses nothing if n8n is killed after everything is fetched but before it is emitted', async () => {
		const poller = pollerOf({ events: EVENTS });
		await poller.activate();
		const { staticData } = poller;
		const [chat, lead] = [await happen({ type: 'chat' }), await happen({ type: 'lead' })];
		expect(idsOf(await poller.tick())?.sort()).toEqual([chat, lead].sort());
		const survivor = pollerOf({ events: EVENTS }, { staticData });
		expect(idsOf(await survivor.restart())?.sort()).toEqual([chat, lead].sort());
		expect(await survivor.tick()).toBeNull();
	});

	it('emits once what two concurrent polls could find', async () => {
		const poller = pollerOf();
		await poller.activate();
		const chat = await happen({ type: 'chat' });
		sandbox.settings.latencyMs = 100;
		const [first, second] = await Promise.all([poller.tick(), poller.tick()]);
		expect([idsOf(first), idsOf(second)]).toEqual([[chat], null]);
		expect(await poller.tick()).toBeNull();
	});

	it('emits once what is found while the workflow is published again', async () => {
		const old = pollerOf();
		await old.activate();
		const chat = await happen({ type: 'chat' });
		sandbox.settings.latencyMs = 100;
		const next = pollerOf({}, { staticData: old.staticData });
		const [found, first] = await Promise.all([old.tick(), next.activate('update')]);
		expect([idsOf(found), idsOf(first)]).toEqual([null, [chat]]);
		expect(await next.tick()).toBeNull();
	});

	it.each([
		['two hours', 2 / 24],
		['nine days', 9],
		['200 days', 200],
	])('resumes where it left off after a downtime of %s', async (_, days) => {
		const poller = pollerOf({ events: EVENTS });
		await poller.activate();
		const ids: string[] = [];
		for (let count = 0; count < 40; count++) {
			wait((days * DAY_MS) / 40);
			const type = (['chat', 'missedChat', 'lead', 'offlineMessage'] as const)[count % 4] ?? 'chat';
			const startedAt = new Date(Date.now()).toISOString();
			ids.push(await happen({ type, startedAt }));
		}
		expect(idsOf(await poller.restart())).toEqual(ids);
		expect(await poller.restart()).toBeNull();
	});

	it.each([
		['a bare list', { kind: 'bareArray' }],
		['another key', { kind: 'listRenamed', key: 'results' }],
		['numbers as IDs', { kind: 'numericIds' }],
		['dates ignored', { kind: 'ignoreDates' }],
	] as const)('emits each record once with %s', async (_, fault) => {
		sandbox.faults.add(fault);
		await happen({ type: 'chat', startedAt: '2024-01-01T00:00:00Z' });
		const poller = pollerOf({ events: EVENTS });
		expect(await poller.activate()).toBeNull();
		for (let day = 0; day < 5; day++) {
			await happen({ type: 'chat' });
			await happen({ type: 'lead' });
			wait(HOUR_MS);
			expect(await poller.tick()).toHaveLength(2);
			wait(DAY_MS);
			expect(await poller.tick()).toBeNull();
		}
	});

	it('repeats nothing after responses without the list', async () => {
		const poller = pollerOf();
		await poller.activate();
		const first = await happen({ type: 'chat' });
		expect(idsOf(await poller.tick())).toEqual([first]);
		sandbox.faults.add({ kind: 'listAbsent', times: 2 });
		const second = await happen({ type: 'chat' });
		wait(DAY_MS);
		expect([await poller.tick(), await poller.tick()]).toEqual([null, null]);
		expect(idsOf(await poller.tick())).toEqual([second]);
	});

	it.each(['America/New_York', 'Asia/Tokyo', 'Europe/Berlin'])(
		'neither loses nor repeats anything when the clocks change in %s',
		async (timezone) => {
			sandbox.settings.accountTimezone = timezone;
			sandbox.settings.dates = 'older';
			for (const night of ['2025-03-08', '2025-03-29', '2025-10-25', '2025-11-01']) {
				vi.setSystemTime(Date.parse(`${night}T18:00:00Z`));
				const poller = pollerOf({}, { timezone });
				await poller.activate();
				const happened: unknown[] = [];
				const found: unknown[] = [];
				for (let half = 0; half < 40; half++) {
					wait(HOUR_MS / 2);
					happened.push(await happen({ type: 'chat' }));
					if (half % 2) found.push(...(idsOf(await poller.tick()) ?? []));
				}
				expect(found).toEqual(happened);
			}
		},
	);

	it('leaves the static data of other nodes alone', async () => {
		const others = { 'node:Hook': { registrations: [{ id: 'a' }] }, global: { n: 1 } };
		const poller = pollerOf({}, { staticData: { ...others, [`node:${name}`]: { left: 'over' } } });
		await poller.activate();
		await happen({ type: 'chat' });
		await poller.tick();
		expect(poller.staticData).toMatchObject(others);
		const state = {
			nodeId: expect.any(String),
			nodeName: name,
			revision: 2,
			savedOn: '2025-06-10',
			account: { credential: expect.stringMatching(/^.{12}$/), widgets: expect.any(Array) },
			lists: {
				'/chats': {
					from: '2025-06-08',
					through: '2025-06-10',
					newest: '2025-06-10',
					seen: { '2025-06-10': expect.stringMatching(/^.{8}$/) },
					choice: { events: ['chatAnswered'], widgetIds: null },
				},
			},
		};
		const { socialIntentsPolling: own } = poller.nodeState as { socialIntentsPolling: IDataObject };
		expect(poller.nodeState).toEqual({ left: 'over', socialIntentsPolling: state });
		expect(poller.staticData).toMatchObject({
			global: { socialIntentsPolling: { [String(own.nodeId)]: state } },
		});
	});

	it('works with a new context for every poll, as with the durable scheduler', async () => {
		let { staticData } = pollerOf();
		const happened: string[] = [];
		const found: unknown[] = [];
		for (let hour = 0; hour < 60; hour++) {
			const poller = pollerOf({ events: EVENTS }, { staticData });
			found.push(...(idsOf(await poller.activate('update')) ?? []));
			staticData = poller.staticData;
			wait(HOUR_MS);
			happened.push(await happen({ type: hour % 2 ? 'lead' : 'chat' }));
		}
		expect(found).toEqual(happened.slice(0, -1));
	});

	it('handles 10,000 chats a day', async () => {
		const chats = Array.from({ length: 20_000 }, (_, index) => ({
			id: `c${index}`,
			chatType: 'Answered' as const,
			startDate: new Date(Date.parse(NOON) - DAY_MS + index * 8640).toISOString(),
		}));
		const poller = pollerOf();
		sandbox.setData({ chats: chats.slice(0, 9_000) });
		expect(await poller.activate()).toBeNull();
		sandbox.setData({ chats: chats.slice(0, 10_000) });
		expect(idsOf(await poller.tick())).toEqual(chats.slice(9_000, 10_000).map(({ id }) => id));
		wait(DAY_MS);
		sandbox.setData({ chats });
		expect(await poller.tick()).toHaveLength(10_000);
		expect(await poller.restart()).toBeNull();
		expect(JSON.stringify(poller.staticData).length).toBeLessThan(340_000);
	});

	it('starts over with the token of another account, and continues with a new token of its own', async () => {
		const [first] = sandbox.data.widgets;
		const poller = pollerOf();
		await poller.activate();
		const kept = await happen({ type: 'chat' });
		const { token } = sandbox;
		sandbox.settings.token = 'rotated';
		const rotated = pollerOf({}, { staticData: poller.staticData, apiToken: 'rotated' });
		expect(idsOf(await rotated.activate('update'))).toEqual([kept]);
		wait(60 * DAY_MS);
		sandbox.settings.token = 'other';
		sandbox.setData({
			widgets: [{ ...first, id: 'f'.repeat(32) }],
			chats: [{ id: 'old', startDate: new Date(Date.now() - DAY_MS).toISOString() }],
		} as Parameters<Sandbox['setData']>[0]);
		const other = pollerOf({}, { staticData: rotated.staticData, apiToken: 'other' });
		expect(await other.activate('update')).toBeNull();
		wait(MINUTE_MS);
		const chat = await happen({ type: 'chat' });
		expect(idsOf(await other.tick())).toEqual([chat]);
		sandbox.settings.token = token;
	});

	it('neither loses nor repeats anything when the node is renamed', async () => {
		const parameters = { options: { startDaysBack: 7 } };
		const poller = pollerOf(parameters);
		const past = await happen({ type: 'chat' });
		expect(idsOf(await poller.activate())).toEqual([past]);
		wait(HOUR_MS);
		const between = await happen({ type: 'chat' });
		const { staticData } = poller;
		const renamed = pollerOf(parameters, { staticData, name: `${name} renamed` });
		expect(idsOf(await renamed.activate('update'))).toEqual([between]);
		expect(await renamed.restart()).toBeNull();
	});

	it('looks back further from the moment the look-back is raised', async () => {
		const poller = pollerOf();
		await poller.activate();
		for (let day = 0; day < 12; day++) {
			wait(DAY_MS);
			await happen({ type: 'chat' });
			expect(await poller.tick()).toHaveLength(1);
		}
		const raised = pollerOf({ options: { lookbackDays: 31 } }, { staticData: poller.staticData });
		expect(await raised.activate('update')).toBeNull();
		const startedAt = new Date(Date.now() - 20 * DAY_MS).toISOString();
		const long = await happen({ type: 'chat', startedAt });
		expect(idsOf(await raised.tick())).toEqual([long]);
		expect(await raised.tick()).toBeNull();
	});

	it('emits every record even if two contexts of the node overlap at every poll', async () => {
		const older = pollerOf();
		await older.activate();
		const newer = pollerOf({}, { staticData: older.staticData });
		await newer.activate('update');
		sandbox.settings.latencyMs = 50;
		const chats: string[] = [];
		const found: unknown[] = [];
		for (let poll = 0; poll < 3; poll++) {
			wait(MINUTE_MS);
			chats.push(await happen({ type: 'chat' }));
			const emitted = await Promise.all([older.tick(), newer.tick()]);
			found.push(...emitted.flatMap((items) => idsOf(items) ?? []));
		}
		expect(found).toEqual(chats);
	});

	it('logs a maintenance page once an hour, even with a new context for each poll', async () => {
		const first = pollerOf();
		await first.activate();
		sandbox.faults.add({ kind: 'htmlPage' });
		const lines: string[] = [];
		for (let poll = 0; poll < 13; poll++) {
			wait(10 * MINUTE_MS);
			const poller = pollerOf({}, { staticData: first.staticData });
			expect(await poller.activate('update')).toBeNull();
			lines.push(
				...poller.log.filter(({ level }) => level === 'warn').map(({ message }) => message),
			);
		}
		expect(lines).toHaveLength(3);
	});

	it('fails one execution if the token is rejected, and then only warns, even with a new context for each poll', async () => {
		const first = pollerOf();
		await first.activate();
		sandbox.faults.add({ kind: 'status', status: 401 });
		const failed: string[] = [];
		const warned: string[] = [];
		for (let poll = 0; poll < 180; poll++) {
			wait(MINUTE_MS);
			const poller = pollerOf({}, { staticData: first.staticData });
			await poller.activate('update').catch(({ message }: Error) => failed.push(message));
			for (const { level, message } of poller.log) if (level === 'warn') warned.push(message);
		}
		expect(failed).toEqual([expect.stringContaining('rejected the credential (401')]);
		expect(warned).toHaveLength(3);
	});

	it('is not published if the token may not read one list, and later fails once', async () => {
		const refused = { kind: 'status', status: 403, path: '/contacts' } as const;
		sandbox.faults.add(refused);
		await expect(pollerOf({ events: EVENTS }).activate()).rejects.toThrow(
			/denied access to the list for 'Lead Captured'/,
		);
		sandbox.faults.clear();
		const poller = pollerOf({ events: EVENTS });
		await poller.activate();
		sandbox.faults.add(refused);
		await expect(poller.tick()).rejects.toThrow(/'Lead Captured'/);
		const chat = await happen({ type: 'chat' });
		expect(idsOf(await poller.tick())).toEqual([chat]);
		expect(await poller.tick()).toBeNull();
	});

	it('recognizes the chosen widgets whatever the letter case of their IDs', async () => {
		const id = String(sandbox.data.widgets[0]?.id).toUpperCase();
		const poller = pollerOf({
			widgets: 'selected',
			widgetIds: [id, sandbox.data.widgets[1]?.id ?? ''],
		});
		await poller.activate();
		const chat = await happen({ type: 'chat' });
		expect(idsOf(await poller.tick())).toEqual([chat]);
	});
});
