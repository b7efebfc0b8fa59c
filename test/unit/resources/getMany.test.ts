import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { addDays, dayOf } from '../../../nodes/SocialIntents/dates/days';
import type { ApiRequest } from '../../../nodes/SocialIntents/operation';
import { operationOf, planOf, type Situation, type Values } from '../support/form';
import { errorOf } from '../support/outcome';
import { carryOut, honest, type Filed } from '../support/service';

const lists = ['chat', 'missedChat', 'offlineMessage', 'contact'] as const;
const paths = {
	chat: '/chats',
	missedChat: '/missedchats',
	offlineMessage: '/offlinemessages',
	contact: '/contacts',
};

const chats = (given: Values, situation?: Situation) => planOf('chat.getAll', given, situation);
const filtered = (filters: Values, more: Values = {}) =>
	chats({ returnAll: true, filters, ...more });

/** A service that leaves the last day of a request out. */
const excludingDateTo = (filed: Filed[]) => (request: ApiRequest) => {
	const { date_to: to, ...others } = request.query ?? {};
	const query = to === undefined ? others : { ...others, date_to: addDays(to, -1) };
	return honest(filed)({ ...request, query });
};

/** A chat that began at noon of its day. */
const atNoon = (id: string, day: string): Filed => ({
	day,
	record: { id, startDate: `${day}T12:00:00Z` },
});
const undated = (id: string, day: string): Filed => ({ day, record: { id } });

/** One chat a day for all of a quarter, `c2025-01-01` to `c2025-03-31`, in the order of the service: none. */
const quarter = Array.from({ length: 90 }, (_, index) =>
	addDays('2025-01-01', (index * 37) % 90),
).map((day) => atNoon(`c${day}`, day));
const allDays = { dateFrom: '2025-01-01', dateTo: '2025-03-31' };
const newest = quarter
	.map(({ record }) => String(record.id))
	.sort()
	.reverse();

