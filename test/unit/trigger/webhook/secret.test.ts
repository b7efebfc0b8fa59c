import { timingSafeEqual } from 'crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';

import {
	deliverySecret,
	isSameSecret,
} from '../../../../nodes/SocialIntents/trigger/webhook/secret';

vi.mock('crypto', async (original) => {
	const crypto = await original<typeof import('crypto')>();
	return { ...crypto, timingSafeEqual: vi.fn(crypto.timingSafeEqual) };
});
afterEach(() => void vi.clearAllMocks());

describe('the comparison of a secret', () => {
	it('accepts only the exact text', () => {
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

	it('accepts nothing if the secret is unknown', () => {
		for (const given of ['', undefined, 'x']) {
			expect(isSameSecret(given, undefined)).toBe(false);
			expect(isSameSecret(given, '')).toBe(false);
		}
	});

	it.each(['x', 'expected-secrex', 'expected-secret', 'expected-secret-and-more'])(
		'takes constant time for %s',
		(given) => {
			expect(isSameSecret(given, 'expected-secret')).toBe(given === 'expected-secret');
			expect(timingSafeEqual).toHaveBeenCalledTimes(1);
		},
	);

	it('accepts only the secret itself, for any text', () => {
		fc.assert(
			fc.property(fc.string({ minLength: 1 }), fc.string(), (expected, given) => {
				expect(isSameSecret(expected, expected)).toBe(true);
				expect(isSameSecret(given, expected)).toBe(given === expected);
			}),
		);
	});
});

describe('the delivery secret', () => {
	const ids = { workflow: '1', node: 'n', webhook: 'w' };

	it('is derived from the token, workflow, node, and webhook, and changes with each', () => {
		const secret = deliverySecret('tok-1', ids);
		expect(deliverySecret(' tok-1 ', { ...ids })).toBe(secret);
		const others = [
			deliverySecret('tok-2', ids),
			deliverySecret('tok-1', { ...ids, workflow: '2' }),
			deliverySecret('tok-1', { ...ids, node: 'm' }),
			deliverySecret('tok-1', { ...ids, webhook: 'x' }),
			deliverySecret('tok-1', { workflow: '1', node: 'nw', webhook: '' }),
		];
		expect(new Set([secret, ...others]).size).toBe(6);
	});

	it('needs no encoding in a path, and no capital letters', () => {
		for (const token of ['a', 'b', 'c', 'd', 'e'])
			expect(deliverySecret(token, ids)).toMatch(/^[\da-f]{32}$/);
	});
});
