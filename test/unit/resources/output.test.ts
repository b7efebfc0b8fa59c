import { describe, expect, it } from 'vitest';

import { planOf, type Situation, type Values } from '../support/form';
import { parseFirst } from '../support/service';

const chat = {
	id: 'c1',
	appId: 'w1',
	startDate: '2026-01-15T10:30:00Z',
	messages: [{ body: 'Hello', nickname: 'Jane' }],
	visitorParams: { plan: 'pro' },
};
const body = { apiStatus: 'Success', chats: [chat] };

/** The first item of a plan that reads a response which others read as well. */
const firstOf = (
	name: `${string}.${string}`,
	given: Values,
	response: unknown,
	more?: Situation,
) => {
	const plan = planOf(name, given, more);
	return plan.combine([parseFirst(plan, response)])[0]?.json ?? {};
};

describe('two items that receive the same record', () => {
	const selected = { output: 'selectedFields', fields: ['messages', 'visitorParams'] };
	it.each<[`${string}.${string}`, Values, Situation]>([
		['chat.get', { chatId: 'c1', simplify: false }, {}],
		['chat.getAll', { simplify: false }, {}],
		['chat.getTranscript', { chatId: 'c1', simplify: false }, {}],
		['chat.getAll', { output: 'raw' }, { isTool: true }],
		['chat.getAll', selected, { isTool: true }],
	])('share none of its lists and objects in %s: %j', (name, given, situation) => {
		const [one, other] = [1, 2].map(() => firstOf(name, given, body, situation));
		expect(one).toEqual(other);
		expect(one).not.toBe(other);
		for (const field of ['messages', 'visitorParams']) {
			expect(one?.[field]).toEqual(chat[field as keyof typeof chat]);
			expect(one?.[field]).not.toBe(other?.[field]);
			expect(one?.[field]).not.toBe(chat[field as keyof typeof chat]);
		}
	});

	it('share no response of Check Status', () => {
		const ping = { status: 'PingSuccessful' };
		const [one, other] = [1, 2].map(() => firstOf('system.checkStatus', {}, ping));
		expect(one).toEqual(ping);
		expect(one).not.toBe(other);
		expect(one).not.toBe(ping);
	});

	it('share nothing as raw widgets', () => {
		const apps = [{ id: 'w1', settings: { color: 'red' } }];
		const [one, other] = [1, 2].map(() => firstOf('widget.getAll', { simplify: false }, apps));
		expect(one?.settings).toEqual({ color: 'red' });
		expect(one?.settings).not.toBe(other?.settings);
	});
});
