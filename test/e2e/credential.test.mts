import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
	createCredential,
	testCredential,
	type N8n,
	type SavedCredential,
} from '../../scripts/n8n/index.mts';
import { freePort } from '../../scripts/ports.mts';
import { n8nWithPackage } from './n8nWithPackage.mts';
import { startRefusingProxy, type RefusingProxy } from './proxy.mts';
import { startSandbox, type Sandbox } from './sandbox.mts';

/** Every result here comes from n8n's own credential tester, called as its editor calls it. */
let n8n: N8n;
let sandbox: Sandbox;
let proxy: RefusingProxy;
let saved: SavedCredential;

beforeAll(async () => {
	proxy = await startRefusingProxy();
	sandbox = await startSandbox();
	// Requests to other hosts end at the proxy, which records them.
	const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NO_PROXY: '127.0.0.1,localhost' };
	n8n = await n8nWithPackage({ env });
	const data = { ...right() };
	saved = await createCredential(n8n, { name: 'Tested', type: 'socialIntentsApi', data });
});

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
	await proxy?.[Symbol.asyncDispose]();
});

afterEach(() => {
	sandbox.reset();
	proxy.requests.length = 0;
});

interface Fields {
	authentication: 'apiToken' | 'basicAuth';
	apiToken: string;
	accountId: string;
	baseUrl: string;
}

const right = (): Fields => ({
	authentication: 'apiToken',
	apiToken: sandbox.token,
	accountId: sandbox.accountId,
	baseUrl: sandbox.baseUrl,
});

async function resultOf(changed: Partial<Fields>) {
	return await testCredential(n8n, saved, { ...right(), ...changed });
}

/** The error message of the credential test, which must not contain the token. */
async function refusalOf(changed: Partial<Fields>): Promise<string> {
	const { status, message } = await resultOf(changed);
	expect({ status, message }).toMatchObject({ status: 'Error' });
	for (const secret of secretsOf(changed)) expect(message).not.toContain(secret);
	return message;
}

function secretsOf(changed: Partial<Fields>): string[] {
	const { apiToken, accountId } = { ...right(), ...changed };
	if (apiToken === '') return [];
	return [apiToken, Buffer.from(`${accountId}:${apiToken}`).toString('base64')];
}

const aboutSignIn = /token|account id/i;
const aboutBaseUrl = /base url/i;

/** 1.x has its own messages for a failed request and does not use those of a credential. */
function inWords(ours: RegExp, ofN8n1: RegExp): RegExp {
	return n8n.majorVersion === '1' ? ofN8n1 : ours;
}

describe('the credential test accepts', () => {
	it('the right token', async () => {
		expect(await resultOf({})).toMatchObject({ status: 'OK' });
	});

	it('the right account ID and token with Basic Auth', async () => {
		expect(await resultOf({ authentication: 'basicAuth' })).toMatchObject({ status: 'OK' });
	});

	it.each([
		['a trailing slash', () => `${sandbox.baseUrl}/`],
		['no /v1/api', () => sandbox.url],
		['a slash instead of /v1/api', () => `${sandbox.url}/`],
		['/v1 alone', () => `${sandbox.url}/v1`],
		['a doubled /v1/api', () => `${sandbox.baseUrl}/v1/api`],
		['a doubled /v1/api and a slash', () => `${sandbox.baseUrl}/v1/api/`],
		['spaces around it', () => ` ${sandbox.baseUrl} `],
	])('a Base URL with %s', async (_, baseUrl) => {
		expect(await resultOf({ baseUrl: baseUrl() })).toMatchObject({ status: 'OK' });
		expect(sandbox.requests.map(({ path }) => path)).toEqual(['/v1/api/apps']);
	});

	it('an account without widgets', async () => {
		sandbox.setData({ widgets: [], chats: [], offlineMessages: [], contacts: [] });
		expect(await resultOf({})).toMatchObject({ status: 'OK' });
	});

	it('a bare list of widgets', async () => {
		sandbox.faults.add({ kind: 'bareArray' });
		expect(await resultOf({})).toMatchObject({ status: 'OK' });
	});

	it.each(['Success', 'success', 'SUCCESS'])('apiStatus "%s"', async (apiStatus) => {
		sandbox.faults.add({ kind: 'status', status: 200, body: { apiStatus, apps: [] } });
		expect(await resultOf({})).toMatchObject({ status: 'OK' });
	});
});

