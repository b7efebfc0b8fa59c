import { describe, expect, it } from 'vitest';

import type { ApiRecord } from '../../../nodes/SocialIntents/operation';
import { planOf, type Situation, type Values } from '../support/form';
import { carryOut, honest } from '../support/service';

const at = (day: number, hour: number) => Date.UTC(2026, 0, day, hour);
const say = (nickname: string, body: string, timestamp: number | null) => ({
	nickname,
	body,
	timestamp,
	type: 'messageToVisitor',
});

const chatOn = (day: number, bodies: string[]): ApiRecord => ({
	id: `c${day}`,
	appId: 'w1',
	visitorFullName: 'Jane',
	agentName: 'Sam',
	startDate: new Date(at(day, 9)).toISOString(),
	messages: bodies.map((body, index) => say(index % 2 ? 'Sam' : 'Jane', body, at(day, 9 + index))),
});
const monday = chatOn(12, ['Hello?', 'Hi, how can I help?']);
const tuesday = chatOn(13, ['Is it in stock?', 'Yes.', 'Great.']);
const silent: ApiRecord = { id: 'c14', appId: 'w1', startDate: '2026-01-14T09:00:00Z' };

const messages = (given: Values, situation: Situation = {}) =>
	planOf('chat.getMessages', given, situation);
const oneChat = (chat: ApiRecord, situation: Situation = {}) =>
	carryOut(messages({ chatId: String(chat.id) }, situation), () => ({ chats: [chat] }));
const filed = [tuesday, monday, silent].map((record) => ({
	day: String(record.startDate).slice(0, 10),
	record,
}));
const manyChats = (given: Values, situation: Situation = {}) =>
	carryOut(
		messages({ scope: 'manyChats', ...given }, { now: '2026-01-20T12:00:00Z', ...situation }),
		honest(filed),
	);
const bodiesOf = ({ json }: { json: ApiRecord[] }) => json.map(({ body }) => body);

describe('the messages of one chat', () => {
	it('begin with who said what and when, and end with the IDs, so that the first columns can be read', () => {
		expect(Object.keys(oneChat(monday).json[0] ?? {})).toEqual([
			'timestamp',
			'direction',
			'nickname',
			'body',
			'index',
			'chatId',
			'widgetId',
		]);
	});

	it('are one item each, with the chat, the speaker, and the time in UTC', () => {
		expect(oneChat(monday).json).toEqual([
			{
				chatId: 'c12',
				widgetId: 'w1',
				index: 0,
				timestamp: '2026-01-12T09:00:00.000Z',
				direction: 'visitor',
				nickname: 'Jane',
				body: 'Hello?',
			},
			{
				chatId: 'c12',
				widgetId: 'w1',
				index: 1,
				timestamp: '2026-01-12T10:00:00.000Z',
				direction: 'agent',
				nickname: 'Sam',
				body: 'Hi, how can I help?',
			},
		]);
	});

	it("come in the order spoken, whatever the service's order", () => {
		const shuffled = { ...tuesday, messages: (tuesday.messages as ApiRecord[]).toReversed() };
		expect(bodiesOf(oneChat(shuffled))).toEqual(['Is it in stock?', 'Yes.', 'Great.']);
	});

	it('have a null time if the service sends none', () => {
		const { json } = oneChat({ ...monday, messages: [say('Jane', 'Hello?', null)] });
		expect(json).toMatchObject([{ index: 0, timestamp: null, direction: 'visitor' }]);
	});

	it('are none if nothing was said', () => {
		expect(oneChat(silent).json).toEqual([]);
	});

	it('are said to be none to a tool, which would otherwise hear that no chat was found', () => {
		const plan = messages({ chatId: String(silent.id) }, { isTool: true });
		expect(carryOut(plan, () => ({ chats: [silent] })).json).toEqual([
			{ id: silent.id, found: false, message: `The chat "${String(silent.id)}" has no messages` },
		]);
	});

	it('are an error if the chat does not exist, and data for a tool', () => {
		const plan = (situation: Situation) => messages({ chatId: 'nobody' }, situation);
		expect(() => carryOut(plan({}), () => ({}))).toThrow('No chat has the ID "nobody" [item 0]');
		expect(carryOut(plan({ isTool: true }), () => ({})).json).toEqual([
			{ found: false, message: 'No chat has the ID "nobody"' },
		]);
	});
});

describe('the messages of many chats', () => {
	it('start with the newest chat, each chat in the order spoken', () => {
		expect(bodiesOf(manyChats({}))).toEqual([
			'Is it in stock?',
			'Yes.',
			'Great.',
			'Hello?',
			'Hi, how can I help?',
		]);
	});

	it('count toward the limit', () => {
		const { json } = manyChats({ limit: 4 });
		expect(json.map(({ chatId, index }) => [chatId, index])).toEqual([
			['c13', 0],
			['c13', 1],
			['c13', 2],
			['c12', 0],
		]);
	});

	it('follow the filters of Get Many, and come once even if windows overlap', () => {
		const filters = { dateFrom: '2026-01-12', dateTo: '2026-01-13', tag: 'vip' };
		const given = { returnAll: true, filters, options: { daysPerRequest: 1 } };
		const { asked, json } = manyChats(given);
		expect(json).toHaveLength(5);
		for (const { path, query } of asked) {
			expect(path).toBe('/chats');
			expect(query).toMatchObject({ tag: 'vip' });
		}
	});

	it('are the same for a tool', () => {
		expect(manyChats({}, { isTool: true }).json).toEqual(manyChats({}).json);
	});
});
