import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createRedactor } from '../../../nodes/SocialIntents/api/redact';

const token = 'tok-4f8a.b*c+d?e^f$g{h}i(j)k|l[m]n\\o';
const account = '2c9fa6c38f3d1a7e';
const basic = btoa(`${account}:${token}`);

describe('a redacted text', () => {
	it.each([
		['the token', `Token ${token} is not valid`, 'Token *** is not valid'],
		['the token inside a word', `x${token}y and again ${token}`, 'x***y and again ***'],
		['a long account ID', `Account ${account}, plan a${account}`, 'Account ***, plan a***'],
		['the whole header', `Authorization: Basic ${basic}`, 'Authorization: Basic ***'],
	])('does not contain %s', (_, text, expected) => {
		expect(createRedactor([token, account, basic])(text)).toBe(expected);
	});

	it('does not contain a short account ID as a word of its own, and keeps words and numbers that contain it', () => {
		expect(createRedactor(['42'])('Account 42: 421 chats, status 200, a42')).toBe(
			'Account ***: 421 chats, status 200, a42',
		);
		expect(createRedactor(['42'])('42')).toBe('***');
	});

	it('is unchanged if there is no secret', () => {
		expect(createRedactor([])('Nothing to hide')).toBe('Nothing to hide');
		expect(createRedactor([token])('Nothing to hide')).toBe('Nothing to hide');
	});

	it.each([
		['percent-encoded', encodeURIComponent(token)],
		['percent-encoded in small letters', encodeURIComponent(token).toLowerCase()],
		['escaped in JSON', JSON.stringify(token).slice(1, -1)],
		['in base64', btoa(token)],
		['in base64 for URLs', Buffer.from(token).toString('base64url')],
		['in hexadecimal', Buffer.from(token).toString('hex')],
	])('does not contain the token %s', (_, echo) => {
		expect(createRedactor([token])(`Invalid token: ${echo}.`)).toMatch(
			/^Invalid token: \*\*\*=*\.$/,
		);
	});

	it('never contains a secret, wherever it was', () => {
		const secret = fc
			.string({ minLength: 6, maxLength: 60 })
			.filter((text) => text.trim() === text && !text.includes('*'));
		fc.assert(
			fc.property(
				fc.array(secret, { minLength: 1, maxLength: 3 }),
				fc.string(),
				fc.string(),
				(secrets, before, after) => {
					const text = secrets.map((each) => `${before}${each}${after}`).join(' ');
					const redacted = createRedactor(secrets)(text);
					for (const each of secrets) expect(redacted).not.toContain(each);
				},
			),
		);
	});
});
