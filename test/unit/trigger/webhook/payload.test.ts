import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ApiRecord } from '../../../../nodes/SocialIntents/operation';
import { parseDelivery } from '../../../../nodes/SocialIntents/trigger/webhook/payload';
import {
	recordKey,
	createDeduplicator,
} from '../../../../nodes/SocialIntents/trigger/webhook/deduplicate';
import { toTriggerItem, matchEvent } from '../../../../nodes/SocialIntents/trigger/items';
import { isSameSecret } from '../../../../nodes/SocialIntents/trigger/webhook/secret';
import { eventsNamed } from '../../../../nodes/SocialIntents/trigger/events';

const all = ['chatAnswered', 'chatMissed', 'offlineMessage', 'lead'];
const messages = [{ nickname: 'Jane', body: 'Hello' }];
const answered: ApiRecord = {
	id: 'c1',
	chatType: 'Answered',
	appId: 'w1',
	startDate: '2025-01-15T10:30:00Z',
	messages,
};

describe('a secret', () => {
	it('is the same only letter for letter', () => {
		expect(isSameSecret('s3cret-part', 's3cret-part')).toBe(true);
		for (const given of [
			'',
			's3cret-par',
			's3cret-partx',
			'S3CRET-PART',
			undefined,
			null,
			7,
			['s3cret-part'],
		]) {
			expect(isSameSecret(given, 's3cret-part'), String(given)).toBe(false);
		}
	});

	it('that is not known is never the same', () => {
		for (const given of ['', undefined, 'x']) {
			expect(isSameSecret(given, undefined)).toBe(false);
			expect(isSameSecret(given, '')).toBe(false);
		}
	});
});

describe('the records in a delivery', () => {
	it.each([
		['a list, as documented', [answered, { id: 'c2' }], [answered, { id: 'c2' }]],
		['an empty list', [], []],
		['one record', answered, [answered]],
		[
			'one record without an ID',
			{ chatType: 'Answered', messages },
			[{ chatType: 'Answered', messages }],
		],
		['an envelope', { apiStatus: 'Success', chats: [answered] }, [answered]],
		['an envelope without a status', { chats: [answered] }, [answered]],
		['an envelope around nothing', { apiStatus: 'Success' }, []],
		['an envelope without a status around nothing', { chats: [] }, []],
		['an envelope around one record', { apiStatus: 'Success', chat: answered }, [answered]],
		['a lead', { id: 'l1', email: 'jane@example.com' }, [{ id: 'l1', email: 'jane@example.com' }]],
	])('are found in %s', (_, body, records) => {
		expect(parseDelivery(body)).toEqual(records);
	});

	it.each([
		[undefined],
		[null],
		[''],
		['hello'],
		[7],
		[true],
		[{}],
		[['hello']],
		[[answered, null]],
		[[[answered]]],
	])('are none in %j, which is refused', (body) => {
		expect(parseDelivery(body)).toBeNull();
	});

	it('are records or refused, whatever comes', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (body) => {
				for (const record of parseDelivery(body) ?? []) {
					expect(typeof record === 'object' && record !== null && !Array.isArray(record)).toBe(
						true,
					);
				}
			}),
		);
	});
});