describe('the requests of Get Many', () => {
	it.each(lists)(
		"for %s without a filter are one GET over all days, in the workflow's time zone",
		(resource) => {
			const tokyo = { workflowTimezone: 'Asia/Tokyo' };
			const { requests } = planOf(`${resource}.getAll`, { returnAll: true }, tokyo);
			expect(requests).toEqual([
				{
					method: 'GET',
					path: paths[resource],
					query: { date_from: '2010-01-01', timezone: 'Asia/Tokyo' },
					timeout: 120_000,
				},
			]);
		},
	);

	it.each(['chat', 'missedChat', 'offlineMessage'] as const)(
		"for %s contain every filter, under the service's names",
		(resource) => {
			const filters = {
				dateFrom: '2025-03-10',
				dateTo: '2025-03-20T00:00:00',
				timezone: 'America/New_York',
				widgetId: { __rl: true, mode: 'list', value: 'w/1' },
				tag: ' https://example.com/vip & more ',
				visitorId: 42,
				email: 'jane+chat@example.com',
			};
			const given = { filters, options: { timeout: '5000' } };
			const { requests } = planOf(`${resource}.getAll`, given, {
				workflowTimezone: 'America/New_York',
			});
			expect(requests).toEqual([
				{
					method: 'GET',
					path: paths[resource],
					query: {
						date_from: '2025-03-10',
						date_to: '2025-03-22',
						timezone: 'America/New_York',
						app_id: 'w/1',
						tag: 'https://example.com/vip & more',
						visitor_id: '42',
						email: 'jane+chat@example.com',
					},
					timeout: 5000,
				},
			]);
		},
	);

	it('for contacts contain the four filters that the service knows, and not the email', () => {
		const filters = {
			dateFrom: '2025-03-10',
			dateTo: '2025-03-20',
			timezone: 'UTC',
			widgetId: 'w1',
			email: 'a@b.c',
		};
		expect(planOf('contact.getAll', { filters }).requests.map(({ query }) => query)).toEqual([
			{ date_from: '2025-03-10', date_to: '2025-03-21', timezone: 'UTC', app_id: 'w1' },
		]);
	});

	it('always contain a first day, but a last one only if it is given', () => {
		expect(filtered({ dateFrom: '2025-06-10' }).requests.map(({ query }) => query)).toEqual([
			{ date_from: '2025-06-10', timezone: 'UTC' },
		]);
		expect(filtered({ dateTo: '2025-01-31' }).requests.map(({ query }) => query)).toEqual([
			{ date_from: '2010-01-01', date_to: '2025-02-01', timezone: 'UTC' },
		]);
	});

	it('leave out empty filters', () => {
		const filters = {
			dateFrom: '',
			dateTo: '',
			timezone: '',
			widgetId: '',
			tag: ' ',
			visitorId: null,
			email: '',
		};
		expect(filtered(filters).requests.map(({ query }) => query)).toEqual([
			{ date_from: '2010-01-01', timezone: 'UTC' },
		]);
	});

	const windowsBy = (order: string, filters: Values = allDays) =>
		filtered(filters, { sort: { order } }).requests.map(({ query }) => [
			query?.date_from,
			query?.date_to,
		]);

	it('are cut into windows, newest first, and include the day after Date To', () => {
		expect(windowsBy('newestFirst')).toEqual([
			['2025-03-02', '2025-04-01'],
			['2025-01-31', '2025-03-02'],
			['2025-01-01', '2025-01-31'],
		]);
	});

	it.each(['oldestFirst', 'asReturned'])('are cut into windows, oldest first, for %s', (order) => {
		expect(windowsBy(order)).toEqual([
			['2025-01-01', '2025-01-31'],
			['2025-01-31', '2025-03-02'],
			['2025-03-02', '2025-04-01'],
		]);
	});

	it('reach until today if Date To is not set, and leave the end open', () => {
		expect(windowsBy('newestFirst', { dateFrom: '2025-05-01' })).toEqual([
			['2025-05-16', undefined],
			['2025-05-01', '2025-05-16'],
		]);
	});

	it('cover as many days as Days per Request says', () => {
		const count = (daysPerRequest: unknown) =>
			filtered(allDays, { options: { daysPerRequest } }).requests.length;
		expect([count('91'), count(46), count(10)]).toEqual([1, 2, 10]);
	});

	it('cover the period, which includes tomorrow for records of today', () => {
		expect(filtered({ period: 'thisMonth' }).requests.map(({ query }) => query)).toEqual([
			{ date_from: '2025-06-01', date_to: '2025-06-16', timezone: 'UTC' },
		]);
	});

	it('go back in steps if a limited list has no Date From and the newest come first', () => {
		const stepsOf = (given: Values) => {
			const { requests, nextBatchEnd } = chats(given);
			const ends = [0];
			while ((ends.at(-1) ?? 0) < requests.length) ends.push(nextBatchEnd?.(ends.at(-1) ?? 0) ?? 0);
			return ends.slice(1).map((end, index) => {
				const step = requests.slice(ends[index], end).map(({ query }) => query);
				return [step.at(-1)?.date_from, step[0]?.date_to];
			});
		};
		expect(stepsOf({ limit: 50 })).toEqual([
			['2025-05-16', undefined],
			['2024-06-15', '2025-05-16'],
			['2010-01-01', undefined],
		]);
		expect(stepsOf({ limit: 50, filters: { dateTo: '2025-03-31' } })).toEqual([
			['2025-03-02', '2025-04-01'],
			['2024-04-01', '2025-03-02'],
			['2010-01-01', '2025-04-01'],
		]);
		expect(stepsOf({ limit: 50, sort: { order: 'oldestFirst' } })).toEqual([
			['2010-01-01', undefined],
		]);
	});

	it.each([{ email: 'ann@example.com' }, { visitorId: 'v1' }])(
		'are one GET over all days for the newest chats of one visitor, found by %o',
		(filters) => {
			const { requests } = chats({ limit: 50, filters });
			expect(requests.map(({ query }) => [query?.date_from, query?.date_to])).toEqual([
				['2010-01-01', undefined],
			]);
		},
	);

	it('are not sent if a parameter is wrong', () => {
		expect(errorOf(() => filtered({ dateFrom: 'soon' })).message).toContain("'Date From'");
		expect(errorOf(() => chats({ limit: 0 })).message).toContain("'Limit'");
		expect(errorOf(() => filtered({}, { options: { daysPerRequest: 0 } })).message).toContain(
			"'Days per Request'",
		);
	});
});

