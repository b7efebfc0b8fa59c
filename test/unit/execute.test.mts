import type { IExecuteFunctions, INodeExecutionData, NodeExecutionHint } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { executeOperation } from '../../nodes/SocialIntents/execute';
import { formOf, operationOf, type Values } from './support/form';
import { createTransport, type Reply } from './support/transport';

interface Execution {
	/** `resource.operation` */
	name: string;
	/** What the form of each input item holds. */
	items: Values[];
	serve?: (request: string, index: number, query: Record<string, string>) => Reply;
	continueOnFail?: boolean;
	baseUrl?: string;
	/** Where n8n takes hints; one without does not know them. */
	hints?: NodeExecutionHint[];
}

const envelope = (...chats: object[]) => ({ apiStatus: 'Success', chats });

/** Runs the node in a context that refuses all that it was not made for. */
function start({ name, items, serve, continueOnFail = false, baseUrl, hints }: Execution) {
	const [resource = '', operation = ''] = name.split('.');
	const transport = createTransport((request, index) => {
		const query = transport.sent[index]?.options.qs as Record<string, string> | undefined;
		if (!serve) throw new Error(`Nothing was to be asked, but ${request} was`);
		return serve(request, index, query ?? {});
	});
	const { context } = transport;
	const credentialReads: Array<number | undefined> = [];
	if (baseUrl !== undefined)
		context.getCredentials = async () => ({ apiToken: 'tok-4f8a2b7c9d1e', baseUrl });
	const isCustom = resource === '__CUSTOM_API_CALL__' || operation === '__CUSTOM_API_CALL__';
	const forms = items.map((given) =>
		formOf(isCustom ? [] : operationOf(resource, operation).fields, given),
	);
	const evaluated: string[] = [];
	const functions = {
		...context,
		getCredentials: async (_type: string, index?: number) => {
			credentialReads.push(index);
			return await context.getCredentials();
		},
		...(hints && { addExecutionHints: (hint: NodeExecutionHint) => void hints.push(hint) }),
		continueOnFail: () => continueOnFail,
		getInputData: () => items.map(() => ({ json: {} })),
		getNodeParameter: (field: string, index: number) => {
			if (field === 'resource') return resource;
			if (field === 'operation') return operation;
			evaluated.push(`${index}.${field}`);
			return forms[index]?.(field);
		},
		getTimezone: () => 'UTC',
		helpers: {
			...context.helpers,
			prepareBinaryData: async (content: Buffer, fileName: string, mimeType: string) => ({
				data: content.toString('utf8'),
				fileName,
				mimeType,
			}),
		},
	};
	const outcome = executeOperation(functions as unknown as IExecuteFunctions).then(
		([output = []]) => output,
		(error: unknown) => error,
	);
	return { ...transport, credentialReads, evaluated, outcome };
}

async function finish(execution: Execution) {
	const started = start(execution);
	await vi.runAllTimersAsync();
	return {
		...started,
		output: (await started.outcome) as INodeExecutionData[],
		error: await started.outcome,
	};
}

const getChats = (...ids: string[]) => ids.map((chatId) => ({ chatId, simplify: false }));
const chatOf = (_: string, index: number, { id = '' }: Record<string, string>): Reply => ({
	after: 1000 - index * 100,
	body: envelope({ id }),
});

beforeEach(() => {
	vi.useFakeTimers({ now: Date.parse('2025-06-15T12:00:00Z') });
});

afterEach(() => {
	vi.useRealTimers();
});

