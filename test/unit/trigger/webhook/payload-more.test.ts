import { timingSafeEqual } from 'crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { ApiRecord } from '../../../../nodes/SocialIntents/operation';
import { parseDelivery } from '../../../../nodes/SocialIntents/trigger/webhook/payload';
import { createDeduplicator } from '../../../../nodes/SocialIntents/trigger/webhook/deduplicate';
import { toTriggerItem, matchEvent } from '../../../../nodes/SocialIntents/trigger/items';
import { isSameSecret } from '../../../../nodes/SocialIntents/trigger/webhook/secret';
import {
	EVENTS,
	eventOptions,
	eventsNamed,
	toText,
} from '../../../../nodes/SocialIntents/trigger/events';
import { triggerFields } from '../../../../nodes/SocialIntents/trigger/settings';

vi.mock('crypto', async (original) => {
	const crypto = await original<typeof import('crypto')>();
	return { ...crypto, timingSafeEqual: vi.fn(crypto.timingSafeEqual) };
});
afterEach(() => void vi.clearAllMocks());

const jsonRow = fc
	.dictionary(
		fc.oneof(
			fc.string(),
			fc.constantFrom(
				'id',
				'appId',
				'chatType',
				'startDate',
				'messages',
				'__proto__',
				'constructor',
				'toString',
				'apiStatus',
			),
		),
		fc.oneof(
			fc.jsonValue(),
			fc.constant({ toString: null }),
			fc.constant({ valueOf: 1, toString: 2 }),
		),
	)
	// As it comes over the wire: `__proto__` is a key like any other.
	.map((row) => JSON.parse(JSON.stringify(row)) as ApiRecord);

describe('a secret', () => {
	it.each(['x', 'expected-secrex', 'expected-secret', 'expected-secret-and-more'])(
		'is compared in constant time: %s',
		(given) => {
			expect(isSameSecret(given, 'expected-secret')).toBe(given === 'expected-secret');
			expect(timingSafeEqual).toHaveBeenCalledTimes(1);
		},
	);

	it('is the same as itself only', () => {
		fc.assert(
			fc.property(fc.string({ minLength: 1 }), fc.string(), (expected, given) => {
				expect(isSameSecret(expected, expected)).toBe(true);
				expect(isSameSecret(given, expected)).toBe(given === expected);
			}),
		);
	});
});

describe('whatever comes in a delivery', () => {
	it('is found: every record of a list, the record that stands alone, those of an envelope', () => {
		const rows = fc.array(
			jsonRow.map((row) => ({ ...row, id: 'x' })),
			{ minLength: 1 },
		);
		fc.assert(
			fc.property(rows, fc.constantFrom('chats', 'contacts', 'records', 'data'), (list, key) => {
				expect(parseDelivery(list)).toEqual(list);
				const envelope = {
					apiStatus: 'Success',
					apiStatusCode: '200',
					apiStatusMessage: 'OK',
					[key]: list,
				};
				expect(parseDelivery(envelope)).toEqual(list);
				const record: ApiRecord = { ...list[0] };
				delete record.apiStatus;
				expect(parseDelivery(record)).toEqual([record]);
			}),
		);
	});

	it.each([
		{ id: 'c1', messages: [{ id: 'm1', body: 'Hello' }] },
		{ appId: 'w1', messages: [{ body: 'Hello' }] },
		{ chatType: 'Missed', visitorParams: { id: 5 }, messages: [{ id: 'm1' }] },
		{ email: 'jane@example.com', id: '', appId: null },
	])('is one record where it looks like one: %j', (record) => {
		expect(parseDelivery(record)).toEqual([record]);
	});

	it('is decided on and made an item without a fault', () => {
		fc.assert(
			fc.property(jsonRow, fc.string(), fc.boolean(), (row, serviceEvent, simplify) => {
				for (const event of EVENTS) {
					const interest = { events: EVENTS, widgetIds: ['w1'] };
					expect(matchEvent(row, serviceEvent, interest)).toBeTypeOf('object');
					const decision = matchEvent(row, event.serviceEvent, interest);
					if ('ignored' in decision) continue;
					const item = toTriggerItem(row, decision.event, {
						simplify,
						timezone: 'UTC',
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

	it('is an event of its service event, for whoever chose all events: nothing is lost but an offline message among chats', () => {
		fc.assert(
			fc.property(jsonRow, (row) => {
				for (const { serviceEvent } of EVENTS) {
					const decision = matchEvent(row, serviceEvent, { events: EVENTS });
					const isOffline =
						serviceEvent === 'chatCompleted' &&
						toText(row.chatType).toLowerCase().includes('offline');
					expect('event' in decision && decision.event.serviceEvent).toBe(
						isOffline ? false : serviceEvent,
					);
				}
			}),
		);
	});

	it('keeps every field of a raw record but those that the trigger adds', () => {
		fc.assert(
			fc.property(jsonRow, (row) => {
				const item = toTriggerItem(row, EVENTS[0] ?? expect.fail(), {
					simplify: false,
					timezone: 'UTC',
				});
				const widgetId = toText(row.appId) === '' ? null : row.appId;
				const added = { event: EVENTS[0]?.value, widgetId };
				expect(new Map(Object.entries(item))).toEqual(
					new Map(Object.entries({ ...row, ...added })),
				);
			}),
		);
	});
});

describe('a chat that does not say its type', () => {
	it('is an answered one where these are chosen, and a missed one where only those are', () => {
		for (const row of [
			{ id: '1' },
			{ id: '1', chatType: null },
			{ id: '1', chatType: '' },
		] as ApiRecord[]) {
			const eventOf = (...values: string[]) => {
				const decision = matchEvent(row, 'chatCompleted', { events: eventsNamed(values) });
				return 'event' in decision ? decision.event.value : undefined;
			};
			expect(eventOf('chatMissed', 'chatAnswered')).toBe('chatAnswered');
			expect(eventOf('chatMissed')).toBe('chatMissed');
			expect(eventOf('lead')).toBeUndefined();
		}
	});
});

describe('what comes again', () => {
	it('is known as long as there is room, however much comes', () => {
		const { isRepeated } = createDeduplicator();
		const keys = Array.from({ length: 30_000 }, (_, index) => `key ${index}`);
		expect(keys.filter((key) => isRepeated(key))).toEqual([]);
		expect(keys.slice(-10_000).every((key) => isRepeated(key))).toBe(true);
		expect(isRepeated('key 0')).toBe(false);
	});
});

describe('the table of events', () => {
	it('is where the editor’s list comes from, in both triggers', () => {
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