describe('a record that came for an event', () => {
	const decisionOn = (row: ApiRecord, serviceEvent: string, values = all, widgetIds?: string[]) => {
		const decision = matchEvent(row, serviceEvent, { events: eventsNamed(values), widgetIds });
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
	])('with chatType %s for %s is %s', (chatType, serviceEvent, event) => {
		expect(decisionOn({ id: 'x', chatType: chatType as never }, serviceEvent)).toBe(event);
	});

	it('that nobody chose is ignored, and why is said', () => {
		expect(decisionOn(answered, 'chatCompleted', ['chatMissed'])).toContain('no chosen event');
		expect(decisionOn({ chatType: 'Missed' }, 'chatCompleted', ['chatAnswered'])).toContain(
			'no chosen event',
		);
		expect(decisionOn({ id: 'l1' }, 'lead', ['chatAnswered'])).toContain('no chosen event');
		expect(decisionOn(answered, 'madeUp')).toContain('no chosen event');
		expect(decisionOn({ chatType: 'Offline Message' }, 'chatCompleted')).toContain(
			'no chosen event',
		);
	});

	it('of a widget that nobody chose is ignored, and one that names no widget is not', () => {
		expect(decisionOn(answered, 'chatCompleted', all, ['w2'])).toBe('widget w1 is not chosen');
		expect(decisionOn(answered, 'chatCompleted', all, ['w2', 'w1'])).toBe('chatAnswered');
		expect(decisionOn(answered, 'chatCompleted', all)).toBe('chatAnswered');
		expect(decisionOn({ ...answered, appId: 7 }, 'chatCompleted', all, ['7'])).toBe('chatAnswered');
		expect(decisionOn({ ...answered, appId: null }, 'chatCompleted', all, ['w2'])).toBe(
			'chatAnswered',
		);
	});
});

describe('an item of a trigger', () => {
	const [event = expect.fail('There is no such event')] = eventsNamed(['chatAnswered']);

	it('is the simplified record of the action node, with event and widget', () => {
		expect(toTriggerItem(answered, event, { simplify: true, timezone: 'UTC' })).toEqual({
			...event.recordType.simplify(answered, 'UTC'),
			event: 'chatAnswered',
			widgetId: 'w1',
		});
	});

	it('is the raw record, with event and widget, and leaves the record as it was', () => {
		const row = structuredClone(answered);
		expect(toTriggerItem(row, event, { simplify: false, timezone: 'UTC' })).toEqual({
			...answered,
			event: 'chatAnswered',
			widgetId: 'w1',
		});
		expect(row).toEqual(answered);
	});

	it('names the only chosen widget where the record names none', () => {
		const widgetOf = (widgetIds?: string[]) =>
			toTriggerItem({ id: 'c1' }, event, { simplify: true, timezone: 'UTC', widgetIds }).widgetId;
		expect(widgetOf(['w9'])).toBe('w9');
		expect(widgetOf(['w8', 'w9'])).toBeNull();
		expect(widgetOf()).toBeNull();
	});
});

describe('what comes again', () => {
	it('is known, and what is new is not', () => {
		const { isRepeated } = createDeduplicator();
		expect(['a', 'b', 'a', 'b', 'c'].map((key) => isRepeated(key))).toEqual([
			false,
			false,
			true,
			true,
			false,
		]);
	});

	it('is forgotten in the order in which it came, so that memory stays bounded', () => {
		const { isRepeated } = createDeduplicator(3);
		for (const key of ['a', 'b', 'c', 'd']) isRepeated(key);
		expect(['d', 'c', 'b'].map((key) => isRepeated(key))).toEqual([true, true, true]);
		expect(isRepeated('a')).toBe(false);
	});

	it('is known to the filter that saw it, and to no other', () => {
		createDeduplicator().isRepeated('a');
		expect(createDeduplicator().isRepeated('a')).toBe(false);
	});

	it('is new once it is forgotten, and only that', () => {
		const { isRepeated, forget } = createDeduplicator();
		for (const key of ['a', 'b', 'c']) isRepeated(key);
		forget(['a', 'c', 'never seen']);
		expect(['a', 'b', 'c'].map((key) => isRepeated(key))).toEqual([false, true, false]);
	});

	it('is the same record of the same event, node and workflow', () => {
		const keys = [
			recordKey('w', 'n', 'chatAnswered', 'id'),
			recordKey('w', 'n', 'chatAnswered', 'another'),
			recordKey('w', 'n', 'chatMissed', 'id'),
			recordKey('w', 'm', 'chatAnswered', 'id'),
			recordKey('v', 'n', 'chatAnswered', 'id'),
		];
		expect(new Set(keys).size).toBe(keys.length);
		expect(recordKey('w', 'n', 'chatAnswered', 'id')).toBe(keys[0]);
	});

	it('takes as much memory as its number, whatever it holds', () => {
		expect(recordKey({ id: 'x'.repeat(1_000_000) })).toHaveLength(recordKey({}).length);
	});
});
