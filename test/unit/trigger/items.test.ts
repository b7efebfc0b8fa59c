import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ApiRecord } from '../../../nodes/SocialIntents/operation';
import { toText } from '../../../nodes/SocialIntents/resources/plainText';
import { EVENTS, eventOptions, eventsNamed } from '../../../nodes/SocialIntents/trigger/events';
import { matchEvent, toTriggerItem } from '../../../nodes/SocialIntents/trigger/items';
import { triggerFields } from '../../../nodes/SocialIntents/trigger/settings';
import { anyRecord } from '../support/anyRecord';
import { answeredChat, START } from '../support/chats';

const all = ['chatAnswered', 'chatMissed', 'offlineMessage', 'lead'];
describe('a record that arrives for an event', () => {
	const decisionOn = (
		record: ApiRecord,
		serviceEvent: string,
		values = all,
		widgetIds?: string[],
	) => {
		const decision = matchEvent(record, serviceEvent, { events: eventsNamed(values), widgetIds });
		return 'event' in decision ? decision.event.value : decision.ignored;
	};

	it.each([
		['Answered', 'chatCompleted', 'chatAnswered'],
		['Missed', 'chatCompleted', 'chatMissed'],
		['missed', 'chatCompleted', 'chatMissed'],
		[null, 'chatCompleted', 'chatAnswered'],
		['Offline Message', 'offlineMessage', 'offlineMessage'],
		[undefined, 'offlineMessage', 'offlineMessage'],
		[undefined, 'lead', 'lead'],
		['Missed', 'offlineMessage', 'offlineMessage'],
		['Missed', 'chatcompleted', 'chatMissed'],
		[undefined, 'OFFLINEMESSAGE', 'offlineMessage'],
	])('with chatType %s for %s counts as %s', (chatType, serviceEvent, event) => {
		expect(decisionOn({ id: 'x', chatType: chatType as never }, serviceEvent)).toBe(event);
	});

	it('is ignored with a reason if its event is not chosen', () => {
		expect(decisionOn(answeredChat, 'chatCompleted', ['chatMissed'])).toContain('no chosen event');
		expect(decisionOn({ chatType: 'Missed' }, 'chatCompleted', ['chatAnswered'])).toContain(
			'no chosen event',
		);
		expect(decisionOn({ id: 'l1' }, 'lead', ['chatAnswered'])).toContain('no chosen event');
		expect(decisionOn(answeredChat, 'madeUp')).toContain('no chosen event');
		expect(decisionOn({ chatType: 'Offline Message' }, 'chatCompleted')).toContain(
			'no chosen event',
		);
	});

	it('is ignored if it names a widget that is not chosen, but not if it names none', () => {
		expect(decisionOn(answeredChat, 'chatCompleted', all, ['w2'])).toBe('widget w1 is not chosen');
		expect(decisionOn(answeredChat, 'chatCompleted', all, ['w2', 'w1'])).toBe('chatAnswered');
		expect(decisionOn(answeredChat, 'chatCompleted', all)).toBe('chatAnswered');
		expect(decisionOn({ ...answeredChat, appId: 7 }, 'chatCompleted', all, ['7'])).toBe(
			'chatAnswered',
		);
		expect(decisionOn({ ...answeredChat, appId: null }, 'chatCompleted', all, ['w2'])).toBe(
			'chatAnswered',
		);
	});
});

describe('an item of a trigger', () => {
	const [event = expect.fail('There is no such event')] = eventsNamed(['chatAnswered']);

	it("is the action node's simplified record, with event and widget", () => {
		expect(toTriggerItem(answeredChat, event, { simplify: true, time: START })).toEqual({
			...event.recordType.simplify(answeredChat, START),
			event: 'chatAnswered',
			widgetId: 'w1',
		});
	});

	it('is the raw record, with event and widget, and the record itself is unchanged', () => {
		const record = structuredClone(answeredChat);
		expect(toTriggerItem(record, event, { simplify: false, time: START })).toEqual({
			...answeredChat,
			event: 'chatAnswered',
			widgetId: 'w1',
		});
		expect(record).toEqual(answeredChat);
	});

	it('names the only chosen widget if the record names none', () => {
		const widgetOf = (widgetIds?: string[]) =>
			toTriggerItem({ id: 'c1' }, event, { simplify: true, time: START, widgetIds }).widgetId;
		expect(widgetOf(['w9'])).toBe('w9');
		expect(widgetOf(['w8', 'w9'])).toBeNull();
		expect(widgetOf()).toBeNull();
	});
});

