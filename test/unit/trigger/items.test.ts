import { describe, expect, it } from 'vitest';

import { EVENTS, eventsNamed } from '../../../nodes/SocialIntents/trigger/events';
import { toTriggerItem } from '../../../nodes/SocialIntents/trigger/items';

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

describe('an item of a trigger', () => {
	it.each(EVENTS)('begins with its event, $value, simplified or raw', (event) => {
		for (const simplify of [true, false]) {
			const item = toTriggerItem(record, event, { simplify, timezone: 'UTC' });
			expect(Object.entries(item)[0]).toEqual(['event', event.value]);
			expect(item.widgetId).toBe('W1');
		}
	});

	it('has added fields behind the record, with the remembered name of its widget', () => {
		const item = toTriggerItem(record, chatAnswered, {
			simplify: true,
			timezone: 'UTC',
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

	it('of a lead has no metrics or transcript, and of the only chosen widget its name', () => {
		const item = toTriggerItem({ id: 'l1' }, lead, {
			simplify: false,
			timezone: 'UTC',
			widgetIds: ['w1'],
			addFields: added,
			widgetNames,
		});
		expect(item).toEqual({ event: 'lead', id: 'l1', widgetId: 'w1', widgetName: 'Website' });
	});
});
