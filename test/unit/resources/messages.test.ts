import { describe, expect, it } from 'vitest';

import type { ApiRecord } from '../../../nodes/SocialIntents/operation';
import { messagesOf } from '../../../nodes/SocialIntents/resources/messages';
import { chatWith, secondsIn } from '../support/chats';

const toAgent = 'messageToAgent';
const toVisitor = 'messageToVisitor';

const directionOf = (message: ApiRecord, more: ApiRecord = {}) =>
	messagesOf(chatWith([message], more))[0]?.direction;

describe('the speaker of a message', () => {
	it.each([
		['Jane Doe', toVisitor, 'visitor'],
		[' jane  DOE ', toVisitor, 'visitor'],
		['Sam Lee', toAgent, 'agent'],
		['Somebody', toAgent, 'visitor'],
		['Somebody', toVisitor, 'agent'],
		['', 'MESSAGETOAGENT', 'visitor'],
		[null, toVisitor, 'agent'],
		['Somebody', 'joined', 'system'],
		['Somebody', undefined, 'system'],
		['', '', 'system'],
	])('named %j with the type %j is the %s', (nickname, type, direction) => {
		expect(directionOf({ nickname, type })).toBe(direction);
	});

	it('is told by the type if visitor and agent share a name, or have none', () => {
		const twins = { visitorFullName: 'Sam', agentName: 'sam' };
		expect(directionOf({ nickname: 'Sam', type: toAgent }, twins)).toBe('visitor');
		expect(directionOf({ nickname: 'Sam', type: toVisitor }, twins)).toBe('agent');
		const nobody = { visitorFullName: '', agentName: null };
		expect(directionOf({ nickname: '', type: toVisitor }, nobody)).toBe('agent');
	});

	it.each([
		['first and last name', { visitorFirstName: 'Jo', visitorLastName: 'Ray' }, 'Jo Ray'],
		['the older name', { visitorName: 'jo' }, 'Jo'],
		['an email', { visitorEmail: 'jo@example.com' }, 'jo@example.com'],
	])('is recognized by %s, too', (_, more, nickname) => {
		expect(directionOf({ nickname, type: toVisitor }, more)).toBe('visitor');
	});
});

describe('the messages of a chat', () => {
	it('come in the order spoken; one without a time stays behind its predecessor', () => {
		const said = [
			['third', secondsIn(30)],
			['after the third', null],
			['first', secondsIn(0)],
			['second', '2026-01-15T10:30:20Z'],
		].map(([body, timestamp]) => ({ body, timestamp }));
		const bodies = messagesOf(chatWith(said)).map(({ body }) => body);
		expect(bodies).toEqual(['first', 'second', 'third', 'after the third']);
	});

	it.each([[undefined], [null], ['none'], [{}], [[null, 'x', 3]]])('are none in %j', (messages) => {
		expect(messagesOf(chatWith(messages))).toEqual([]);
	});

	it('have text even if the service sends numbers or nothing', () => {
		const [message] = messagesOf(chatWith([{ body: 7, nickname: null, type: undefined }]));
		expect(message).toEqual({ time: null, direction: 'system', nickname: '', type: '', body: '7' });
	});
});