describe('any delivery', () => {
	it('never throws, whatever the record contains', () => {
		fc.assert(
			fc.property(anyRecord, fc.string(), fc.boolean(), (record, serviceEvent, simplify) => {
				for (const event of EVENTS) {
					const interest = { events: EVENTS, widgetIds: ['w1'] };
					expect(matchEvent(record, serviceEvent, interest)).toBeTypeOf('object');
					const decision = matchEvent(record, event.serviceEvent, interest);
					if ('ignored' in decision) continue;
					const item = toTriggerItem(record, decision.event, {
						simplify,
						time: START,
						widgetIds: ['w1'],
					});
					expect(item.event).toBe(decision.event.value);
					expect(() => JSON.stringify(item)).not.toThrow();
				}
			}),
		);
		expect(Object.getPrototypeOf({})).toBe(Object.prototype);
		expect(Object.keys(Object.prototype)).toEqual([]);
	});

	it('matches an event of its service event if all are chosen, except an offline message among chats', () => {
		fc.assert(
			fc.property(anyRecord, (record) => {
				for (const { serviceEvent } of EVENTS) {
					const decision = matchEvent(record, serviceEvent, { events: EVENTS });
					const isOffline =
						serviceEvent === 'chatCompleted' &&
						toText(record.chatType).toLowerCase().includes('offline');
					expect('event' in decision && decision.event.serviceEvent).toBe(
						isOffline ? false : serviceEvent,
					);
				}
			}),
		);
	});

	it('keeps every field of a raw record except those that the trigger adds', () => {
		fc.assert(
			fc.property(anyRecord, (record) => {
				const item = toTriggerItem(record, EVENTS[0] ?? expect.fail(), {
					simplify: false,
					time: START,
				});
				const widgetId = toText(record.appId) === '' ? null : record.appId;
				const added = { event: EVENTS[0]?.value, widgetId };
				expect(new Map(Object.entries(item))).toEqual(
					new Map(Object.entries({ ...record, ...added })),
				);
			}),
		);
	});
});

describe('a chat without a type', () => {
	it('is answered if answered chats are chosen, and missed if only missed ones are', () => {
		for (const record of [
			{ id: '1' },
			{ id: '1', chatType: null },
			{ id: '1', chatType: '' },
		] as ApiRecord[]) {
			const eventOf = (...values: string[]) => {
				const decision = matchEvent(record, 'chatCompleted', { events: eventsNamed(values) });
				return 'event' in decision ? decision.event.value : undefined;
			};
			expect(eventOf('chatMissed', 'chatAnswered')).toBe('chatAnswered');
			expect(eventOf('chatMissed')).toBe('chatMissed');
			expect(eventOf('lead')).toBeUndefined();
		}
	});
});

describe('the table of events', () => {
	it('is the source of the editor’s list in both triggers', () => {
		expect(eventOptions.map(({ value, name }) => [value, name])).toEqual(
			EVENTS.map(({ value, name }) => [value, name]),
		);
		const [trigger] = triggerFields('Every widget', []);
		expect(trigger?.options).toBe(eventOptions);
	});

	it('names each event once, in the order of the names', () => {
		const names = EVENTS.map(({ name }) => name);
		expect([...names].sort()).toEqual(names);
		expect(new Set(EVENTS.map(({ value }) => value)).size).toBe(EVENTS.length);
	});
});

const record = {
	id: 'c1',
	event: 'their own',
	appId: 'W1',
	startDate: '2026-01-15T10:30:00Z',
	textBody: 'Jane: Hello',
	messages: [{ nickname: 'Jane', body: 'Hello' }],
};
const [chatAnswered, lead] = eventsNamed(['chatAnswered', 'lead']);
if (!chatAnswered || !lead) throw new Error('An event is missing');
const added = ['transcript', 'metrics', 'widgetName'];
const widgetNames = { w1: 'Website' };

describe("the fields of a trigger's item", () => {
	it.each(EVENTS)('start with the event, $value, simplified or raw', (event) => {
		for (const simplify of [true, false]) {
			const item = toTriggerItem(record, event, { simplify, time: START });
			expect(Object.entries(item)[0]).toEqual(['event', event.value]);
			expect(item.widgetId).toBe('W1');
		}
	});

	it('end with the added fields, with the remembered name of the widget', () => {
		const item = toTriggerItem(record, chatAnswered, {
			simplify: true,
			time: START,
			addFields: added,
			widgetNames,
		});
		expect(Object.keys(item)).toEqual([
			...['event', 'startDate', 'chatType', 'visitorFullName', 'visitorEmail', 'visitorPhone'],
			...['agentName', 'duration', 'page', 'widgetId', 'id', 'widgetName', 'messageCount'],
			...['visitorMessageCount', 'agentMessageCount', 'firstResponseSeconds', 'endDate'],
			'textBody',
		]);
		expect(item).toMatchObject({ widgetName: 'Website', messageCount: 1, textBody: 'Jane: Hello' });
	});

	it('include for a lead no metrics or transcript, and the name of the only chosen widget', () => {
		const item = toTriggerItem({ id: 'l1' }, lead, {
			simplify: false,
			time: START,
			widgetIds: ['w1'],
			addFields: added,
			widgetNames,
		});
		expect(item).toEqual({ event: 'lead', id: 'l1', widgetId: 'w1', widgetName: 'Website' });
	});
});