describe('the node', () => {
	it('returns items in input order, each paired with its own, whatever finishes first', async () => {
		const { output, sent } = await finish({
			name: 'chat.get',
			items: getChats('a', 'b', 'c'),
			serve: chatOf,
		});
		expect(output).toEqual([
			{ json: { id: 'a' }, pairedItem: { item: 0 } },
			{ json: { id: 'b' }, pairedItem: { item: 1 } },
			{ json: { id: 'c' }, pairedItem: { item: 2 } },
		]);
		expect(sent.map(({ at }) => at)).toEqual([0, 1, 2]);
	});

	it('pairs every record of a list with the item that requested it', async () => {
		const { output } = await finish({
			name: 'chat.getAll',
			items: [{ filters: { tag: 'x' } }, { filters: { tag: 'y' } }, { filters: { tag: 'z' } }],
			serve: (_, __, { tag = '' }) => ({
				body: tag === 'y' ? envelope() : envelope({ id: `${tag}1` }, { id: `${tag}2` }),
			}),
		});
		expect(output.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			['x1', { item: 0 }],
			['x2', { item: 0 }],
			['z1', { item: 2 }],
			['z2', { item: 2 }],
		]);
	});

	it('sends a request that several items need once', async () => {
		const { output, requests } = await finish({
			name: 'chat.get',
			items: getChats('a', 'b', 'a', 'a', 'b'),
			serve: chatOf,
		});
		expect(requests()).toHaveLength(2);
		expect(output.map(({ json }) => json.id)).toEqual(['a', 'b', 'a', 'a', 'b']);
	});

	it('sends a request that several items need once, also if it fails', async () => {
		const { output, requests } = await finish({
			name: 'chat.get',
			items: getChats('a', 'a'),
			serve: () => ({ status: 403 }),
			continueOnFail: true,
		});
		expect(requests()).toHaveLength(1);
		expect(output.map(({ json }) => json.error)).toEqual(
			Array(2).fill(expect.stringContaining('rejected the credential')),
		);
	});

	it('sends writes one after another, and each of them, even if they are alike', async () => {
		const { output, sent } = await finish({
			name: 'webhook.create',
			items: Array(3).fill({ widgetId: 'w1', targetUrl: 'https://example.com/hook' }),
			serve: (_, index) => ({ after: 1000, body: { id: `h${index}` } }),
		});
		expect(sent.map(({ at }) => at)).toEqual([0, 1000, 2000]);
		expect(output.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			['h0', { item: 0 }],
			['h1', { item: 1 }],
			['h2', { item: 2 }],
		]);
	});

	it('requests windows until it has enough records, or all of them if it needs all', async () => {
		const filters = { dateFrom: '2025-01-01', dateTo: '2025-03-31' };
		const serve = (
			_: string,
			__: number,
			{ date_from: day = '' }: Record<string, string>,
		): Reply => ({
			body: envelope({ id: day, startDate: `${day}T12:00:00Z` }),
		});
		const few = await finish({ name: 'chat.getAll', items: [{ filters, limit: 1 }], serve });
		expect(few.sent).toHaveLength(1);
		const all = await finish({ name: 'chat.getAll', items: [{ filters, returnAll: true }], serve });
		expect(all.sent).toHaveLength(3);
		expect(all.output.map(({ json }) => json.id)).toEqual([
			'2025-03-02',
			'2025-01-31',
			'2025-01-01',
		]);
	});

	it('requests windows at once if it needs all, as many as the throttle allows', async () => {
		const filters = { dateFrom: '2024-01-01', dateTo: '2024-12-31' };
		const { sent } = await finish({
			name: 'chat.getAll',
			items: [{ filters, returnAll: true }],
			serve: () => ({ after: 100, body: envelope() }),
		});
		expect(sent.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 100, 101, 102, 103, 104]);
	});

	it('returns a file next to the JSON', async () => {
		const { output } = await finish({
			name: 'chat.getTranscript',
			items: [{ chatId: 'a', outputField: 'transcript' }],
			serve: () => ({ body: envelope({ id: 'a', textBody: 'Jane: Grüße' }) }),
		});
		expect(output).toMatchObject([
			{
				json: { id: 'a', textBody: 'Jane: Grüße' },
				binary: {
					transcript: { data: 'Jane: Grüße', fileName: 'chat-a.txt', mimeType: 'text/plain' },
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it('sends no more requests at once than Max Concurrent Requests allows', async () => {
		const ids = Array.from({ length: 12 }, (_, index) => `c${index}`);
		const items = getChats(...ids).map((given) => ({ ...given, options: { maxConcurrency: 2 } }));
		const serve = (_: string, __: number, { id = '' }: Record<string, string>) => ({
			after: 100,
			body: envelope({ id }),
		});
		const { mostAtOnce, output } = await finish({ name: 'chat.get', items, serve });
		expect(mostAtOnce()).toBe(2);
		expect(output.map(({ json }) => json.id)).toEqual(ids);
	});

	it('evaluates each parameter of an item once, because expressions are expensive', async () => {
		const { evaluated } = await finish({
			name: 'chat.getAll',
			items: [{ filters: { tag: 'x' } }, { filters: { dateFrom: '2025-01-01', tag: 'y' } }],
			serve: () => ({ body: envelope() }),
		});
		expect(evaluated).toContain('1.filters');
		expect(evaluated.toSorted()).toEqual([...new Set(evaluated)].toSorted());
	});

	it('reads the credential for each of a few items, and for some of many, because n8n decrypts it each time', async () => {
		const readsFor = async (count: number) => {
			const ids = Array.from({ length: count }, (_, index) => `${index}`);
			const execution = { name: 'chat.get', serve: chatOf, items: getChats(...ids) };
			return (await finish(execution)).credentialReads;
		};
		expect(await readsFor(3)).toEqual([0, 1, 2]);
		expect(await readsFor(100)).toEqual([0, 1, 50, 99, 100]);
	});

	it.each(['__CUSTOM_API_CALL__.getAll', 'chat.__CUSTOM_API_CALL__'])(
		'explains what to do instead of %s',
		async (name) => {
			const { error } = await finish({ name, items: [{}] });
			expect(error).toBeInstanceOf(NodeOperationError);
			expect(error).toMatchObject({
				message: 'Custom API calls are made with the HTTP Request node',
				description: expect.stringContaining('Social Intents API'),
			});
		},
	);
});

describe('the node in a long run', () => {
	const many = getChats(...Array.from({ length: 12 }, (_, index) => `c${index}`));
	const slowAtFirst = (_: string, index: number, { id = '' }: Record<string, string>): Reply =>
		index === 0
			? { after: 100, status: 429, headers: { 'retry-after': '3' } }
			: { after: 4000, body: envelope({ id }) };

	it('says in a hint how long the rate limit made it wait', async () => {
		const hints: NodeExecutionHint[] = [];
		const { output } = await finish({ name: 'chat.get', items: many, serve: slowAtFirst, hints });
		expect(output).toHaveLength(12);
		expect(hints).toEqual([
			{
				message:
					'The Social Intents rate limit was reached. The node paused for 3 seconds and then sent about 7 requests per second.',
				type: 'info',
				location: 'outputPane',
			},
		]);
	});

	it.each([
		[100, true],
		[2500, true],
		[99, false],
		[101, false],
		[50, false],
		[300, false],
	])('hints that a response with %d records may be cut off: %s', async (count, isHinted) => {
		const hints: NodeExecutionHint[] = [];
		const chats = Array.from({ length: count }, (_, index) => ({ id: `c${index}` }));
		const serve = () => ({ body: envelope(...chats) });
		await finish({ name: 'chat.getAll', items: [{}], serve, hints });
		const message = `One response contained exactly ${count} records, which may be the most that Social Intents returns at once. If records are missing, set 'Date From' and lower 'Days per Request'.`;
		expect(hints).toEqual(isHinted ? [{ message, type: 'info', location: 'outputPane' }] : []);
	});

	it('does not take the number of widgets for a maximum', async () => {
		const hints: NodeExecutionHint[] = [];
		const apps = Array.from({ length: 100 }, (_, index) => ({ id: `w${index}`, name: 'W' }));
		await finish({ name: 'widget.getAll', items: [{}], serve: () => ({ body: { apps } }), hints });
		expect(hints).toEqual([]);
	});

	it('needs no hint, nor an n8n that supports hints, to succeed', async () => {
		const hints: NodeExecutionHint[] = [];
		await finish({ name: 'chat.get', items: many, serve: chatOf, hints });
		expect(hints).toEqual([]);
		const { output } = await finish({ name: 'chat.get', items: many, serve: slowAtFirst });
		expect(output).toHaveLength(12);
	});

	it('logs its progress, and nothing if it is quick', async () => {
		const serve = (_: string, __: number, { id = '' }: Record<string, string>): Reply => ({
			after: 4000,
			body: envelope({ id }),
		});
		const slow = await finish({ name: 'chat.get', items: [...many, ...many], serve });
		expect(slow.log).toEqual(['Social Intents: received 9 of up to 24 responses']);
		const quick = await finish({ name: 'chat.get', items: many, serve: chatOf });
		expect(quick.log).toEqual([]);
	});
});

describe('the node after a failure', () => {
	it('sends nothing if a parameter is wrong, and names the item', async () => {
		const { error, sent } = await finish({
			name: 'chat.get',
			items: [...getChats('a', 'b'), { chatId: '' }],
		});
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: "'Chat ID' is empty [item 2]",
			context: { itemIndex: 2 },
		});
		expect(sent).toEqual([]);
	});

	it('names the item of a failed request, and starts no others', async () => {
		const ids = Array.from({ length: 20 }, (_, index) => `c${index}`);
		const { error, sent } = await finish({
			name: 'chat.get',
			items: getChats(...ids),
			serve: (_, index, { id = '' }) =>
				index === 2 ? { status: 500, after: 50 } : { after: 100, body: envelope({ id }) },
		});
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({ httpCode: '500', context: { itemIndex: 2 } });
		expect(sent.length).toBeLessThanOrEqual(9);
	});

	it('sends no write after a failed one', async () => {
		const { error, sent } = await finish({
			name: 'webhook.delete',
			items: [{ webhookId: 'h1' }, { webhookId: 'h2' }, { webhookId: 'h3' }],
			serve: (_, index) => (index === 1 ? { status: 401 } : { body: '' }),
		});
		expect(error).toMatchObject({ httpCode: '401', context: { itemIndex: 1 } });
		expect(sent).toHaveLength(2);
	});

	it('names the item if the Base URL is wrong', async () => {
		const { error, sent } = await finish({
			name: 'chat.get',
			items: getChats('a'),
			baseUrl: 'http://example.com',
		});
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: expect.stringContaining('must begin with https://'),
			context: { itemIndex: 0 },
		});
		expect(sent).toEqual([]);
	});

	it('names the item if a response cannot be used', async () => {
		const { error } = await finish({
			name: 'chat.get',
			items: getChats('a'),
			serve: () => ({ body: envelope() }),
		});
		expect(error).toMatchObject({
			message: 'No chat has the ID "a" [item 0]',
			context: { itemIndex: 0 },
		});
	});
});

