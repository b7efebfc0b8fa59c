import { describe, expect, it } from 'vitest';

import type { ApiRecord } from '../../../nodes/SocialIntents/operation';
import { metricsOf } from '../../../nodes/SocialIntents/resources/metrics';
import { chatWith, secondsIn, START } from '../support/chats';

const toVisitor = 'messageToVisitor';

describe('the metrics of a chat', () => {
	const say = (nickname: string, seconds: number, type = '') => ({
		nickname,
		timestamp: secondsIn(seconds),
		type,
		body: 'x',
	});

	it('count messages and time the first answer after the first question', () => {
		const messages = [
			say('Sam Lee', 0),
			say('Jane Doe', 10),
			say('', 11, 'joined'),
			say('Jane Doe', 20),
			say('Sam Lee', 52.4),
			say('Sam Lee', 90),
		];
		expect(metricsOf(chatWith(messages), START)).toEqual({
			messageCount: 6,
			visitorMessageCount: 2,
			agentMessageCount: 3,
			firstResponseSeconds: 42,
			endDate: '2026-01-15T10:31:30.000Z',
		});
	});

	it('have no response time if nobody answered, or nobody asked', () => {
		const alone = metricsOf(chatWith([say('Jane Doe', 0)]), START);
		expect(alone).toMatchObject({ agentMessageCount: 0, firstResponseSeconds: null });
		const greetingOnly = metricsOf(chatWith([say('Sam Lee', 0), say('Jane Doe', 9)]), START);
		expect(greetingOnly.firstResponseSeconds).toBeNull();
		expect(metricsOf(chatWith([say('Sam Lee', 0)]), START).firstResponseSeconds).toBeNull();
	});

	it('count a bot that speaks as the agent as one', () => {
		const messages = [say('Jane Doe', 0), say('Website Bot', 3, toVisitor)];
		expect(metricsOf(chatWith(messages, { agentName: null }), START)).toMatchObject({
			agentMessageCount: 1,
			firstResponseSeconds: 3,
		});
	});

	it('have no response time in a missed chat, whatever the widget says on its own', () => {
		const messages = [say('Jane Doe', 0), say('Website', 60, toVisitor)];
		const missed = chatWith(messages, { agentName: null, chatType: 'Missed' });
		expect(metricsOf(missed, START).firstResponseSeconds).toBeNull();
	});

	it('end with start and duration without messages, with null if those are missing', () => {
		const endOf = (chat: ApiRecord, start: number | null) => metricsOf(chat, start).endDate;
		expect(metricsOf(chatWith([]), START)).toEqual({
			messageCount: 0,
			visitorMessageCount: 0,
			agentMessageCount: 0,
			firstResponseSeconds: null,
			endDate: '2026-01-15T10:40:00.000Z',
		});
		expect(endOf({ duration: '90' }, START)).toBe('2026-01-15T10:31:30.000Z');
		for (const duration of ['', null, 'long', 1e300, {}]) {
			expect(endOf({ duration }, START)).toBeNull();
		}
		expect(endOf({ duration: 90 }, null)).toBeNull();
		expect(metricsOf({}, null).messageCount).toBeNull();
	});
});