describe('the records of Get Many', () => {
	it("are simplified, raw, or a tool's selected fields", () => {
		const record = {
			id: 'c1',
			startDate: '2025-03-10 12:00:00 PM',
			appId: 'w1',
			page: 'https://example.com',
		};
		const serve = honest([{ day: '2025-03-10', record }]);
		expect(carryOut(chats({ simplify: true }), serve).json).toEqual([
			{
				id: 'c1',
				chatType: null,
				widgetId: 'w1',
				startDate: '2025-03-10T12:00:00.000Z',
				duration: null,
				visitorFullName: null,
				visitorEmail: null,
				visitorPhone: null,
				agentName: null,
				page: 'https://example.com',
			},
		]);
		expect(carryOut(chats({ simplify: false }), serve).json).toEqual([record]);
		const tool = { isTool: true };
		expect(carryOut(chats({ output: 'raw' }, tool), serve).json).toEqual([record]);
		expect(carryOut(chats({}, tool), serve).json[0]).toHaveProperty('agentName', null);
		const selected = { output: 'selectedFields', fields: 'page, widgetId,startDate' };
		expect(carryOut(chats(selected, tool), serve).json).toEqual([
			{
				id: 'c1',
				page: 'https://example.com',
				widgetId: 'w1',
				startDate: '2025-03-10T12:00:00.000Z',
			},
		]);
	});

	it('are at most 50 by default, and all of them with Return All', () => {
		const serve = honest(quarter);
		expect(carryOut(chats({}), serve).ids).toEqual(newest.slice(0, 50));
		expect(carryOut(chats({ limit: '7' }), serve).ids).toEqual(newest.slice(0, 7));
		expect(carryOut(chats({ returnAll: true }), serve).ids).toEqual(newest);
		expect(carryOut(chats({ returnAll: 'true' }), serve).ids).toEqual(newest);
	});

	it.each([
		['newestFirst', newest],
		['oldestFirst', newest.toReversed()],
		['asReturned', quarter.map(({ record }) => record.id)],
	])('come in the order %s, and the limit keeps the first of it', (order, ids) => {
		const run = (more: Values) =>
			carryOut(chats({ sort: { order }, ...more }), honest(quarter)).ids;
		expect(run({ returnAll: true })).toEqual(ids);
		expect(run({ limit: 5 })).toEqual(ids.slice(0, 5));
	});

	it("come window after window in the service's order", () => {
		const filed = [
			atNoon('b', '2025-01-02'),
			atNoon('d', '2025-03-20'),
			atNoon('a', '2025-01-01'),
			atNoon('c', '2025-03-30'),
		];
		const given = { returnAll: true, filters: allDays, sort: { order: 'asReturned' } };
		expect(carryOut(chats(given), honest(filed)).ids).toEqual(['b', 'a', 'd', 'c']);
	});

	it("keep the service's order if they share a moment", () => {
		const record = (id: string) => ({
			day: '2025-03-10',
			record: { id, startDate: '2025-03-10T12:00:00Z' },
		});
		const serve = honest(['b', 'c', 'a'].map(record));
		expect(carryOut(chats({ sort: { order: 'newestFirst' } }), serve).ids).toEqual(['b', 'c', 'a']);
		expect(carryOut(chats({ sort: { order: 'oldestFirst' } }), serve).ids).toEqual(['b', 'c', 'a']);
	});

	it('are sorted whatever the form of their dates', () => {
		const dates = [
			'2025-03-10 01:00:00 AM',
			1741568400000 + 7_200_000,
			'2025-03-10T02:00:00Z',
			'1741579200000',
		];
		const serve = honest(
			dates.map((startDate, id) => ({ day: '2025-03-10', record: { id: String(id), startDate } })),
		);
		expect(carryOut(chats({ sort: { order: 'oldestFirst' } }), serve).ids).toEqual([
			'0',
			'2',
			'1',
			'3',
		]);
	});

	it.each(['newestFirst', 'oldestFirst'])(
		'come last without a date, %s, and none is lost',
		(order) => {
			const filed = [
				undated('x', '2025-02-10'),
				atNoon('a', '2025-01-10'),
				undated('y', '2025-03-20'),
				atNoon('b', '2025-03-10'),
			];
			const given = { returnAll: true, filters: allDays, sort: { order } };
			const { ids } = carryOut(chats(given), honest(filed));
			expect(ids.slice(0, 2)).toEqual(order === 'newestFirst' ? ['b', 'a'] : ['a', 'b']);
			expect(ids.slice(2).sort()).toEqual(['x', 'y']);
		},
	);

	it('do not fill the limit without a date before dated ones of older windows', () => {
		const filed = [
			undated('x', '2025-03-20'),
			undated('y', '2025-03-21'),
			atNoon('b', '2025-03-22'),
			atNoon('a', '2025-01-10'),
			atNoon('0', '2025-01-09'),
		];
		expect(carryOut(chats({ limit: 3, filters: allDays }), honest(filed)).ids).toEqual([
			'b',
			'a',
			'0',
		]);
	});

	it('are compared by content without an ID, and repeats within one response are kept', () => {
		const record = (day: string, page: string) => ({
			day,
			record: { startDate: `${day}T12:00:00Z`, page },
		});
		const filed = [
			record('2025-01-31', 'twice'),
			record('2025-01-31', 'twice'),
			record('2025-01-31', 'once'),
			record('2025-03-02', 'shared'),
			record('2025-03-31', 'late'),
		];
		const given = { returnAll: true, simplify: false, filters: allDays };
		const { json } = carryOut(chats(given), honest(filed));
		expect(json.map(({ page }) => page).sort()).toEqual([
			'late',
			'once',
			'shared',
			'twice',
			'twice',
		]);
	});

	it('are all kept if their IDs differ beyond 2^53', () => {
		const filed = ['a', 'b'].map((page) => ({
			day: '2025-03-02',
			record: { id: Number('9007199254740993'), startDate: '2025-03-02T12:00:00Z', page },
		}));
		const serve = honest(filed);
		expect(carryOut(filtered(allDays), serve).output).toHaveLength(2);
	});

	it('come once even if another response writes their ID in another letter case', () => {
		const serve = ({ query }: { query?: Record<string, string> }) => {
			const id = query?.date_to === '2025-03-02' ? '2C9FA6' : '2c9fa6';
			return [{ id, startDate: '2025-03-02T12:00:00Z' }];
		};
		expect(carryOut(filtered(allDays), serve).output).toHaveLength(1);
	});

	it('are left out if they are outside the days or times of day, whatever the service returns', () => {
		const times = ['08:59:59', '09:00:00', '13:00:00', '18:00:00', '18:00:01'];
		const filed = times.map((id) => ({
			day: '2025-03-10',
			record: { id, startDate: `2025-03-10T${id}Z` },
		}));
		const others = [atNoon('before', '2025-03-09'), atNoon('after', '2025-03-11')];
		const body = honest([...filed, ...others])({ method: 'GET', path: '/chats' });
		const run = (filters: Values) => carryOut(filtered(filters), () => body).ids.sort();
		expect(run({ dateFrom: '2025-03-10T09:00:00', dateTo: '2025-03-10' })).toEqual(times.slice(1));
		expect(run({ dateFrom: '2025-03-10', dateTo: '2025-03-10T18:00:00' })).toEqual(
			times.slice(0, 4),
		);
		expect(run({ dateFrom: '2025-03-10T09:00:00', dateTo: '2025-03-10T18:00:00' })).toEqual(
			times.slice(1, 4),
		);
		expect(run({ dateFrom: '2025-03-10', dateTo: '2025-03-10T00:00:00' })).toEqual(times);
		expect(run({ period: 'today' })).toEqual([]);
	});

	it('are all there for one day, whether or not the service includes date_to', () => {
		const filed = ['2025-03-09', '2025-03-10', '2025-03-11'].map((day) => atNoon(day, day));
		const serve = honest(filed);
		const filters = { dateFrom: '2025-03-10', dateTo: '2025-03-10' };
		expect(carryOut(filtered(filters), serve).ids).toEqual(['2025-03-10']);
		expect(carryOut(filtered(filters), excludingDateTo(filed)).ids).toEqual(['2025-03-10']);
	});

	it('are all there for the evening of Date To west of UTC, where it is the next day in UTC', () => {
		const filed = ['2025-03-10', '2025-03-11', '2025-03-12'].map((day) => ({
			day,
			record: { id: day, startDate: `${day}T02:00:00Z` },
		}));
		const filters = {
			dateFrom: '2025-03-10',
			dateTo: '2025-03-10',
			timezone: 'America/New_York',
		};
		for (const serve of [honest(filed), excludingDateTo(filed)]) {
			expect(carryOut(filtered(filters), serve).ids).toEqual(['2025-03-11']);
		}
	});

	it('are left out without a zone only if no reading of their date lies inside', () => {
		const record = { id: 'a', startDate: '2025-03-10 09:30:00 AM' };
		const run = (dateFrom: string, messages?: object[]) =>
			carryOut(filtered({ dateFrom, timezone: 'Asia/Tokyo' }), () => [{ ...record, messages }]).ids;
		// In UTC it is 09:30Z, in Tokyo 00:30Z.
		expect(run('2025-03-10T09:29:00Z')).toEqual(['a']);
		expect(run('2025-03-10T09:31:00Z')).toEqual([]);
		const inTokyo = [{ timestamp: Date.parse('2025-03-10T00:30:10Z') }];
		expect(run('2025-03-10T00:29:00Z', inTokyo)).toEqual(['a']);
		expect(run('2025-03-10T00:31:00Z', inTokyo)).toEqual([]);
	});

	it('stay without a date, whatever the times of day', () => {
		const serve = honest([undated('x', '2025-03-10')]);
		expect(carryOut(filtered({ dateFrom: '2025-03-10T09:00:00' }), serve).ids).toEqual(['x']);
	});

	it.each([
		['a bare list', [{ id: 'a' }]],
		['an envelope of unknown name', { apiStatus: 'Success', results: [{ id: 'a' }] }],
	])('are found in %s', (_, body) => {
		expect(carryOut(chats({}), () => body).ids).toEqual(['a']);
	});

	it.each([[{ apiStatus: 'Success' }], [{ apiStatus: 'Success', chats: null }], [null], [[]]])(
		'are none if the response is %j',
		(body) => {
			expect(carryOut(chats({}), () => body).output).toEqual([]);
		},
	);

	it('are all kept if they come in one response, even with the same ID', () => {
		const { output } = carryOut(chats({}), () => ({
			chats: [
				{ id: 'a', page: 1 },
				{ id: 'a', page: 2 },
			],
		}));
		expect(output).toHaveLength(2);
	});
});