describe('the node with Continue On Fail', () => {
	it('returns only the message and the pairing in place of the failed item', async () => {
		const { output } = await finish({
			name: 'chat.get',
			items: [...getChats('a', 'b'), { chatId: '..' }, ...getChats('d')],
			serve: (_, __, { id = '' }) =>
				id === 'b' ? { status: 500, body: { message: 'Down' } } : { body: envelope({ id }) },
			continueOnFail: true,
		});
		expect(output).toEqual([
			{ json: { id: 'a' }, pairedItem: { item: 0 } },
			{
				json: {
					error: 'Social Intents could not process the request (500, GET /chats): Down [item 1]',
				},
				pairedItem: { item: 1 },
			},
			{
				json: { error: '\'Chat ID\' must be an ID, but is ".." [item 2]' },
				pairedItem: { item: 2 },
			},
			{ json: { id: 'd' }, pairedItem: { item: 3 } },
		]);
	});

	it('continues with the writes that follow', async () => {
		const { output, sent } = await finish({
			name: 'webhook.delete',
			items: [{ webhookId: 'h1' }, { webhookId: '' }, { webhookId: 'h3' }],
			serve: (_, index) => ({ status: index === 0 ? 500 : 200 }),
			continueOnFail: true,
		});
		expect(sent).toHaveLength(2);
		expect(output.map(({ json }) => Object.keys(json))).toEqual([
			['error'],
			['error'],
			['deleted'],
		]);
	});

	it('leaves no rejection unhandled if every item fails', async () => {
		const unhandled = vi.fn();
		process.on('unhandledRejection', unhandled);
		try {
			const { output } = await finish({
				name: 'chat.get',
				items: [{ chatId: '' }],
				baseUrl: 'http://example.com',
				continueOnFail: true,
			});
			expect(output).toHaveLength(1);
			vi.useRealTimers();
			await new Promise((resolve) => setImmediate(resolve));
			expect(unhandled).not.toHaveBeenCalled();
		} finally {
			process.off('unhandledRejection', unhandled);
		}
	});

	it('still ends when the execution is canceled', async () => {
		const { outcome, cancel, sent } = start({
			name: 'chat.get',
			items: getChats('a', 'b'),
			serve: () => ({ after: 100, status: 429, headers: { 'retry-after': '60' } }),
			continueOnFail: true,
		});
		await vi.advanceTimersByTimeAsync(1000);
		cancel();
		expect(await outcome).toBeInstanceOf(NodeOperationError);
		await vi.runAllTimersAsync();
		expect(sent).toHaveLength(2);
	});
});
