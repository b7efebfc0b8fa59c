import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import type { Fault } from '../../../sandbox/api/faults.mts';
import { LINES, loadEngine, type ExecuteOptions } from '../../support/engine.mts';
import { findSecrets, formsOf } from '../../support/secrets.mts';
import { action, byId, openSandbox, signIn } from './support.mts';

const TOKEN = 'tok3n+4711/s3cret=$(x)';
const ACCOUNT = 'acc0unt-0815-s3cret';
const BASIC = Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64');

/** In token mode the node does not know the account ID, and cannot take it out of what the service says. */
const MODES: Array<{
	mode: string;
	credential: Record<string, string>;
	secrets: string[];
	repeated: string;
}> = [
	{
		mode: 'API Token',
		credential: { apiToken: TOKEN },
		secrets: [TOKEN],
		repeated: `the token ${TOKEN}, ${TOKEN}.`,
	},
	{
		mode: 'Basic Auth',
		credential: { authentication: 'basicAuth', apiToken: TOKEN, accountId: ACCOUNT },
		secrets: [TOKEN, ACCOUNT, `${ACCOUNT}:${TOKEN}`],
		repeated: `token ${TOKEN} of ${ACCOUNT}, header "Basic ${BASIC}", ${ACCOUNT}:${TOKEN}.`,
	},
];

/** What a service might repeat of the credential, and where. */
const faultsWith = (repeated: string): Array<[string, Fault]> => [
	...[400, 401, 403, 404, 422, 500].map((status): [string, Fault] => [
		`status ${status} that repeats them`,
		{ kind: 'status', status, body: { apiStatus: 'Failure', apiStatusMessage: repeated } },
	]),
	['plain words that repeat them', { kind: 'status', status: 500, body: repeated }],
	['an error object', { kind: 'status', status: 500, body: { error: { message: repeated } } }],
	['a list', { kind: 'status', status: 500, body: [repeated, { token: repeated }] }],
	['a refusal with status 200', { kind: 'refusal', message: repeated }],
	['a web page', { kind: 'status', status: 200, body: `<p>${repeated}</p>` }],
	['half a JSON text', { kind: 'status', status: 200, body: `{"token":"${repeated}","id":` }],
	[
		'a redirect that repeats them',
		{ kind: 'redirect', location: `https://example.com/?token=${encodeURIComponent(repeated)}` },
	],
	[
		'headers that repeat them',
		{
			kind: 'status',
			status: 500,
			headers: { 'X-Echo': repeated, 'WWW-Authenticate': repeated, 'Set-Cookie': repeated },
		},
	],
	['a reset', { kind: 'resetBeforeAnswer' }],
	['a reset in the middle', { kind: 'resetMidBody' }],
];

/** Where a sentence is cut to a length, the cut must not go through a secret that is then not seen. */
const CUTS = [100, 150, 200, 250, 300, 400, 500, 1000].flatMap((length) => [
	length - 20,
	length - 10,
]);

