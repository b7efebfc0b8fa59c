import { describe, expect, it } from 'vitest';

import {
	authHeader,
	checkCredential,
	fieldProblem,
	secretsOf,
} from '../../../nodes/SocialIntents/api/auth';
import { DEFAULT_BASE_URL } from '../../../nodes/SocialIntents/api/baseUrl';

const token = { authentication: 'apiToken', apiToken: ' tok-1 ', accountId: '' };
const basic = { authentication: 'basicAuth', apiToken: 'tok-1', accountId: ' acc-1 ' };
const BASIC_CODE = 'YWNjLTE6dG9rLTE=';

describe('the fields that a credential needs', () => {
	it.each([
		['an API token', token],
		['an account ID and a token for Basic Auth', basic],
		['a token that was saved without a method', { apiToken: 'tok-1' }],
		['a token that was saved as a number', { apiToken: 42 }],
	])('are complete with %s', (_, credential) => {
		expect(fieldProblem(credential)).toBeUndefined();
	});

	it.each([
		['API Token', { ...token, apiToken: ' ' }],
		['API Token', { ...basic, apiToken: null }],
		['API Token', {}],
		['Account ID', { ...basic, accountId: undefined }],
	])("lack '%s' in %j", (field, credential) => {
		expect(fieldProblem(credential)).toEqual({
			problem: `'${field}' is empty`,
			help: expect.stringMatching(/^Enter .+\.$/) as string,
		});
	});
});

describe('a checked credential', () => {
	it('has a Base URL that is ready for requests', () => {
		const baseUrl = 'www.socialintents.com';
		expect(checkCredential({ ...token, baseUrl })).toEqual({ url: DEFAULT_BASE_URL });
	});

	it('has a problem if a field is missing or the Base URL is wrong', () => {
		expect(checkCredential({ baseUrl: DEFAULT_BASE_URL })).toMatchObject({
			problem: "'API Token' is empty",
		});
		expect(checkCredential({ ...token, baseUrl: 'http://example.com' })).toMatchObject({
			problem: "'Base URL' must begin with https://",
		});
	});
});

describe('the header that authenticates', () => {
	it('contains the trimmed token, or the Basic code of account ID and token', () => {
		expect(authHeader(token)).toEqual({ 'X-SocialIntentsToken': 'tok-1' });
		expect(authHeader({ ...token, accountId: 'acc-1' })).toEqual(authHeader(token));
		expect(authHeader(basic)).toEqual({ Authorization: `Basic ${BASIC_CODE}` });
	});
});

describe('a token that was pasted with what surrounds it', () => {
	it.each([
		'"tok-1"',
		"'tok-1',",
		'“tok-1”',
		'`tok-1`',
		'Bearer tok-1',
		'"Bearer tok-1"',
		'X-SocialIntentsToken: tok-1',
		'"X-SocialIntentsToken": "tok-1"',
		'Authorization: Bearer tok-1\n',
		'\uFEFFtok-1\u200B\r\n',
	])('is sent without it: %j', (apiToken) => {
		expect(fieldProblem({ apiToken })).toBeUndefined();
		expect(authHeader({ apiToken })).toEqual({ 'X-SocialIntentsToken': 'tok-1' });
		expect(authHeader({ ...basic, apiToken })).toEqual({ Authorization: `Basic ${BASIC_CODE}` });
		expect(secretsOf({ apiToken })[0]).toBe('tok-1');
	});

	it.each(['bearer', 'bearer-1', "it's", 'a:b', '+/=='])('is sent as it is: %s', (apiToken) => {
		expect(authHeader({ apiToken })).toEqual({ 'X-SocialIntentsToken': apiToken });
	});

	it.each(['••••••••', 'tok\n-1', 'tok\u200B1'])(
		'cannot be %j, which no header holds',
		(apiToken) => {
			expect(fieldProblem({ apiToken })).toEqual({
				problem: "'API Token' contains characters that no token has",
				help: 'Copy the token again from Settings > API Keys in Social Intents.',
			});
		},
	);

	it.each(['""', 'X-SocialIntentsToken:'])('is empty if nothing else is there: %s', (apiToken) => {
		expect(fieldProblem({ apiToken })?.problem).toBe("'API Token' is empty");
	});
});

describe('the secrets of a credential', () => {
	it('are the token, the account ID, and the Basic code of both', () => {
		expect(secretsOf(basic)).toEqual(['tok-1', 'acc-1', BASIC_CODE]);
	});

	it('never include an empty text, which would mask everything', () => {
		expect(secretsOf(token)).not.toContain('');
		expect(secretsOf({})).not.toContain('');
	});
});
