import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { LINES, loadEngine, type ExecuteOptions } from '../../support/engine.mts';
import {
	action,
	asked,
	chatAt,
	dayIn,
	mostAtOnce,
	newestFirst,
	oldestFirst,
	signIn,
	startFilledSandbox,
} from './support.mts';

const DAY_MS = 86_400_000;

/** A year and a bit, three chats a day, in no order of time. */
const sandbox = await startFilledSandbox({
	seed: 'windows',
	days: 380,
	chatsPerDay: 3,
	now: '2026-06-20T12:00:00Z',
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const YEAR = { dateFrom: '2025-06-16', dateTo: '2026-06-15' };
const daysBetween = (from = '', to = '') => (Date.parse(to) - Date.parse(from)) / DAY_MS;

const yearOf = () => {
	const records = sandbox.data.chats.filter(({ at }) => {
		const day = dayIn('UTC', at);
		return day >= YEAR.dateFrom && day <= YEAR.dateTo;
	});
	expect(records.length).toBeGreaterThan(900);
	return records;
};
const idsOf = (records: ReadonlyArray<{ record: { id: string } }>) =>
	records.map(({ record }) => record.id);

describe.each(LINES)('long ranges of the action node in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const run = async (parameters: object, timezone = 'UTC', more: Partial<ExecuteOptions> = {}) =>
		await engine.execute({
			node: action('chat.getAll', { simplify: false, ...parameters }),
			credentials: signIn(sandbox),
			settings: { timezone },
			...more,
		});
	const ids = async (...call: Parameters<typeof run>) => {
		const { items, error } = await run(...call);
		expect(error).toBeUndefined();
		return items.map(({ json }) => json.id);
	};
	/** The windows asked for, oldest first. */
	const windows = () =>
		asked(sandbox)
			.map(({ query }) => query)
			.sort((a, b) => (a.date_from ?? '').localeCompare(b.date_from ?? ''));

	it('a year is requested in windows of at most 31 days that leave no day out', async () => {
		await ids({ returnAll: true, filters: { ...YEAR, tag: 'VIP' } });
		const queries = windows();
		expect(queries[0]?.date_from).toBe(YEAR.dateFrom);
		expect(queries.at(-1)?.date_to).toBe('2026-06-16');
		for (const [index, { date_from, date_to, ...others }] of queries.entries()) {
			expect(others).toEqual({ timezone: 'UTC', tag: 'VIP' });
			expect(daysBetween(date_from, date_to)).toBeLessThanOrEqual(30);
			const next = queries[index + 1];
			if (next) expect(daysBetween(date_to, next.date_from)).toBeLessThanOrEqual(1);
		}
		expect(queries.length).toBeGreaterThanOrEqual(12);
		expect(queries.length).toBeLessThanOrEqual(13);
	});

	it.each([
		['newestFirst', newestFirst],
		['oldestFirst', oldestFirst],
	] as const)('each record of a year is returned once, %s', async (order, inOrder) => {
		const records = await ids({ returnAll: true, filters: YEAR, sort: { order } });
		expect(records).toEqual(idsOf(inOrder(yearOf())));
	});

	it("each record of a year is returned once in the service's order, window after window", async () => {
		const sort = { order: 'asReturned' };
		const records = await ids({ returnAll: true, filters: YEAR, sort });
		expect(records).toHaveLength(new Set(records).size);
		expect([...records].sort()).toEqual(idsOf(yearOf()).sort());
		const asOne = await ids({
			returnAll: true,
			filters: YEAR,
			sort,
			options: { daysPerRequest: 400 },
		});
		const [first] = windows();
		const inFirst = yearOf().filter(({ at }) => dayIn('UTC', at) <= (first?.date_to ?? ''));
		const ofFirst = new Set(idsOf(inFirst));
		const start = asOne.filter((id) => ofFirst.has(String(id)));
		expect(records.slice(0, start.length)).toEqual(start);
	});

	it('each record of every other list is returned once, too', async () => {
		const models = {
			missedChat: sandbox.data.chats.filter(({ record }) => record.chatType === 'Missed'),
			offlineMessage: sandbox.data.offlineMessages,
			contact: sandbox.data.contacts,
		};
		for (const [resource, model] of Object.entries(models)) {
			const { items } = await run({}, 'UTC', {
				node: action(`${resource}.getAll`, { returnAll: true, filters: YEAR }),
			});
			const records = model.filter(({ at }) => {
				const day = dayIn('UTC', at);
				return day >= YEAR.dateFrom && day <= YEAR.dateTo;
			});
			const expected = [...records].sort((a, b) => b.at - a.at).map(({ record }) => record.id);
			expect(expected.length).toBeGreaterThan(100);
			expect(items.map(({ json }) => json.id)).toEqual(expected);
		}
	});

	it('the search stops after the first window if that is enough for the limit', async () => {
		expect(await ids({ limit: 5, filters: YEAR })).toEqual(
			idsOf(newestFirst(yearOf())).slice(0, 5),
		);
		expect(asked(sandbox).map(({ query }) => query.date_to)).toEqual(['2026-06-16']);
		sandbox.reset();
		const sort = { order: 'oldestFirst' };
		expect(await ids({ limit: 5, filters: YEAR, sort })).toEqual(
			idsOf(oldestFirst(yearOf())).slice(0, 5),
		);
		expect(asked(sandbox).map(({ query }) => query.date_from)).toEqual([YEAR.dateFrom]);
	});

	it('the search continues until the limit is reached, and no further', async () => {
		const records = await ids({ limit: 200, filters: YEAR });
		expect(records).toEqual(idsOf(newestFirst(yearOf())).slice(0, 200));
		expect(sandbox.requests.length).toBeGreaterThan(1);
		expect(sandbox.requests.length).toBeLessThanOrEqual(8);
	});

	it('duplicates do not count toward the limit', async () => {
		sandbox.setData({
			chats: Array.from({ length: 12 }, (_, n) =>
				chatAt(`2026-05-${String(n + 1).padStart(2, '0')}T12:00:00Z`),
			),
		});
		const filters = { dateFrom: '2026-05-01', dateTo: '2026-05-12' };
		const records = await ids({ limit: 5, filters, options: { daysPerRequest: 2 } });
		expect(records).toEqual(
			[12, 11, 10, 9, 8].map((day) => `chat-2026-05-${String(day).padStart(2, '0')}T12:00:00Z`),
		);
	});

	it.each(['newestFirst', 'oldestFirst'] as const)(
		'the records of the requested days are returned once, %s, even if the service ignores the dates',
		async (order) => {
			sandbox.faults.add({ kind: 'ignoreDates' });
			const inOrder = { newestFirst, oldestFirst }[order](yearOf());
			expect(await ids({ returnAll: true, filters: YEAR, sort: { order } })).toEqual(
				idsOf(inOrder),
			);
			expect(await ids({ limit: 40, filters: YEAR, sort: { order } })).toEqual(
				idsOf(inOrder).slice(0, 40),
			);
		},
	);

	it('the newest records are searched for in the last 31 days, then in a year, then in all days', async () => {
		const now = Date.now();
		const chats = [3, 20, 100, 300, 500, 900].map((days) =>
			chatAt(new Date(now - days * DAY_MS).toISOString(), { id: `${days}` }),
		);
		sandbox.setData({ chats });
		for (const [limit, requests] of [
			[2, 1],
			[4, 13],
			[6, 14],
		] as const) {
			const before = sandbox.requests.length;
			const expected = ['3', '20', '100', '300', '500', '900'].slice(0, limit);
			expect(await ids({ limit })).toEqual(expected);
			expect(sandbox.requests.length - before).toBe(requests);
		}
	});

	it('the search continues after empty windows', async () => {
		sandbox.setData({ chats: [chatAt('2025-06-17T12:00:00Z'), chatAt('2026-01-05T12:00:00Z')] });
		expect(await ids({ returnAll: true, filters: YEAR })).toEqual([
			'chat-2026-01-05T12:00:00Z',
			'chat-2025-06-17T12:00:00Z',
		]);
	});

	it('the search continues if two windows contain only the records of the day they share', async () => {
		const filters = { dateFrom: '2026-05-15', dateTo: '2026-06-15' };
		for (const daysPerRequest of [2, 3, 5, 11]) {
			for (const day of ['2026-06-11', '2026-06-13', '2026-06-14']) {
				const chats = [chatAt('2026-05-16T12:00:00Z'), chatAt(`${day}T12:00:00Z`)];
				sandbox.setData({ chats });
				const records = await ids({ returnAll: true, filters, options: { daysPerRequest } });
				expect(records).toEqual([`chat-${day}T12:00:00Z`, 'chat-2026-05-16T12:00:00Z']);
			}
		}
	});

	it.each(['Asia/Tokyo', 'Asia/Kolkata', 'America/New_York', 'UTC'])(
		'no record is lost or doubled at the borders of windows in %s',
		async (zone) => {
			const starts = ['2026-03-03T00:00:00Z', '2026-10-28T00:00:00Z'];
			for (const start of starts) {
				const moments = Array.from(
					{ length: 12 * 24 * 2 },
					(_, n) => Date.parse(start) + n * 1_800_000,
				);
				sandbox.setData({ chats: moments.map((at) => chatAt(new Date(at).toISOString())) });
				const [dateFrom, dateTo] = [2, 9].map((days) =>
					dayIn('UTC', Date.parse(start) + days * DAY_MS),
				);
				const model = moments
					.filter((at) => dayIn(zone, at) >= (dateFrom ?? '') && dayIn(zone, at) <= (dateTo ?? ''))
					.map((at) => `chat-${new Date(at).toISOString()}`);
				for (const daysPerRequest of [1, 2, 3, 7]) {
					const records = await ids(
						{
							returnAll: true,
							filters: { dateFrom, dateTo },
							sort: { order: 'oldestFirst' },
							options: { daysPerRequest },
						},
						zone,
					);
					expect(records, `${start} by ${daysPerRequest}`).toEqual(model);
				}
			}
		},
	);

	it('times of day apply only at the ends of a long range', async () => {
		const filters = { dateFrom: '2026-03-05T15:00:00', dateTo: '2026-05-20T09:00:00' };
		const records = await ids({ returnAll: true, filters }, 'America/New_York');
		const model = sandbox.data.chats.filter(
			({ at }) =>
				at >= Date.parse('2026-03-05T20:00:00Z') && at <= Date.parse('2026-05-20T13:00:00Z'),
		);
		expect(records).toEqual(idsOf(newestFirst(model)));
		expect(sandbox.requests.length).toBeGreaterThan(1);
	});

	it('records without an ID are compared by content, and numeric IDs work, too', async () => {
		sandbox.faults.add({ kind: 'numericIds' });
		const numeric = await ids({ returnAll: true, filters: YEAR });
		expect(numeric).toHaveLength(yearOf().length);
		expect(new Set(numeric).size).toBe(numeric.length);
		sandbox.reset();
		const chats = sandbox.data.chats.map(({ record: { id: _, ...record } }) => record);
		sandbox.setData({ chats: chats as never });
		const { items } = await run({ returnAll: true, filters: YEAR });
		expect(items).toHaveLength(yearOf().length);
	});

	it('a range without Date To is open at its end', async () => {
		const now = Date.now();
		const ago = (days: number) => new Date(now - days * DAY_MS).toISOString();
		sandbox.setData({
			chats: [-2, 0, 10, 40, 75, 200].map((days) => chatAt(ago(days), { id: `${days}` })),
		});
		const dateFrom = dayIn('UTC', now - 80 * DAY_MS);
		expect(await ids({ returnAll: true, filters: { dateFrom } })).toEqual([
			'-2',
			'0',
			'10',
			'40',
			'75',
		]);
		expect(windows()[0]?.date_from).toBe(dateFrom);
		expect(windows().filter(({ date_to }) => date_to === undefined)).toHaveLength(1);
	});

	it('a range without Date From, or with one in the future, is one request', async () => {
		await ids({ returnAll: true, filters: { dateTo: '2026-06-15' } });
		await ids({ returnAll: true, filters: { dateFrom: '2999-01-01' } });
		await ids({ returnAll: true });
		expect(asked(sandbox).map(({ query }) => query)).toEqual([
			{ timezone: 'UTC', date_from: '2010-01-01', date_to: '2026-06-16' },
			{ timezone: 'UTC', date_from: '2999-01-01' },
			{ timezone: 'UTC', date_from: '2010-01-01' },
		]);
	});

	it('several windows are requested at once, within the throttle, and the order is kept', async () => {
		sandbox.faults.add({ kind: 'slow', ms: 40, probability: 0.4 });
		sandbox.faults.add({ kind: 'slow', ms: 15, probability: 0.9 });
		const options = { daysPerRequest: 10, maxConcurrency: 5 };
		const records = await ids({ returnAll: true, filters: YEAR, options });
		expect(records).toEqual(idsOf(newestFirst(yearOf())));
		expect(mostAtOnce(sandbox.requests)).toBeGreaterThan(2);
		expect(mostAtOnce(sandbox.requests)).toBeLessThanOrEqual(5);
	});

	it('a window that fails fails the item, so half a range is never returned', async () => {
		sandbox.faults.add({ kind: 'status', status: 500, every: 4 });
		const { error, items } = await run({ returnAll: true, filters: YEAR });
		expect(items).toEqual([]);
		expect(error).toMatchObject({ httpCode: '500', context: { itemIndex: 0 } });
	});

	it('a range of a century does not drown the service in requests', async () => {
		const filters = { dateFrom: '1926-01-01', dateTo: '2026-06-15' };
		const options = { daysPerRequest: 1 };
		const sort = { order: 'oldestFirst' };
		const records = await ids({ limit: 50, filters, sort, options });
		expect(records).toEqual(
			idsOf(
				oldestFirst(sandbox.data.chats).filter(({ at }) => dayIn('UTC', at) <= '2026-06-15'),
			).slice(0, 50),
		);
		expect(sandbox.requests.length).toBeLessThanOrEqual(500);
	});
});
