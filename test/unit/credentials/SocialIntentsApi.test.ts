import type { IHttpRequestOptions } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { SocialIntentsApi } from '../../../credentials/SocialIntentsApi.credentials';
import { DEFAULT_BASE_URL } from '../../../nodes/SocialIntents/api/baseUrl';
import { parseResponse } from '../../../nodes/SocialIntents/api/response';
import { AVOIDED_WORDS } from '../support/outcome';

const credential = new SocialIntentsApi();
const request: IHttpRequestOptions = {
	method: 'GET',
	url: '/apps',
	baseURL: 'https://www.socialintents.com',
};
const token = { authentication: 'apiToken', apiToken: ' tok-1 ', accountId: '' };
const basic = { authentication: 'basicAuth', apiToken: ' tok-1 ', accountId: ' acc-1 ' };

describe('the authentication of a request', () => {
	it('adds only the token header for an API token', async () => {
		const { headers } = await credential.authenticate(token, request);
		expect(headers).toEqual({ 'X-SocialIntentsToken': 'tok-1' });
	});

	it('adds only the token header even if an account ID was left behind', async () => {
		const { headers } = await credential.authenticate({ ...token, accountId: 'acc-1' }, request);
		expect(headers).toEqual({ 'X-SocialIntentsToken': 'tok-1' });
	});

	it('adds only the Authorization header for Basic Auth', async () => {
		const { headers } = await credential.authenticate(basic, request);
		expect(headers).toEqual({ Authorization: 'Basic YWNjLTE6dG9rLTE=' });
	});

	it('encodes letters of every script for Basic Auth', async () => {
		const { headers } = await credential.authenticate(
			{ ...basic, accountId: 'Zoë', apiToken: '日本' },
			request,
		);
		expect(headers).toEqual({ Authorization: 'Basic Wm/Dqzrml6XmnKw=' });
	});

	it('uses the API token if the credential does not say which method', async () => {
		const { headers } = await credential.authenticate({ apiToken: 'tok-1' }, request);
		expect(headers).toEqual({ 'X-SocialIntentsToken': 'tok-1' });
		expect(credential.properties.find(({ name }) => name === 'authentication')?.default).toBe(
			'apiToken',
		);
	});

	it('keeps the rest of the request, does not change its argument, and puts the token nowhere else', async () => {
		const given: IHttpRequestOptions = {
			...request,
			headers: { Accept: 'text/plain' },
			qs: { tag: 'x' },
			body: { a: 1 },
		};
		const before = structuredClone(given);
		const { headers, ...rest } = await credential.authenticate(token, given);
		expect(given).toEqual(before);
		expect(headers).toEqual({ Accept: 'text/plain', 'X-SocialIntentsToken': 'tok-1' });
		expect(rest).toEqual({
			method: 'GET',
			url: '/apps',
			baseURL: DEFAULT_BASE_URL,
			qs: { tag: 'x' },
			body: { a: 1 },
		});
	});

	it.each([
		[{ ...token, apiToken: '' }, "'API Token' is empty"],
		[{ ...token, apiToken: ' ' }, "'API Token' is empty"],
		[{}, "'API Token' is empty"],
		[
			{ ...basic, accountId: '' },
			"'Account ID' is empty. Enter the ID of your Social Intents account, or set 'Authentication' to API Token",
		],
		[{ ...basic, accountId: ' ' }, "'Account ID' is empty"],
		[{ authentication: 'basicAuth', apiToken: 'tok-1' }, "'Account ID' is empty"],
	])('rejects %j before anything is sent', async (credentials, message) => {
		await expect(credential.authenticate(credentials, request)).rejects.toThrow(message);
	});

	it('corrects the Base URL, and rejects one that would send the token in plain text', async () => {
		const corrected = await credential.authenticate(token, {
			...request,
			baseURL: 'www.socialintents.com/v1/api/v1/api/',
		});
		expect(corrected.baseURL).toBe(DEFAULT_BASE_URL);
		const unsafe = { ...request, baseURL: 'http://www.socialintents.com' };
		await expect(credential.authenticate(token, unsafe)).rejects.toThrow(
			"'Base URL' must begin with https://",
		);
		await expect(credential.authenticate(token, { ...request, baseURL: '' })).rejects.toThrow(
			"'Base URL' is empty",
		);
	});

	it('leaves a full URL alone, as the HTTP Request node passes it', async () => {
		const whole = { url: 'https://api.socialintents.com/v1/api/chats' };
		expect(await credential.authenticate(token, whole)).toEqual({
			...whole,
			headers: { 'X-SocialIntentsToken': 'tok-1' },
		});
	});
});