const isAsked = ({ day }: Filed, { query = {} }: ApiRequest) =>
	day >= (query.date_from ?? '') && day <= (query.date_to ?? '9');
const listOf = (filed: Filed[]) => filed.map(({ record }) => record);

describe('the windows of Get Many', () => {
	it('return every record once, in order, cut at the limit, whether the service counts days in the time zone or in UTC and includes date_to or not', () => {
		const orders = fc.constantFrom('newestFirst', 'oldestFirst');
		const anyRows = fc.uniqueArray(fc.integer({ min: 0, max: 59 * 24 }), { maxLength: 40 });
		const anyRange = fc
			.tuple(fc.nat(59), fc.nat(59))
			.map((days) => days.toSorted((a, b) => a - b) as [number, number]);
		const anyLimit = fc.option(fc.integer({ min: 1, max: 20 }));
		const anyZone = fc.constantFrom('UTC', 'Asia/Tokyo', 'America/New_York');
		fc.assert(
			fc.property(
				anyRows,
				anyRange,
				fc.integer({ min: 1, max: 40 }),
				orders,
				anyLimit,
				anyZone,
				(hours, [first, last], days, order, limit, timezone) => {
					const start = Date.parse('2025-01-15T00:00:00Z');
					const filedIn = (zone: string) =>
						hours.map((hour) => {
							const at = start + hour * 3_600_000;
							const startDate = new Date(at).toISOString();
							return { day: dayOf(at, zone), record: { id: `h${hour}`, startDate } };
						});
					const filed = filedIn(timezone);
					const [from, to] = [addDays('2025-01-15', first), addDays('2025-01-15', last)];
					const given = {
						filters: { dateFrom: from, dateTo: to, timezone },
						sort: { order },
						options: { daysPerRequest: days },
						...(limit === null ? { returnAll: true } : { limit }),
					};
					const expected = filed
						.filter(({ day }) => day >= from && day <= to)
						.map(({ record }) => record)
						.sort(
							(a, b) => a.startDate.localeCompare(b.startDate) * (order === 'newestFirst' ? -1 : 1),
						)
						.slice(0, limit ?? undefined);
					const ids = expected.map(({ id }) => id);
					const plan = chats(given);
					const services = [
						honest(filed),
						honest(filedIn('UTC')),
						excludingDateTo(filed),
						excludingDateTo(filedIn('UTC')),
						() => listOf(filed),
					];
					for (const serve of services) {
						expect(carryOut(plan, serve).ids).toEqual(ids);
						const allAnswers = plan.requests.map((request) => plan.parse(serve(request), request));
						expect(plan.combine(allAnswers).map(({ json }) => json.id)).toEqual(ids);
					}
				},
			),
		);
	});

	it('return the newest records of a history without a start, however old they are', () => {
		const ages = fc.uniqueArray(fc.nat(1200), { maxLength: 30 });
		fc.assert(
			fc.property(ages, fc.integer({ min: 1, max: 20 }), (days, limit) => {
				const filed = days.map((age) => atNoon(`d${age}`, addDays('2025-06-15', -age)));
				const ids = days
					.toSorted((a, b) => a - b)
					.map((age) => `d${age}`)
					.slice(0, limit);
				for (const serve of [honest(filed), excludingDateTo(filed), () => listOf(filed)]) {
					const { asked, ids: found } = carryOut(chats({ limit }), serve);
					expect(found).toEqual(ids);
					if (days.filter((age) => age < 30).length >= limit) expect(asked).toHaveLength(1);
				}
			}),
		);
	});

	it('start with one if there is a limit, double, and end as soon as it is reached', () => {
		const askedFor = (limit: number, order = 'newestFirst') => {
			const given = { limit, filters: allDays, sort: { order } };
			const { asked, ids } = carryOut(chats(given), honest(quarter));
			const expected = order === 'oldestFirst' ? newest.toReversed() : newest;
			expect(ids).toEqual(expected.slice(0, limit));
			return asked.map(({ query }) => query?.date_from);
		};
		expect(askedFor(30)).toEqual(['2025-03-02']);
		expect(askedFor(31)).toEqual(['2025-03-02', '2025-01-31']);
		expect(askedFor(30, 'oldestFirst')).toEqual(['2025-01-01']);
		expect(askedFor(31, 'oldestFirst')).toEqual(['2025-01-01', '2025-01-31']);
		const { nextBatchEnd } = chats({ limit: 1, filters: { dateFrom: '2020-01-01' } });
		expect([0, 1, 2, 4, 8].map((received) => nextBatchEnd?.(received))).toEqual([1, 2, 4, 8, 16]);
	});

	it('do not end early for a chat that started long before the window it is listed in', () => {
		// Chats are listed by the day on which they were archived.
		const archived = {
			day: '2025-03-20',
			record: { id: 'long', startDate: '2025-02-01T12:00:00Z' },
		};
		const filed = [atNoon('march', '2025-03-10'), archived, atNoon('february', '2025-02-20')];
		const given = { limit: 2, filters: allDays };
		expect(carryOut(chats(given), honest(filed)).ids).toEqual(['march', 'february']);
	});

	it("cover Days per Request each in the service's order", () => {
		const given = { limit: 1, filters: allDays, sort: { order: 'asReturned' } };
		expect(chats(given).requests).toHaveLength(3);
	});

	it('do not count a record of the day that they share twice toward the limit', () => {
		const filed = [atNoon('c', '2025-03-31'), atNoon('b', '2025-03-02'), atNoon('a', '2025-01-01')];
		const { asked, ids } = carryOut(chats({ limit: 3, filters: allDays }), honest(filed));
		expect(ids).toEqual(['c', 'b', 'a']);
		expect(asked.at(-1)?.query).toMatchObject({ date_from: '2025-01-01' });
	});

	it('return every record once if the service ignores the dates', () => {
		const { ids } = carryOut(filtered(allDays), () => listOf(quarter));
		expect(ids).toEqual(newest);
	});

	it('return a record without a date once even if every response contains it, and lose no other', () => {
		const { ids } = carryOut(filtered(allDays), (request) => ({
			undated: [{ id: 'x' }, ...listOf(quarter.filter((filed) => isAsked(filed, request)))],
		}));
		expect(ids).toEqual([...newest, 'x']);
	});

	it('go on if an honest service does not date its records', () => {
		const filed = [undated('shared', '2025-03-02'), undated('old', '2025-01-05')];
		expect(carryOut(filtered(allDays), honest(filed)).ids).toEqual(['shared', 'old']);
	});

	it.each(['newestFirst', 'oldestFirst'])(
		'do not end if an honest service has records only around the shared days, %s',
		(order) => {
			const sharedDays = ['2025-01-31', '2025-03-02'];
			const filed = [
				...sharedDays.map((day) => atNoon(`c${day}`, day)),
				atNoon('early', '2025-01-01'),
				atNoon('late', '2025-03-31'),
			];
			for (const records of [filed.slice(0, 2), filed.slice(0, 3), filed]) {
				const { asked, output } = carryOut(filtered(allDays, { sort: { order } }), honest(records));
				expect(asked).toHaveLength(3);
				expect(output).toHaveLength(records.length);
			}
		},
	);

	it('do not end if an honest service files a late evening under the next day', () => {
		const record = { id: 'a', startDate: '2025-03-01T23:30:00Z' };
		const filed = [{ day: '2025-03-02', record }, atNoon('early', '2025-01-01')];
		expect(carryOut(filtered(allDays), honest(filed)).ids).toEqual(['a', 'early']);
	});

	it('do not end if the first two are empty', () => {
		expect(carryOut(filtered(allDays), honest([atNoon('a', '2025-01-01')])).ids).toEqual(['a']);
	});

	it('are requested in the time zone of the days', () => {
		const zoned = filtered({ ...allDays, timezone: 'Asia/Kolkata' });
		const timezone = 'Asia/Kolkata';
		// The first day begins on the day before in UTC, so it is a day more than 90.
		expect(zoned.requests.map(({ query }) => query)).toEqual([
			{ date_from: '2025-03-02', date_to: '2025-04-01', timezone },
			{ date_from: '2025-01-31', date_to: '2025-03-02', timezone },
			{ date_from: '2025-01-01', date_to: '2025-01-31', timezone },
			{ date_from: '2024-12-31', date_to: '2025-01-01', timezone },
		]);
	});

	it('return a record of the shared day once, also in zones far from UTC', () => {
		const shared = { id: 'a', startDate: '2025-03-02T00:10:00+09:00' };
		const filed = [{ day: '2025-03-02', record: shared }, atNoon('early', '2025-01-01')];
		const { ids } = carryOut(filtered({ ...allDays, timezone: 'Asia/Tokyo' }), honest(filed));
		expect(ids).toEqual(['a', 'early']);
	});
});

