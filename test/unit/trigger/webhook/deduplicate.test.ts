import { describe, expect, it } from 'vitest';

import {
	createDeduplicator,
	deliveryKey,
} from '../../../../nodes/SocialIntents/trigger/webhook/deduplicate';

describe('a repeated delivery', () => {
	it('is recognized, and a new one is not', () => {
		const { isRepeated } = createDeduplicator();
		expect(['a', 'b', 'a', 'b', 'c'].map((key) => isRepeated(key))).toEqual([
			false,
			false,
			true,
			true,
			false,
		]);
	});

	it('is forgotten in order of arrival, so that memory stays bounded', () => {
		const { isRepeated } = createDeduplicator(3);
		for (const key of ['a', 'b', 'c', 'd']) isRepeated(key);
		expect(['d', 'c', 'b'].map((key) => isRepeated(key))).toEqual([true, true, true]);
		expect(isRepeated('a')).toBe(false);
	});

	it('is recognized only by the deduplicator that saw it', () => {
		createDeduplicator().isRepeated('a');
		expect(createDeduplicator().isRepeated('a')).toBe(false);
	});

	it('counts as new once it is forgotten, and no other does', () => {
		const { isRepeated, forget } = createDeduplicator();
		for (const key of ['a', 'b', 'c']) isRepeated(key);
		forget(['a', 'c', 'never seen']);
		expect(['a', 'b', 'c'].map((key) => isRepeated(key))).toEqual([false, true, false]);
	});

	it('has the same record, event, node, and workflow', () => {
		const keys = [
			deliveryKey('w', 'n', 'chatAnswered', 'id'),
			deliveryKey('w', 'n', 'chatAnswered', 'another'),
			deliveryKey('w', 'n', 'chatMissed', 'id'),
			deliveryKey('w', 'm', 'chatAnswered', 'id'),
			deliveryKey('v', 'n', 'chatAnswered', 'id'),
		];
		expect(new Set(keys).size).toBe(keys.length);
		expect(deliveryKey('w', 'n', 'chatAnswered', 'id')).toBe(keys[0]);
	});

	it('takes the same memory, whatever the record contains', () => {
		expect(deliveryKey({ id: 'x'.repeat(1_000_000) })).toHaveLength(deliveryKey({}).length);
	});

	it('is recognized as long as there is room, however many come', () => {
		const { isRepeated } = createDeduplicator();
		const keys = Array.from({ length: 30_000 }, (_, index) => `key ${index}`);
		expect(keys.filter((key) => isRepeated(key))).toEqual([]);
		expect(keys.slice(-10_000).every((key) => isRepeated(key))).toBe(true);
		expect(isRepeated('key 0')).toBe(false);
	});
});