describe('the credential test rejects', () => {
	it.each(['apiToken', 'basicAuth'] as const)('a wrong token with %s', async (mode) => {
		const message = await refusalOf({ authentication: mode, apiToken: 'a-wrong-token' });
		expect(message).toMatch(inWords(aboutSignIn, /authorization failed/i));
	});

	it('an empty token', async () => {
		expect(await refusalOf({ apiToken: '' })).toMatch(/'API Token' is empty/);
		expect(sandbox.requests).toEqual([]);
	});

	it('a wrong account ID', async () => {
		const message = await refusalOf({ authentication: 'basicAuth', accountId: 'nobody' });
		expect(message).toMatch(inWords(aboutSignIn, /authorization failed/i));
	});

	it('an empty account ID with Basic Auth, without sending a request', async () => {
		const message = await refusalOf({ authentication: 'basicAuth', accountId: '' });
		expect(message).toMatch(/'Account ID' is empty/);
		expect(sandbox.requests).toEqual([]);
	});

	it('a host that refuses connections', async () => {
		const baseUrl = `http://127.0.0.1:${await freePort()}/v1/api`;
		// 2.x returns the network error; a credential cannot change that.
		const message = await refusalOf({ baseUrl });
		expect(message).toMatch(inWords(/ECONNREFUSED/, /refused the connection/));
	});

	it('a web page with status 200', async () => {
		sandbox.faults.add({ kind: 'htmlPage' });
		expect(await refusalOf({})).toMatch(aboutBaseUrl);
	});

	it('a server that has no such path', async () => {
		const message = await refusalOf({ baseUrl: `${sandbox.url}/elsewhere` });
		expect(message).toMatch(inWords(aboutBaseUrl, /could not be found/));
	});

	it('a redirect, without sending the token there', async () => {
		const elsewhere = await startSandbox({ token: sandbox.token, accountId: sandbox.accountId });
		try {
			const location = `${elsewhere.baseUrl}/apps`;
			sandbox.faults.add({ kind: 'redirect', location });
			for (const authentication of ['apiToken', 'basicAuth'] as const) {
				const message = await refusalOf({ authentication });
				expect(message).toMatch(inWords(aboutBaseUrl, /status code 302/));
			}
			expect(elsewhere.requests).toEqual([]);
		} finally {
			await elsewhere.close();
		}
	});

	it.each([
		'Failure',
		'failure',
		'Error',
		'Denied',
		'Suspended',
		'Unauthorized',
		'Expired',
		'Blocked',
		'Subscription cancelled',
		'',
	])('apiStatus "%s" with status 200', async (apiStatus) => {
		const body = { apiStatus, apiStatusCode: '403', apiStatusMessage: 'No API access', apps: [] };
		sandbox.faults.add({ kind: 'status', status: 200, body });
		expect(await refusalOf({})).toMatch(aboutSignIn);
	});

	it.each(['PingSuccessful', ''])('the response "%s"', async (body) => {
		sandbox.faults.add({ kind: 'status', status: 200, body });
		expect(await refusalOf({})).toMatch(aboutBaseUrl);
	});

	it('truncated JSON', async () => {
		sandbox.faults.add({ kind: 'malformedJson' });
		expect(await refusalOf({})).toMatch(aboutBaseUrl);
	});

	it('a server error', async () => {
		sandbox.faults.add({ kind: 'status', status: 500 });
		expect(await refusalOf({})).not.toBe('');
	});

	it('a plain HTTP Base URL of another host, without sending a request', async () => {
		expect(await refusalOf({ baseUrl: 'http://api.example.com/v1/api' })).toMatch(/https:\/\//);
		expect(proxy.requests).toEqual([]);
	});

	it('an HTTPS host that does not respond, after connecting to it', async () => {
		await refusalOf({ baseUrl: 'api.example.com' });
		expect(new Set(proxy.requests)).toEqual(new Set(['CONNECT api.example.com:443']));
	});

	it.each(['not an address', 'ftp://127.0.0.1/v1/api', 'https://user:secret@127.0.0.1/'])(
		'the Base URL "%s"',
		async (baseUrl) => {
			expect(await refusalOf({ baseUrl })).toMatch(aboutBaseUrl);
		},
	);
});