describe('the email filter of contacts', () => {
	const emails = ['jane@example.com', ' JANE@Example.com ', 'john@example.com', null, undefined, 7];
	const serve = honest(
		emails.map((email, index) => ({
			day: '2025-03-10',
			record: { id: `l${index}`, email: email as never },
		})),
	);
	const run = (email: unknown, more: Values = {}) =>
		carryOut(planOf('contact.getAll', { filters: { email }, ...more }), serve).ids;

	it('is applied to the response, whatever the case and the spaces around it', () => {
		expect(run('Jane@example.com ')).toEqual(['l0', 'l1']);
		expect(run('nobody@example.com')).toEqual([]);
	});

	it('matches every contact if it is not set', () => {
		expect(run('')).toHaveLength(emails.length);
		expect(run(null)).toHaveLength(emails.length);
	});

	it('is applied before the limit counts', () => {
		const records = ['a', 'b', 'c'].map((id, index) => ({
			day: '2025-03-10',
			record: {
				id,
				email: index === 2 ? 'jane@example.com' : 'x@example.com',
				addDate: `2025-03-1${9 - index}T12:00:00Z`,
			},
		}));
		const plan = planOf('contact.getAll', { limit: 1, filters: { email: 'jane@example.com' } });
		expect(carryOut(plan, honest(records, 'contacts')).ids).toEqual(['c']);
	});

	it('is a field of contacts that says how it works, and is not sent', () => {
		const filters = operationOf('contact', 'getAll').fields.find(({ name }) => name === 'filters');
		const email = filters?.options?.find(({ name }) => name === 'email');
		expect((email as { description?: string }).description).toContain(
			'Social Intents has no such filter',
		);
	});
});

