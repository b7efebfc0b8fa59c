import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { call, read } from '../../sandbox/client.mts';
import { type Sandbox, startSandbox } from '../../sandbox/server.mts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ now: '2025-12-31T12:00:00Z', data: {} });
});
afterAll(async () => await sandbox.close());

type Query = Record<string, string>;

/** The ids a list answers with, in its order. */
async function ids(query: Query, path = '/chats'): Promise<string[]> {
	const { chats = [], contacts = [] } = await read(sandbox, path, query);
	return [...(chats as Array<{ id: string }>), ...(contacts as Array<{ id: string }>)].map(
		({ id }) => id,
	);
}

/** Fills the account with chats that have nothing but a start. */
const setStarts = (...starts: string[]) =>
	sandbox.setData({ chats: starts.map((startDate) => ({ id: startDate, startDate })) });

const day = (date: string, timezone?: string): Query => ({
	date_from: date,
	date_to: date,
	...(timezone && { timezone }),
});

beforeEach(() => {
	sandbox.setData({
		chats: [
			{
				id: 'c3',
				chatType: 'Answered',
				appId: 'w1',
				visitorId: 'v1',
				visitorEmail: 'Ana@Example.com',
				startDate: '2025-05-03T12:00:00Z',
				tags: ['VIP', 'billing'],
			},
			{
				id: 'c1',
				chatType: 'Missed',
				appId: 'w2',
				visitorId: 'v1',
				visitorEmail: null,
				startDate: '2025-05-01T12:00:00Z',
				tags: ['billing'],
			},
			{ id: 'c2', chatType: 'Answered', appId: 'w2', startDate: '2025-05-02T12:00:00Z' },
			{ id: 'c0', chatType: 'Missed', startDate: null },
		],
		offlineMessages: [
			{ id: 'o1', appId: 'w1', visitorId: 'v1', startDate: '2025-05-01T12:00:00Z', tags: ['VIP'] },
			{ id: 'o2', appId: 'w2', visitorEmail: 'b@example.org', startDate: '2025-05-02T12:00:00Z' },
		],
		contacts: [
			{ id: 'l1', appId: 'w1', email: 'ana@example.com', addDate: '2025-05-01T12:00:00Z' },
			{ id: 'l2', appId: 'w2', email: 'b@example.org', addDate: '2025-05-02T12:00:00Z' },
		],
	});
});

test('a request without a filter returns everything, not sorted by time', async () => {
	expect(await ids({})).toEqual(['c3', 'c1', 'c2', 'c0']);
});

test('missed chats are the chats that were missed, under every filter', async () => {
	expect(await ids({}, '/missedchats')).toEqual(['c1', 'c0']);
	expect(await ids({ app_id: 'w2', tag: 'billing' }, '/missedchats')).toEqual(['c1']);
	expect(await ids({ id: 'c2' }, '/missedchats')).toEqual([]);
});

test.each<[Query, string[]]>([
	[{ app_id: 'w2' }, ['c1', 'c2']],
	[{ widget_id: 'w2' }, ['c1', 'c2']],
	[{ app_id: 'W2' }, []],
	[{ app_id: 'w1', widget_id: 'w2' }, []],
	[{ tag: 'billing' }, ['c3', 'c1']],
	[{ tag: 'vip' }, []],
	[{ visitor_id: 'v1' }, ['c3', 'c1']],
	[{ email: 'ana@example.com' }, ['c3']],
	[{ email: 'ANA@EXAMPLE.COM' }, ['c3']],
	[{ email: 'ana' }, []],
	[{ id: 'c2' }, ['c2']],
	[{ visitor_id: 'v1', app_id: 'w2' }, ['c1']],
	[{ id: 'c2', date_from: '2025-05-03' }, []],
	[{ id: '' }, []],
	[{ tag: '' }, []],
])('the filter %j returns %j', async (query, expected) => {
	expect(await ids(query)).toEqual(expected);
});

test.each<[Query]>([
	[{ widgetId: 'w1' }],
	[{ limit: '1' }],
	[{ page: '2' }],
	[{ sort: 'startDate' }],
	[{ dateFrom: '2030-01-01' }],
])('the unknown parameter %j changes nothing', async (query) => {
	expect(await ids(query)).toHaveLength(4);
});

test('offline messages accept the same filters', async () => {
	expect(await ids({ tag: 'VIP' }, '/offlinemessages')).toEqual(['o1']);
	expect(await ids({ email: 'B@example.org' }, '/offlinemessages')).toEqual(['o2']);
	expect(await ids(day('2025-05-02'), '/offlinemessages')).toEqual(['o2']);
});

test('contacts accept dates, time zone, and app_id, and ignore the rest', async () => {
	expect(await ids({ app_id: 'w1' }, '/contacts')).toEqual(['l1']);
	expect(await ids(day('2025-05-02'), '/contacts')).toEqual(['l2']);
	for (const ignored of ['widget_id', 'email', 'tag', 'visitor_id', 'id']) {
		expect(await ids({ [ignored]: 'w1' }, '/contacts')).toEqual(['l1', 'l2']);
	}
});

test('widgets accept no filter', async () => {
	const { apps } = await read(sandbox, '/apps', { id: 'x', date_from: 'x', app_id: 'x' });
	expect(apps).toHaveLength(4);
});

