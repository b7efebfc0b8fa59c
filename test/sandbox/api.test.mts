import { afterAll, beforeAll, expect, test } from 'vitest';

import { call, read } from '../../sandbox/client.mts';
import { type Sandbox, startSandbox } from '../../sandbox/server.mts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ now: '2025-06-01T12:00:00Z', days: 30 });
});
afterAll(async () => await sandbox.close());

const basic = (accountId: string, token: string) => ({
	Authorization: `Basic ${Buffer.from(`${accountId}:${token}`).toString('base64')}`,
});

const status = async (path: string, headers: Record<string, string>) =>
	(await fetch(`${sandbox.baseUrl}${path}`, { headers })).status;

test('the token header authenticates', async () => {
	expect(await status('/apps', { 'X-SocialIntentsToken': sandbox.token })).toBe(200);
});

test('Basic authentication accepts account ID and token, whatever the case of the scheme', async () => {
	const { Authorization } = basic(sandbox.accountId, sandbox.token);
	expect(await status('/apps', { Authorization })).toBe(200);
	expect(await status('/apps', { Authorization: Authorization.replace('B', 'b') })).toBe(200);
});

test.each([
	['no credential', () => ({})],
	['a wrong token', () => ({ 'X-SocialIntentsToken': 'wrong' })],
	['an empty token', () => ({ 'X-SocialIntentsToken': '' })],
	['a wrong account ID', () => basic('wrong', sandbox.token)],
	['an empty account ID', () => basic('', sandbox.token)],
	['Basic authentication with a wrong token', () => basic(sandbox.accountId, 'wrong')],
	['Basic authentication that is not encoded', () => ({ Authorization: `Basic ${sandbox.token}` })],
	['the token as a Bearer token', () => ({ Authorization: `Bearer ${sandbox.token}` })],
	[
		'a wrong token and correct Basic authentication',
		() => ({ 'X-SocialIntentsToken': 'wrong', ...basic(sandbox.accountId, sandbox.token) }),
	],
	[
		'a correct token and wrong Basic authentication',
		() => ({ 'X-SocialIntentsToken': sandbox.token, ...basic('wrong', sandbox.token) }),
	],
])('a request with %s returns 401 and a failure envelope', async (_, headers) => {
	const response = await fetch(`${sandbox.baseUrl}/chats`, { headers: headers() });
	expect(response.status).toBe(401);
	expect(await response.json()).toEqual({
		apiStatus: 'Failure',
		apiStatusCode: '401',
		apiStatusMessage: expect.stringMatching(/\S/),
	});
});

test('a token in the query does not authenticate', async () => {
	expect(await status(`/apps?token=${sandbox.token}`, {})).toBe(401);
});

test('ping answers without a token, unless the sandbox is told to check it', async () => {
	const ping = await fetch(`${sandbox.baseUrl}/ping`);
	expect(await ping.json()).toEqual({
		statusCode: '200',
		status: 'PingSuccessful',
		statusMessage: expect.stringMatching(/\S/),
	});
	sandbox.settings.pingChecksToken = true;
	expect(await status('/ping', {})).toBe(401);
	expect(await status('/ping', { 'X-SocialIntentsToken': sandbox.token })).toBe(200);
	sandbox.settings.pingChecksToken = false;
});

test('the token can be rotated while the sandbox runs', async () => {
	const old = sandbox.token;
	sandbox.settings.token = 'sandbox-token-rotated';
	expect(await status('/apps', { 'X-SocialIntentsToken': old })).toBe(401);
	expect(await status('/apps', { 'X-SocialIntentsToken': sandbox.token })).toBe(200);
	sandbox.settings.token = old;
});

test.each([
	'/',
	'/chat',
	'/Chats',
	'/chats/1',
	'//chats',
	'/v1/api/chats',
	'/webhook',
	'/apps/1/webhooks',
	'/apps//webhook/1',
])('the unknown path %s returns 404', async (path) => {
	expect((await call(sandbox, 'GET', path)).status).toBe(404);
});

