import { describe, expect, it } from 'vitest';

import { idKey, sameId } from '../../../nodes/SocialIntents/api/ids';

describe('two IDs', () => {
	it.each([
		['in small and capital letters', '2C9FA6C3', '2c9fa6c3'],
		['as a number and as text', 42, '42'],
		['with spaces around one', ' w1 ', 'w1'],
		['as a long integer and as text', 12345678901234567890n, '12345678901234567890'],
	])('are the same %s', (_, first, second) => {
		expect(sameId(first, second)).toBe(true);
		expect(idKey(first)).toBe(idKey(second));
	});

	it.each([
		['different letters', 'w1', 'w2'],
		['nothing and nothing', undefined, undefined],
		['empty texts', '', ' '],
		['two equal objects', { id: 1 }, { id: 1 }],
		['true, which is no ID, and its text', true, 'true'],
	])('are different: %s', (_, first, second) => {
		expect(sameId(first, second)).toBe(false);
	});
});