describe('contacts whose dates have slashes', () => {
	/** One lead a day, `l2025-05-01` to `l2025-06-15`. */
	const days = Array.from({ length: 46 }, (_, index) => addDays('2025-05-01', index));
	const write = {
		monthFirst: (day: string) =>
			`${day.slice(5, 7)}/${day.slice(8)}/${day.slice(0, 4)} 10:00:00 AM`,
		dayFirst: (day: string) => `${day.slice(8)}/${day.slice(5, 7)}/${day.slice(0, 4)} 10:00:00 AM`,
	};

	it.each(['monthFirst', 'dayFirst'] as const)(
		'have their dates and their order if the service writes them %s, even in requests that no day after the 12th is in',
		(order) => {
			const filed = days.map((day) => ({
				day,
				record: { id: `l${day}`, addDate: write[order](day) },
			}));
			for (const daysPerRequest of [3, 31]) {
				const plan = planOf('contact.getAll', {
					returnAll: true,
					filters: { dateFrom: '2025-05-28', dateTo: '2025-06-12' },
					options: { daysPerRequest },
				});
				expect(carryOut(plan, honest(filed, 'contacts')).json).toMatchObject(
					days
						.filter((day) => day >= '2025-05-28' && day <= '2025-06-12')
						.reverse()
						.map((day) => ({ id: `l${day}`, addDate: `${day}T10:00:00.000Z` })),
				);
			}
		},
	);
});