test('a trailing slash changes nothing, as in the documentation’s own examples', async () => {
	expect(await status('/apps/', { 'X-SocialIntentsToken': sandbox.token })).toBe(200);
});

test('a path outside the API returns a 404 page that is not JSON', async () => {
	const response = await fetch(`${sandbox.url}/chats`);
	expect(response.status).toBe(404);
	expect(response.headers.get('content-type')).toMatch('text/html');
});

test.each([
	['POST', '/chats', 'GET'],
	['DELETE', '/apps', 'GET'],
	['HEAD', '/chats', 'GET'],
	['GET', '/apps/1/webhook', 'POST'],
	['POST', '/apps/1/webhook/2', 'DELETE'],
	['GET', '/webhook/2', 'DELETE'],
	['PUT', '/ping', 'GET'],
])('%s %s returns 405 with the allowed method', async (method, path, allowed) => {
	const response = await call(sandbox, method, path);
	expect(response.status).toBe(405);
	expect(response.headers.get('allow')).toBe(allowed);
});

test('every list is one array in an envelope whose status fields are strings', async () => {
	for (const [path, key] of [
		['/chats', 'chats'],
		['/missedchats', 'chats'],
		['/offlinemessages', 'chats'],
		['/contacts', 'contacts'],
		['/apps', 'apps'],
	] as const) {
		const { [key]: list, ...rest } = await read(sandbox, path);
		expect(rest).toEqual({
			apiStatus: 'Success',
			apiStatusCode: '200',
			apiStatusMessage: expect.any(String),
		});
		expect((list as unknown[]).length).toBeGreaterThan(0);
	}
});

test('an empty list has no key in the envelope', async () => {
	expect(await read(sandbox, '/chats', { id: 'unknown' })).toEqual({
		apiStatus: 'Success',
		apiStatusCode: '200',
		apiStatusMessage: '',
	});
});

test('a widget has an ID, a name, a time zone, and a date', async () => {
	const { apps } = await read(sandbox, '/apps');
	for (const widget of apps as unknown[]) {
		expect(widget).toEqual({
			id: expect.stringMatching(/^[0-9a-f]{32}$/),
			name: expect.any(String),
			timezone: expect.stringMatching('/'),
			created: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/),
		});
	}
});

test('a request is logged with its content and its response', async () => {
	await call(sandbox, 'GET', '/chats', { query: { tag: 'a b', email: 'x@example.com' } });
	expect(sandbox.requests.at(-1)).toMatchObject({
		method: 'GET',
		path: '/v1/api/chats',
		query: { tag: 'a b', email: 'x@example.com' },
		headers: { 'x-socialintentstoken': sandbox.token },
		body: '',
		status: 200,
		fault: null,
	});
	await expect.poll(() => sandbox.requests.at(-1)?.finishedAt).toBeGreaterThan(0);
});

test('the first of a repeated parameter counts', async () => {
	const [first, second] = sandbox.data.chats;
	const response = await call(
		sandbox,
		'GET',
		`/chats?id=${first?.record.id}&id=${second?.record.id}`,
	);
	expect(await response.json()).toMatchObject({ chats: [{ id: first?.record.id }] });
	expect(sandbox.requests.at(-1)?.query).toEqual({ id: first?.record.id });
});

test('an account with history disabled returns no transcript and nothing personal', async () => {
	sandbox.settings.historyDisabled = true;
	const { chats } = await read(sandbox, '/chats');
	for (const chat of chats as unknown[]) {
		expect(chat).toMatchObject({
			textBody: '',
			htmlBody: '',
			messages: [],
			visitorFullName: '',
			visitorEmail: '',
			visitorPhone: '',
			ip: '',
		});
	}
	sandbox.settings.historyDisabled = false;
});