describe.each(LINES)('no secret is shown by the action node in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const post = action('webhook.create', {
		widgetId: byId('w'),
		targetUrl: 'https://example.com/hook',
	});
	const get = action('chat.get', { chatId: 'x', options: { timeout: 60 } });

	const shownBy = async (
		forms: string[],
		node: ExecuteOptions['node'],
		credentials: ExecuteOptions['credentials'],
		items = [{ json: {} }],
	) => {
		const run = await engine.execute({ node, credentials, items });
		return { ...run, shown: findSecrets([run.error, run.log, run.run, run.outputs], forms) };
	};

	describe.each(MODES)('with $mode', ({ credential, secrets, repeated }) => {
		const forms = formsOf(...secrets);
		const open = async () => await openSandbox({ data: {}, token: TOKEN, accountId: ACCOUNT });

		it.each(faultsWith(repeated))('after %s', async (_, fault) => {
			await using sandbox = await open();
			sandbox.faults.add(fault);
			const { error, shown } = await shownBy(forms, post, signIn(sandbox, credential));
			expect(sandbox.requests).toHaveLength(1);
			expect(error).toBeDefined();
			expect(shown).toEqual([]);
		});

		it('at the point where a long message is cut', async () => {
			await using sandbox = await open();
			const beginnings = [...secrets, BASIC].map((secret) => secret.slice(0, 6));
			for (const length of CUTS) {
				sandbox.faults.clear();
				const message = `${'x'.repeat(length)} ${repeated.split(' ').reverse().join(' ')}`;
				sandbox.faults.add({ kind: 'status', status: 500, body: { message } });
				const { shown } = await shownBy(beginnings, post, signIn(sandbox, credential));
				expect(shown, `after ${length} characters`).toEqual([]);
			}
			expect(sandbox.requests).toHaveLength(CUTS.length);
		});

		it('in the items of failed inputs, on either output', async () => {
			await using sandbox = await open();
			sandbox.faults.add({ kind: 'status', status: 500, body: { message: repeated } });
			for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as const) {
				const { outputs, shown } = await shownBy(
					forms,
					{ ...post, onError },
					signIn(sandbox, credential),
					[{ json: {} }, { json: {} }],
				);
				const records = outputs.flat();
				expect(records).toHaveLength(2);
				for (const { json } of records) expect(json.error).toContain('***');
				expect(shown).toEqual([]);
			}
		});

		it('in the log lines of retries', async () => {
			await using sandbox = await open();
			const body = { message: repeated };
			sandbox.faults.add({ kind: 'status', status: 429, body, times: 1 });
			sandbox.faults.add({ kind: 'status', status: 400, body });
			const { log, shown } = await shownBy(forms, get, signIn(sandbox, credential));
			expect(sandbox.requests).toHaveLength(2);
			expect(log.some(({ message }) => message.includes('Retrying in'))).toBe(true);
			expect(shown).toEqual([]);
		});

		it('in the errors of the list of widgets', async () => {
			await using sandbox = await open();
			sandbox.faults.add({ kind: 'status', status: 500, body: { message: repeated } });
			const search = engine.listSearch({
				node: action('widget.get'),
				method: 'searchWidgets',
				credentials: signIn(sandbox, credential),
			});
			const error: unknown = await search.then(
				() => undefined,
				(reason: unknown) => reason,
			);
			expect(error).toBeInstanceOf(engine.line.workflow.NodeApiError);
			expect(findSecrets(error, forms)).toEqual([]);
		});

		it.each(['engineRequest', 'supplyData'] as const)(
			'in the run of a tool, by %s',
			async (invocation) => {
				await using sandbox = await open();
				sandbox.faults.add({ kind: 'status', status: 500, body: { message: repeated } });
				const tool = await engine.executeTool({
					node: get,
					credentials: signIn(sandbox, credential),
					invocation,
				});
				expect(tool.thrown).toBeDefined();
				expect(findSecrets(tool, forms)).toEqual([]);
			},
		);

		it('after a wrong credential is refused', async () => {
			await using sandbox = await openSandbox({ data: {} });
			const { error, shown } = await shownBy(forms, get, signIn(sandbox, credential));
			expect(error).toMatchObject({ httpCode: '401' });
			expect(shown).toEqual([]);
		});

		it.each([
			['http://www.example.com', 'must begin with https'],
			[`https://${ACCOUNT}:${encodeURIComponent(TOKEN)}@example.com/v1/api`, 'user name'],
			[`not an address ${TOKEN}`, 'Base URL'],
			[`ftp://example.com/${TOKEN}`, 'https'],
		])('if the Base URL %s is rejected', async (baseUrl, words) => {
			await using sandbox = await openSandbox({ data: {} });
			const { error, shown } = await shownBy(
				forms,
				get,
				signIn(sandbox, { ...credential, baseUrl }),
			);
			expect(error?.message).toContain(words);
			expect(shown).toEqual([]);
		});

		it.concurrent('if there is no response in time', async () => {
			await using sandbox = await open();
			sandbox.faults.add({ kind: 'hang' });
			const { error, shown } = await shownBy(forms, get, signIn(sandbox, credential));
			expect(error?.message).toContain('request timed out');
			expect(shown).toEqual([]);
		});

		it.concurrent('if the connection is refused', async () => {
			const server = createServer().listen(0, '127.0.0.1');
			await new Promise((resolve) => server.once('listening', resolve));
			const { port } = server.address() as AddressInfo;
			await new Promise((resolve) => server.close(resolve));
			await using sandbox = await openSandbox({ data: {} });
			const baseUrl = `http://127.0.0.1:${port}`;
			const { error, shown } = await shownBy(
				forms,
				post,
				signIn(sandbox, { ...credential, baseUrl }),
			);
			expect(error?.message).toContain('connection refused');
			expect(shown).toEqual([]);
		});

		it.concurrent('if the execution is canceled', async () => {
			await using sandbox = await open();
			sandbox.faults.add({ kind: 'hang' });
			const cancel = new AbortController();
			const running = engine.execute({
				node: post,
				credentials: signIn(sandbox, credential),
				signal: cancel.signal,
			});
			// Not expect.poll, which vitest refuses while a concurrent test ends.
			await vi.waitFor(() => expect(sandbox.requests).toHaveLength(1), { timeout: 20_000 });
			cancel.abort();
			const run = await running;
			expect(run.status).toBe('canceled');
			expect(findSecrets([run.error, run.log, run.run], forms)).toEqual([]);
		});
	});

	it('a short token is not cut out of the middle of other words', async () => {
		await using sandbox = await openSandbox({ data: {}, token: 'abc' });
		const message = 'The token abc of abcde is not an abc.';
		sandbox.faults.add({ kind: 'status', status: 400, body: { message } });
		const { error } = await engine.execute({ node: post, credentials: signIn(sandbox) });
		expect(error).toMatchObject({
			description: expect.stringContaining('The token *** of abcde is not an ***.') as string,
		});
	});

	it('this test finds secrets where they are', () => {
		const cause = new Error('x');
		Object.defineProperty(cause, 'cause', {
			value: { headers: { Authorization: `Basic ${BASIC}` } },
		});
		expect(findSecrets(cause, formsOf(`${ACCOUNT}:${TOKEN}`))).toEqual([
			'cause.headers.Authorization',
		]);
	});
});
