import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LINES, loadEngine } from '../../support/engine.mts';
import { findSecrets } from '../../support/secrets.mts';
import { startProbeServer } from './probe-server.mts';

const packageFolder = path.join(import.meta.dirname, 'probe-package');
const token = 'opensesame';

describe.each(LINES)('the harness runs a node in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName, packageFolder);
	const probe = (operation: string, parameters = {}) => ({
		type: 'probe',
		name: 'Probe',
		parameters: { operation, ...parameters },
	});
	const credentials = (baseUrl = '') => ({ probeApi: { token, baseUrl } });
	const three = [{ json: { id: 'a' } }, { json: { id: 'b' } }, { json: { id: 'c' } }];

	it("gives the package n8n's own n8n-workflow and luxon, and nothing else", async () => {
		const { items } = await engine.execute({ node: probe('identity') });
		expect(items[0]?.json.apiError).toBe(engine.line.workflow.NodeApiError);
		expect(items[0]?.json.dateTime).toBe(true);

		const { error } = await engine.execute({ node: probe('import', { module: 'axios' }) });
		expect(error?.message).toContain("Cannot find module 'axios'");
	});

	it('sends real requests, with the credential applied and its defaults added', async () => {
		await using server = await startProbeServer();
		const { items, status, unpaired } = await engine.execute({
			node: probe('fetch', { path: '={{ $json.id }}' }),
			items: three,
			credentials: credentials(server.url),
			extraNodes: [{ name: 'After', values: { id: "={{ $('Start').item.json.id }}" } }],
		});
		expect(status).toBe('success');
		expect(unpaired).toBe(0);
		expect(items.map(({ json, pairedItem }) => [json.n, pairedItem])).toEqual([
			[1, { item: 0 }],
			[2, { item: 0 }],
			[1, { item: 1 }],
			[2, { item: 1 }],
			[1, { item: 2 }],
			[2, { item: 2 }],
		]);
		expect(server.requests.map((request) => request.path)).toEqual([
			'/list?path=a',
			'/list?path=b',
			'/list?path=c',
		]);
		expect(server.requests[0]?.headers['x-token']).toBe(token);
		expect(server.requests[0]?.headers['x-fields']).toContain('baseUrl,mode,token');
		expect(server.requests[0]?.headers['x-fields']).not.toContain('other');
	});

	it('resolves what later nodes say about the item before', async () => {
		const { itemsOf } = await engine.execute({
			node: probe('log'),
			items: three,
			extraNodes: [{ name: 'After', values: { id: "={{ $('Start').item.json.id }}" } }],
		});
		expect(itemsOf('After').map(({ json }) => json.id)).toEqual(['a', 'b', 'c']);
	});

	it("uses the workflow's time zone", async () => {
		const settings = { timezone: 'Asia/Tokyo' };
		const { items } = await engine.execute({ node: probe('identity'), settings });
		expect(items[0]?.json.timezone).toBe('Asia/Tokyo');
	});

	it('returns the original error, and finds a secret in its hidden cause', async () => {
		const { error, status, calls } = await engine.execute({ node: probe('refuse') });
		expect(status).toBe('error');
		expect(calls).toBe(1);
		expect(error).toBeInstanceOf(engine.line.workflow.NodeOperationError);
		expect(findSecrets(error, [token])).toContain('cause.message');
		expect(findSecrets(error, ['nowhere'])).toEqual([]);
	});

	it('finds the token that n8n leaves in its own error', async () => {
		await using server = await startProbeServer();
		server.reply = { status: 500, body: {} };
		const node = probe('fetch');
		const { error } = await engine.execute({ node, credentials: credentials(server.url) });
		const places = findSecrets(error, [token]);
		expect(places.length > 0).toBe(lineName.startsWith('2.'));
	});

	it('runs the node again with Retry On Fail', async () => {
		const node = { ...probe('refuse'), retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		const { calls, status } = await engine.execute({ node });
		expect([calls, status]).toEqual([3, 'error']);
	});

	it('sends the items of failed inputs to the error output', async () => {
		const node = { ...probe('refuse'), onError: 'continueErrorOutput' as const };
		const { outputs } = await engine.execute({ node, items: three });
		expect(outputs.map((items) => items.length)).toEqual([0, 3]);
		expect(outputs[1]?.[0]?.json).toMatchObject({ error: 'No' });
	});

	it('reads back the files that a node created', async () => {
		const { items } = await engine.execute({ node: probe('file') });
		const file = items[0]?.binary?.data;
		expect(file).toMatchObject({ fileName: 'hello.txt', mimeType: 'text/plain' });
		expect(file && (await engine.readBinary(file)).toString()).toBe('hello');
	});

	it('collects the log lines of each run separately', async () => {
		const runs = await Promise.all(
			['a', 'b'].map(async (id) =>
				engine.execute({ node: probe('log'), items: [{ json: { id } }] }),
			),
		);
		for (const { log } of runs) {
			const warnings = log.filter(({ level }) => level === 'warn');
			expect(warnings).toEqual([{ level: 'warn', message: 'A line', metadata: { item: 0 } }]);
		}
	});

	it('stops an execution that is canceled', async () => {
		const cancel = new AbortController();
		setTimeout(() => cancel.abort(), 20);
		const { status } = await engine.execute({ node: probe('wait'), signal: cancel.signal });
		expect(status).toBe('canceled');
	});

	it('fails to read a parameter that the node does not have', async () => {
		const { error } = await engine.execute({ node: probe('unknown') });
		expect(error?.message).toContain('Could not get parameter');
	});

	it('rejects parameters and credential fields that the editor would not have saved', async () => {
		const run = async (parameters: object) =>
			await engine.execute({ node: { ...probe('log'), parameters: { ...parameters } } });
		await expect(run({ notThere: 1 })).rejects.toThrow('does not show the parameter notThere');
		await expect(run({ onlyTool: 'x' })).rejects.toThrow('does not show the parameter onlyTool');
		await expect(run({ options: { no: 1 } })).rejects.toThrow('options.no');
		const wrong = { probeApi: { tokn: token } };
		await expect(engine.execute({ node: probe('log'), credentials: wrong })).rejects.toThrow(
			'tokn',
		);
	});

	it('reports a missing credential as n8n does', async () => {
		const { error } = await engine.execute({ node: probe('fetch') });
		expect(error?.message).toBe('Node does not have any credentials set for "probeApi"');
	});

	it("adds n8n's Custom API Call to the operations", async () => {
		const { error } = await engine.execute({ node: probe('__CUSTOM_API_CALL__') });
		expect(error).toBeInstanceOf(TypeError);
		const { description } = engine.installation.node('probe') as { description: object };
		expect(JSON.stringify(description)).toContain('Custom API Call');
	});
});