test('date_from and date_to are both inclusive and optional', async () => {
	expect(await ids({ date_from: '2025-05-02', date_to: '2025-05-03' })).toEqual(['c3', 'c2']);
	expect(await ids({ date_from: '2025-05-03' })).toEqual(['c3']);
	expect(await ids({ date_to: '2025-05-01' })).toEqual(['c1']);
});

test('a range that ends before it starts returns nothing, without an error', async () => {
	expect(await ids({ date_from: '2025-05-03', date_to: '2025-05-01' })).toEqual([]);
});

test('a range may span years', async () => {
	expect(await ids({ date_from: '2015-01-01', date_to: '2035-01-01' })).toHaveLength(3);
});

test.each([
	'2025-5-1',
	'05/01/2025',
	'2025-02-30',
	'2025-05-01T00:00:00Z',
	'20250501',
	'1746057600000',
	'today',
	'',
])('the date "%s" is not YYYY-MM-DD and returns 400', async (date) => {
	for (const name of ['date_from', 'date_to']) {
		const response = await call(sandbox, 'GET', '/contacts', { query: { [name]: date } });
		expect(response.status).toBe(400);
		expect(await response.json()).toMatchObject({ apiStatus: 'Failure', apiStatusCode: '400' });
	}
});

test.each(['Mars/Olympus', '+02:00', 'UTC+2', 'local', ''])(
	'the time zone "%s" is not an IANA name and returns 400',
	async (timezone) => {
		const response = await call(sandbox, 'GET', '/chats', { query: { timezone } });
		expect(response.status).toBe(400);
	},
);

test('a day in Tokyo starts at 15:00 UTC of the day before', async () => {
	const inside = ['2025-05-01T15:00:00Z', '2025-05-02T14:59:59Z'];
	setStarts('2025-05-01T14:59:59Z', ...inside, '2025-05-02T15:00:00Z');
	expect(await ids(day('2025-05-02', 'Asia/Tokyo'))).toEqual(inside);
});

test('days without a time zone are those of the account, New York by default', async () => {
	const inside = ['2025-05-02T04:00:00Z', '2025-05-03T03:59:59Z'];
	setStarts('2025-05-02T03:59:59Z', ...inside, '2025-05-03T04:00:00Z');
	expect(await ids(day('2025-05-02'))).toEqual(inside);
	sandbox.settings.accountTimezone = 'UTC';
	expect(await ids(day('2025-05-02'))).not.toEqual(inside);
	sandbox.settings.accountTimezone = 'America/New_York';
});

test('the day on which New York switches to daylight saving time has 23 hours', async () => {
	const inside = ['2025-03-09T05:00:00Z', '2025-03-10T03:59:59Z'];
	setStarts('2025-03-09T04:59:59Z', ...inside, '2025-03-10T04:00:00Z');
	expect(await ids(day('2025-03-09', 'America/New_York'))).toEqual(inside);
});

test('the day on which New York leaves daylight saving time has 25 hours', async () => {
	const inside = ['2025-11-02T04:00:00Z', '2025-11-03T04:59:59Z'];
	setStarts('2025-11-02T03:59:59Z', ...inside, '2025-11-03T05:00:00Z');
	expect(await ids(day('2025-11-02', 'America/New_York'))).toEqual(inside);
});

test('a day without midnight (Cairo) starts at one, a day with two (Havana) at the first', async () => {
	const cairo = ['2024-04-25T22:00:00Z', '2024-04-26T20:59:59Z'];
	setStarts('2024-04-25T21:59:59Z', ...cairo, '2024-04-26T21:00:00Z');
	expect(await ids(day('2024-04-26', 'Africa/Cairo'))).toEqual(cairo);

	const havana = ['2024-11-03T04:00:00Z', '2024-11-04T04:59:59Z'];
	setStarts('2024-11-03T03:59:59Z', ...havana, '2024-11-04T05:00:00Z');
	expect(await ids(day('2024-11-03', 'America/Havana'))).toEqual(havana);
});

test('every chat of a busy year is on exactly one day, and neighboring days share none', async () => {
	const busy = await startSandbox({ now: '2025-04-10T12:00:00Z', days: 60, chatsPerDay: 10 });
	const seen: string[] = [];
	for (let date = Date.UTC(2025, 1, 9); date < Date.UTC(2025, 3, 12); date += 86_400_000) {
		const query = day(new Date(date).toISOString().slice(0, 10), 'America/New_York');
		const { chats = [] } = await read(busy, '/chats', query);
		seen.push(...(chats as Array<{ id: string }>).map(({ id }) => id));
	}
	await busy.close();
	expect(seen.sort()).toEqual(busy.data.chats.map(({ record }) => record.id).sort());
});

test('dates can come in the older form, in the requested time zone', async () => {
	setStarts('2025-01-15T10:30:00Z');
	sandbox.settings.dates = 'older';
	for (const [timezone, startDate] of [
		['America/New_York', '2025-01-15 05:30:00 AM'],
		['Asia/Tokyo', '2025-01-15 19:30:00 PM'],
	]) {
		const { chats } = await read(sandbox, '/chats', { timezone: timezone ?? '' });
		expect(chats).toEqual([{ id: '2025-01-15T10:30:00Z', startDate }]);
	}
	expect((await read(sandbox, '/contacts')).contacts).toMatchObject([
		{ addDate: '2025-05-01 08:00:00 AM' },
		{},
	]);
	sandbox.settings.dates = 'iso';
});
