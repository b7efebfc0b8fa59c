import type { INode, INodeParameters } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';

import { resources } from '../../../nodes/SocialIntents/resources';
import { EVENTS, eventsNamed } from '../../../nodes/SocialIntents/trigger/events';
import { matchEvent } from '../../../nodes/SocialIntents/trigger/items';
import { archiveNotices, eventsSubtitle } from '../../../nodes/SocialIntents/trigger/settings';
import { choicesOf, fieldNamed, nodeTypes } from '../support/descriptions';
import { readText } from '../support/sources.mts';

const node = { typeVersion: 1 } as INode;

function noticesWith(events: string[]): string[] {
	const { description } = new nodeTypes.SocialIntentsPollingTrigger();
	const values: INodeParameters = { events };
	return archiveNotices
		.filter((notice) => NodeHelpers.displayParameter(values, notice, node, description))
		.map(({ displayName }) => displayName);
}

describe('the notice above the fields of a trigger', () => {
	const ARCHIVED =
		'A chat starts the workflow after it has ended and been archived, so end your test chat';

	it('says to end the test chat if answered chats are chosen', () => {
		expect(noticesWith(['chatAnswered', 'lead'])).toEqual([ARCHIVED]);
	});

	it('says not to answer the test chat if missed chats are chosen', () => {
		const missed = `${ARCHIVED}. To test a missed chat, do not answer it.`;
		expect(noticesWith(['chatMissed'])).toEqual([missed]);
		expect(noticesWith(['chatAnswered', 'chatMissed'])).toEqual([missed]);
	});

	it('is hidden if no chats are chosen', () => {
		expect(noticesWith(['lead', 'offlineMessage'])).toEqual([]);
	});
});

describe('the subtitle of a trigger on the canvas', () => {
	const subtitleOf = (events: string[]) => {
		const expression = eventsSubtitle.slice('={{'.length, -'}}'.length);
		return String(runInNewContext(expression, { $parameter: { events } }));
	};

	it('lists the labels of the chosen events', () => {
		expect(subtitleOf(['chatAnswered', 'offlineMessage'])).toBe(
			'Chat answered, Offline message received',
		);
		expect(subtitleOf(['somethingElse'])).toBe('somethingElse');
	});

	it('contains no braces that would end the expression early', () => {
		expect(eventsSubtitle.slice(3, -2)).not.toMatch(/\{\{|\}\}/);
	});
});

describe('a record of a chosen widget', () => {
	it('is recognized if its widget ID comes in another letter case', () => {
		const filter = { events: eventsNamed(['chatAnswered']), widgetIds: ['AB12'] };
		const match = (appId: string) => matchEvent({ id: 'c', appId }, 'chatCompleted', filter);
		expect(match('ab12')).toHaveProperty('event');
		expect(match('ab13')).toEqual({ ignored: 'widget ab13 is not chosen' });
	});
});

describe('the names of events and resources', () => {
	const create = resources
		.find(({ value }) => value === 'webhook')
		?.operations.find(({ value }) => value === 'create');
	const webhookEvents = choicesOf(fieldNamed(create?.fields ?? [], 'event'));
	const resourceIn = (description = '') =>
		resources.find(({ name }) => description.endsWith(`(resource: ${name})`));

	it('refer to each other in the events of a trigger and the resources', () => {
		for (const { name, description } of EVENTS) {
			expect(resourceIn(description)?.description, name).toContain(name);
		}
	});

	it('refer to each other in the events of a webhook and the resources', () => {
		expect(webhookEvents.length).toBe(3);
		for (const { name, description = '' } of webhookEvents) {
			const triggerEvents = EVENTS.filter((event) => description.includes(event.name));
			expect(resourceIn(description) ?? triggerEvents.length, name).toBeTruthy();
		}
	});

	it('contain the names of the outputs in the example for every event', () => {
		const example = readText('examples/every-event-of-the-chat.json');
		const outputs = [...example.matchAll(/"outputKey": "(.*)"/g)].map(([, name]) => name);
		expect(outputs).toHaveLength(EVENTS.length);
		for (const [index, { name }] of EVENTS.entries()) expect(name).toContain(outputs[index]);
	});
});
