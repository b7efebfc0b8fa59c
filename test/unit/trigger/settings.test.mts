import type { INode, INodeParameters } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';

import { eventsNamed } from '../../../nodes/SocialIntents/trigger/events';
import { matchEvent } from '../../../nodes/SocialIntents/trigger/items';
import { archiveNotices, eventsSubtitle } from '../../../nodes/SocialIntents/trigger/settings';
import { nodeTypes } from '../support/descriptions';

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

	it('says to end the test chat where answered chats are chosen', () => {
		expect(noticesWith(['chatAnswered', 'lead'])).toEqual([ARCHIVED]);
	});

	it('says not to answer the test chat where missed chats are chosen', () => {
		const missed = `${ARCHIVED}. To test a missed chat, do not answer it.`;
		expect(noticesWith(['chatMissed'])).toEqual([missed]);
		expect(noticesWith(['chatAnswered', 'chatMissed'])).toEqual([missed]);
	});

	it('is not there where no chats are chosen', () => {
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

	it('holds no braces that would end the expression early', () => {
		expect(eventsSubtitle.slice(3, -2)).not.toMatch(/\{\{|\}\}/);
	});
});

describe('a record of a chosen widget', () => {
	it('is known although its ID comes in other letter case', () => {
		const filter = { events: eventsNamed(['chatAnswered']), widgetIds: ['AB12'] };
		const match = (appId: string) => matchEvent({ id: 'c', appId }, 'chatCompleted', filter);
		expect(match('ab12')).toHaveProperty('event');
		expect(match('ab13')).toEqual({ ignored: 'widget ab13 is not chosen' });
	});
});
