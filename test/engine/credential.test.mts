import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/server.mts';
import { LINES, loadEngine } from '../support/engine.mts';

const sandbox = await startSandbox({ seed: 'credential', days: 1 });
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

describe.each(LINES)('the credential test in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const test = async (data: Record<string, string> = {}) =>
		await engine.testCredential('socialIntentsApi', {
			apiToken: sandbox.token,
			baseUrl: sandbox.baseUrl,
			...data,
		});

	it('tells a correct token from a wrong one', async () => {
		expect(await test()).toMatchObject({ status: 'OK' });
		expect(await test({ apiToken: 'wrong' })).toMatchObject({ status: 'Error' });
		expect(sandbox.requests.map(({ status }) => status)).toContain(401);
	});

	it('accepts an account ID with Basic Auth, and asks for a missing one', async () => {
		const { accountId } = sandbox;
		expect(await test({ authentication: 'basicAuth', accountId })).toMatchObject({ status: 'OK' });
		const { status, message } = await test({ authentication: 'basicAuth' });
		expect(status).toBe('Error');
		expect(message).toContain("'Account ID' is empty");
		expect(sandbox.requests).toHaveLength(1);
	});

	it.each(['refusal', 'htmlPage'] as const)('reports a %s with status 200', async (kind) => {
		sandbox.faults.add({ kind });
		expect(await test()).toMatchObject({ status: 'Error' });
	});
});
