import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseJson } from '../../../nodes/SocialIntents/api/json';

describe('JSON from the service', () => {
	it('keeps long numeric IDs distinct, as text', () => {
		expect(parseJson('[{"id":9007199254740993},{"id": -9007199254740993 }]')).toEqual([
			{ id: '9007199254740993' },
			{ id: '-9007199254740993' },
		]);
	});

	it('keeps numbers that JavaScript can hold, and long numbers inside text', () => {
		const value = {
			timestamp: 1498316491095,
			largest: 9007199254740991,
			fraction: 0.12345678901234568,
			float: 1.2345678901234567e20,
			text: 'card "4111111111111111" and 9007199254740993',
			'9007199254740993': '\\',
		};
		expect(parseJson(JSON.stringify(value))).toEqual(value);
	});

	it('is otherwise parsed as JSON.parse does', () => {
		fc.assert(
			fc.property(
				fc.jsonValue().map((value) => JSON.stringify(value)),
				(text) => {
					const plain = JSON.parse(text) as unknown;
					expect(parseJson(text)).toEqual(plain);
				},
			),
		);
	});

	it('takes time in proportion to its length even if a string in it never ends', () => {
		const text = `"${'\\"'.repeat(50_000)}\\1234567890123456`;
		const start = performance.now();
		expect(parseJson(text)).toBe(text);
		expect(performance.now() - start).toBeLessThan(1000);
	});

	it('is returned as text if it is not JSON, or nested too deeply for n8n', () => {
		const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
		const deepObject = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
		for (const text of ['OK', '{"id":', '', deep, deepObject]) expect(parseJson(text)).toBe(text);
	});
});