const invocations = ['engineRequest', 'supplyData'] as const;
const linesAndInvocations = LINES.flatMap((line) =>
	invocations.map((invocation) => [line, invocation] as const),
);

describe.each(linesAndInvocations)(
	'the harness runs a tool in n8n %s by %s',
	async (lineName, invocation) => {
		const engine = await loadEngine(lineName, packageFolder);

		it('passes the description, the arguments, and the result as an agent does', async () => {
			await using server = await startProbeServer();
			const parameters = { operation: 'fetch', path: "={{ $fromAI('Path', 'What to read') }}" };
			const { response, ...tool } = await engine.executeTool({
				node: { type: 'probe', name: 'Probe It', parameters },
				arguments: { Path: 'here' },
				credentials: { probeApi: { token, baseUrl: server.url } },
				invocation,
			});
			expect(tool).toMatchObject({
				name: 'Probe_It',
				description: 'Probes',
				arguments: { Path: 'What to read' },
				calls: 1,
				error: undefined,
			});
			expect(response).toBe(JSON.stringify(tool.data));
			expect(tool.data).toMatchObject([{ n: 1 }, { n: 2 }]);
			expect(server.requests[0]?.path).toBe('/list?path=here');
		});

		it('passes the parameters that only a tool shows', async () => {
			const parameters = { operation: 'log', onlyTool: 'x' };
			const { error } = await engine.executeTool({
				node: { type: 'probe', parameters },
				invocation,
			});
			expect(error).toBeUndefined();
		});

		it('tells the node that it is a tool only in one way of one major version', async () => {
			const parameters = { operation: 'identity' };
			const { data } = await engine.executeTool({
				node: { type: 'probe', parameters },
				invocation,
			});
			const told = invocation === 'supplyData';
			expect(data).toMatchObject([{ tool: lineName.startsWith('2.') ? told : null }]);
		});

		it('reports what becomes of a failure, which the model reads in one case only', async () => {
			const parameters = { operation: 'refuse' };
			const tool = await engine.executeTool({ node: { type: 'probe', parameters }, invocation });
			expect(findSecrets(tool.thrown, [token])).toContain('cause.message');
			if (lineName.startsWith('2.') && invocation === 'engineRequest') {
				expect(tool.data).toEqual([{ error: 'No' }]);
			} else {
				expect(tool.error?.message).toContain('No');
			}
		});
	},
);

describe.each(LINES)('the harness acts as the editor of n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName, packageFolder);

	it('loads the list of a resource locator', async () => {
		await using server = await startProbeServer();
		const list = await engine.listSearch({
			node: { type: 'probe', parameters: { operation: 'fetch', path: 'p' } },
			method: 'search',
			filter: 'ab',
			credentials: { probeApi: { token, baseUrl: server.url } },
		});
		expect(list).toEqual({
			results: [
				{ name: 'ab1', value: '1' },
				{ name: 'ab2', value: '2' },
			],
			paginationToken: '2',
		});
		expect(server.requests[0]?.path).toBe('/list?path=p&filter=ab');
	});

	it('tests a credential with its own request and rules', async () => {
		await using server = await startProbeServer();
		const test = async () => {
			const { status, message } = await engine.testCredential('probeApi', {
				token,
				baseUrl: server.url,
			});
			return `${status}: ${message}`;
		};
		expect(await test()).toBe('OK: Connection successful!');
		server.reply = { status: 200, body: { state: 'refused' } };
		expect(await test()).toBe('Error: The service refused');
		server.reply = { status: 401, body: {} };
		expect(await test()).toMatch(/^Error: /);
		expect(server.requests.every(({ headers }) => headers['x-token'] === token)).toBe(true);
	});
});
