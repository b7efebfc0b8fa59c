import { describe, expect, it } from 'vitest';

import type { ApiRecord } from '../../../nodes/SocialIntents/operation';
import { planOf, type Situation, type Values } from '../support/form';
import { AVOIDED_WORDS, errorOf } from '../support/outcome';
import { carryOut, parseFirst } from '../support/service';

const query = { id: 'c 1/2', timezone: 'UTC' } as const;
const records = [
	{ resource: 'chat', path: '/chats', idName: 'chatId', noun: 'chat', one: 'a chat', query },
	{
		resource: 'missedChat',
		path: '/missedchats',
		idName: 'chatId',
		noun: 'missed chat',
		one: 'a missed chat',
		query,
	},
	{
		resource: 'offlineMessage',
		path: '/offlinemessages',
		idName: 'messageId',
		noun: 'offline message',
		one: 'an offline message',
		query,
	},
	{
		resource: 'widget',
		path: '/apps',
		idName: 'widgetId',
		noun: 'widget',
		one: 'a widget',
		query: undefined,
	},
] as const;

const getChat = (given: Values = {}, situation?: Situation) =>
	planOf('chat.get', { chatId: 'c1', ...given }, situation);
const response = (...chats: ApiRecord[]) => ({ apiStatus: 'Success', chats });

describe.each(records)('Get of $resource', ({ resource, path, idName, noun, one, query }) => {
	const plan = (given: Values = {}, situation?: Situation) =>
		planOf(`${resource}.get`, { [idName]: 'c 1/2', ...given }, situation);

	it('sends the ID if the service accepts one', () => {
		expect(plan({ options: { timeout: 9000 } }).requests[0]).toEqual({
			method: 'GET',
			path,
			query,
			timeout: 9000,
			...(query && { isLookup: true }),
		});
	});

	it('finds an ID in another letter case', () => {
		const { output } = carryOut(plan(), () => response({ id: 'C 1/2' }));
		expect(output).toHaveLength(1);
	});

	it('picks the record with that ID, whatever the response', () => {
		const records = [
			{ id: 'other' },
			{ id: 'c 1/2', chatType: 'Missed', name: 'Website' },
			{ id: 'c 1/2' },
		];
		const { json } = carryOut(plan({ simplify: false }), () => response(...records));
		expect(json).toEqual([{ id: 'c 1/2', chatType: 'Missed', name: 'Website' }]);
	});

	it.each([
		['nothing matches', { apiStatus: 'Success' }],
		['the service hands out another', response({ id: 'other' })],
		['the response is empty', null],
	])('reports that there is none if %s', (_, body) => {
		const error = errorOf(() => carryOut(plan({}, { itemIndex: 2 }), () => body));
		expect(error.message).toBe(`No ${noun} has the ID "c 1/2" [item 2]`);
		expect(error.context.itemIndex).toBe(2);
		expect(error.description).toContain(`the ID of ${one} in the account`);
		expect(`${error.message} ${error.description}`).not.toMatch(AVOIDED_WORDS);
	});

	it('reports to an agent as data that there is none', () => {
		const { json } = carryOut(plan({}, { isTool: true }), () => ({ apiStatus: 'Success' }));
		expect(json).toEqual([{ found: false, message: `No ${noun} has the ID "c 1/2"` }]);
	});

	it('sends nothing without an ID', () => {
		expect(errorOf(() => plan({ [idName]: ' ' })).message).toMatch(/ is empty \[item 0\]$/);
	});
});