/** The value at a path such as `apiStatus.0`, as n8n's tester looks it up. */
function valueAt(body: unknown, path: string): unknown {
	return path.split('.').reduce<unknown>((value, key) => {
		if (value === null || value === undefined) return undefined;
		return (Object(value) as Record<string, unknown>)[key];
	}, body);
}

/** What n8n's tester says of an answer: nothing, or the message of the first rule that matches. */
function resultOf(status: number, body: unknown): string | undefined {
	for (const rule of credential.test.rules ?? []) {
		const isMatch =
			rule.type === 'responseCode'
				? rule.properties.value === status
				: status < 300 && valueAt(body, rule.properties.key) === rule.properties.value;
		if (isMatch) return rule.properties.message;
	}
	return undefined;
}

describe('the credential test', () => {
	it('requests the widgets, which requires a token, and follows no redirect', () => {
		expect(credential.test.request).toEqual({
			baseURL: '={{ $credentials.baseUrl }}',
			url: '/apps',
			disableFollowRedirect: true,
		});
	});

	it.each([
		[
			'the documented envelope',
			{ apiStatus: 'Success', apiStatusCode: '200', apps: [{ id: 'w1' }] },
		],
		['an account without widgets', { apiStatus: 'Success' }],
		['a status in capital letters', { apiStatus: 'SUCCESS', apps: [] }],
		['a status in lowercase', { apiStatus: 'success', apps: [] }],
		['a bare list', [{ id: 'w1' }]],
		['an empty list', []],
		['a response without a status', { apps: [] }],
		['a status that is null', { apiStatus: null, apps: [] }],
		['an error that is null', { error: null, apps: [] }],
		['an error that is empty', { apiStatus: 'Success', error: '', apps: [] }],
		['another word for success', { apiStatus: 'Successful', apps: [] }],
		['a status that is true', { apiStatus: true, apps: [] }],
		['a status that is 200', { apiStatus: 200, apps: [] }],
		['a successful status code', { statusCode: '200', status: 'OK', apps: [] }],
	])('accepts %s, as the node does', (_, body) => {
		expect(resultOf(200, body)).toBeUndefined();
		expect(parseResponse('GET /apps', { status: 200, headers: {}, body })).toEqual({ body });
	});

	it.each([
		['Failure'],
		['failed'],
		['Error'],
		['ERROR'],
		['Unauthorized'],
		['Denied'],
		['Forbidden'],
		['Invalid'],
		['ApiKeyInvalid'],
		[''],
	])('rejects status 200 with apiStatus "%s"', (apiStatus) => {
		expect(resultOf(200, { apiStatus, apps: [] })).toContain(
			'Social Intents rejected the credential',
		);
	});

	it.each([
		{ apiStatus: false, apiStatusMessage: 'No' },
		{ success: false, message: 'No' },
		{ error: 'Invalid token' },
		{ error: { code: 7, message: 'Invalid token' } },
		{ statusCode: '401', status: 'Unauthorized' },
		{ apiStatus: 'Suspended', apiStatusCode: '403', apps: [] },
		{ apiStatus: 'Unheard of', apiStatusCode: 401 },
	])('rejects status 200 with %j, as the node does', (body) => {
		expect(parseResponse('GET /apps', { status: 200, headers: {}, body })).toHaveProperty('error');
		expect(resultOf(200, body)).toContain('Social Intents rejected the credential');
	});

	it.each([['<html><body>Sign in</body></html>'], ['OK'], [''], [' ']])(
		'rejects status 200 with the text %j',
		(body) => {
			expect(resultOf(200, body)).toContain('does not return data from Social Intents');
		},
	);

	it.each([
		[401, 'API Token'],
		[403, 'API Token'],
		[404, 'Base URL'],
	])('rejects status %d and says where to look', (status, words) => {
		expect(resultOf(status, '')).toContain(words);
	});

	it("tells the API token from a widget's key", () => {
		expect(resultOf(401, '')).toContain('not the 32-character key of a widget');
	});

	it('uses no frightening words in its messages', () => {
		const messages = (credential.test.rules ?? []).map(({ properties }) => properties.message);
		for (const message of new Set(messages)) expect(message).not.toMatch(AVOIDED_WORDS);
	});
});