describe('Get', () => {
	it('returns the simplified record, with its date read as the first message suggests', () => {
		const record = {
			id: 'c1',
			startDate: '2025-01-15 10:30:00 AM',
			ip: '203.0.113.7',
			messages: [{ timestamp: Date.parse('2025-01-15T01:30:20Z') }],
		};
		const { json } = carryOut(getChat({}, { workflowTimezone: 'Asia/Tokyo' }), () =>
			response(record),
		);
		expect(json).toHaveLength(1);
		expect(json[0]).toMatchObject({
			id: 'c1',
			startDate: '2025-01-15T01:30:00.000Z',
			agentName: null,
		});
		expect(json[0]).not.toHaveProperty('ip');
	});

	it.each(['chat', 'missedChat', 'offlineMessage'] as const)(
		'searches once more in all days before it reports that there is no %s',
		(resource) => {
			const given = { [resource === 'offlineMessage' ? 'messageId' : 'chatId']: 'old' };
			const tokyo = { workflowTimezone: 'Asia/Tokyo', now: '2025-06-15T20:00:00Z' };
			const plan = planOf(`${resource}.get`, given, tokyo);
			const { asked, ids } = carryOut(plan, ({ query }) =>
				query?.date_from === undefined ? response() : response({ id: 'old' }),
			);
			expect(ids).toEqual(['old']);
			expect(asked.map(({ query }) => query)).toEqual([
				{ id: 'old', timezone: 'Asia/Tokyo' },
				{ id: 'old', timezone: 'Asia/Tokyo', date_from: '2010-01-01', date_to: '2025-06-17' },
			]);
			expect(asked.every(({ isLookup }) => isLookup)).toBe(true);
		},
	);

	it('sends one request if that finds the record', () => {
		expect(carryOut(getChat(), () => response({ id: 'c1' })).asked).toHaveLength(1);
	});

	it('returns to a tool what Output says', () => {
		const record = { id: 'c1', appId: 'w1', page: 'https://example.com' };
		const run = (given: Values) =>
			carryOut(getChat(given, { isTool: true }), () => response(record)).json;
		expect(run({ output: 'raw' })).toEqual([record]);
		expect(run({ output: 'selectedFields', fields: ['page'] })).toEqual([
			{ id: 'c1', page: 'https://example.com' },
		]);
		expect(run({ output: '' })[0]).toMatchObject({ id: 'c1', widgetId: 'w1' });
	});

	it('finds a record whose ID is a number, and one outside a list', () => {
		expect(carryOut(planOf('chat.get', { chatId: 12 }), () => response({ id: 12 })).ids).toEqual([
			12,
		]);
		expect(carryOut(getChat(), () => ({ id: 'c1', messages: [] })).ids).toEqual(['c1']);
	});

	it('takes the ID from a pasted URL', () => {
		const id = '2c9fa6c38f3d1a7e018f4b1d6c2e0a11';
		const { requests } = getChat({ chatId: `https://www.socialintents.com/chats/${id}?tab=1` });
		expect(requests[0]?.query).toMatchObject({ id });
	});

	it('accepts a widget chosen from the list', () => {
		const widgetId = { __rl: true, mode: 'list', value: 'w1', cachedResultName: 'Website' };
		const apps = [{ id: 'w1', name: 'Website', created: '2024-02-01T00:00:00Z' }];
		expect(carryOut(planOf('widget.get', { widgetId }), () => ({ apps })).json).toEqual([
			{ id: 'w1', name: 'Website', timezone: null, created: '2024-02-01T00:00:00.000Z' },
		]);
	});
});

describe('Get Many of widgets', () => {
	const apps = Array.from({ length: 60 }, (_, index) => ({
		id: `w${index}`,
		name: `Widget ${index}`,
		color: 'blue',
	}));
	const run = (given: Values) =>
		carryOut(planOf('widget.getAll', given), () => ({ apiStatus: 'Success', apps }));

	it('sends one GET without a query', () => {
		expect(planOf('widget.getAll').requests).toEqual([
			{ method: 'GET', path: '/apps', timeout: 120_000 },
		]);
	});

	it("keeps the service's order, and the first records up to the limit", () => {
		expect(run({}).ids).toEqual(apps.slice(0, 50).map(({ id }) => id));
		expect(run({ limit: 2 }).ids).toEqual(['w0', 'w1']);
		expect(run({ returnAll: true }).ids).toHaveLength(60);
	});

	it('returns simplified or raw records', () => {
		expect(run({ limit: 1 }).json).toEqual([
			{ id: 'w0', name: 'Widget 0', timezone: null, created: null },
		]);
		expect(run({ limit: 1, simplify: false }).json).toEqual([apps[0]]);
	});
});

describe('Check Status', () => {
	it('sends a ping, and returns the response', () => {
		const plan = planOf('system.checkStatus');
		expect(plan.requests).toEqual([{ method: 'GET', path: '/ping' }]);
		const body = { statusCode: '200', status: 'PingSuccessful' };
		expect(carryOut(plan, () => body).json).toEqual([body]);
	});

	it.each([[null], [[]], [['up']]])(
		'returns an item that n8n can hold even if the response is %j',
		(body) => {
			for (const { json } of parseFirst(planOf('system.checkStatus'), body)) {
				expect(Object.prototype.toString.call(json)).toBe('[object Object]');
			}
		},
	);
});
