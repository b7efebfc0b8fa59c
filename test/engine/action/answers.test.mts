import type { INodePropertyOptions, INodeType } from 'n8n-workflow';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../../sandbox/api/faults.mts';
import { numericId } from '../../../sandbox/api/ids.mts';
import { startSandbox } from '../../../sandbox/server.mts';
import { LINES, loadEngine, type ExecuteOptions } from '../../support/engine.mts';
import {
	action,
	byId,
	newestFirst,
	signIn,
	simplifiedChat,
	startFilledSandbox,
	statuses,
} from './support.mts';

const sandbox = await startFilledSandbox({
	seed: 'answers',
	days: 5,
	now: '2026-06-15T12:00:00Z',
});
const otherHost = await startSandbox({ seed: 'other', days: 1 });
afterAll(async () => await Promise.all([sandbox.close(), otherHost.close()]));
beforeEach(() => {
	sandbox.reset();
	otherHost.reset();
});

/** Every operation, with parameters that it can go on with. */
const OPERATIONS = [
	action('chat.get', { chatId: 'x' }),
	action('chat.getAll'),
	action('chat.getMessages', { chatId: 'x' }),
	action('chat.getTranscript', { chatId: 'x' }),
	action('missedChat.get', { chatId: 'x' }),
	action('missedChat.getAll'),
	action('offlineMessage.get', { messageId: 'x' }),
	action('offlineMessage.getAll'),
	action('contact.getAll'),
	action('widget.get', { widgetId: byId('x') }),
	action('widget.getAll'),
	action('webhook.create', { widgetId: byId('x'), targetUrl: 'https://example.com/' }),
	action('webhook.delete', { webhookId: 'x' }),
	action('system.checkStatus'),
].map((node) => {
	const { resource, operation } = node.parameters as Record<string, string>;
	return [`${resource}.${operation}`, node] as const;
});

const LISTS = ['chat', 'missedChat', 'offlineMessage', 'contact', 'widget'];

describe.each(LINES)('responses to the action node in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const run = async (node: ExecuteOptions['node'], more: Partial<ExecuteOptions> = {}) =>
		await engine.execute({ node, credentials: signIn(sandbox), ...more });
	const recordsFrom = async (...call: Parameters<typeof run>) => {
		const { items, error } = await run(...call);
		expect(error).toBeUndefined();
		return items.map(({ json }) => json);
	};

	it('the operations of this test are those of the node', () => {
		const { description } = engine.installation.node('socialIntents') as INodeType;
		const selectors = description.properties.filter(({ name }) => name === 'operation');
		const names = selectors.flatMap(({ options = [], displayOptions }) =>
			(options as INodePropertyOptions[])
				.filter(({ value }) => value !== '__CUSTOM_API_CALL__')
				.map(({ value }) => `${displayOptions?.show?.resource?.[0]}.${value}`),
		);
		expect(names.sort()).toEqual(OPERATIONS.map(([name]) => name).sort());
	});

	describe.each(LISTS)('the list of records for %s', (resource) => {
		const recordsOf = () => {
			const { chats, offlineMessages, contacts, widgets } = sandbox.data;
			const lists = {
				chat: chats.map(({ record }) => record),
				missedChat: chats
					.map(({ record }) => record)
					.filter(({ chatType }) => chatType === 'Missed'),
				offlineMessage: offlineMessages.map(({ record }) => record),
				contact: contacts.map(({ record }) => record),
				widget: widgets,
			};
			const records = lists[resource as keyof typeof lists];
			expect(records.length).toBeGreaterThan(2);
			return records;
		};
		const asReturned = resource === 'widget' ? {} : { sort: { order: 'asReturned' } };
		const getMany = action(`${resource}.getAll`, {
			returnAll: true,
			simplify: false,
			...asReturned,
		});

		it.each<Fault>([
			{ kind: 'bareArray' },
			{ kind: 'listRenamed', key: 'data' },
			{ kind: 'listRenamed', key: 'messages' },
			{ kind: 'listRenamed', key: 'result' },
		])('is found in the form %j', async (fault) => {
			sandbox.faults.add(fault);
			expect(await recordsFrom(getMany)).toEqual(recordsOf());
		});

		it.each<Fault>([{ kind: 'listAbsent' }, { kind: 'listNull' }])(
			'is empty in the form %j',
			async (fault) => {
				sandbox.faults.add(fault);
				expect(await recordsFrom(getMany)).toEqual([]);
				expect(sandbox.requests).toHaveLength(1);
			},
		);

		it.each<Fault>([{ kind: 'singleRecord' }, { kind: 'listObject' }])(
			'has one record in the form %j',
			async (fault) => {
				sandbox.faults.add(fault);
				expect(await recordsFrom(getMany)).toEqual(recordsOf().slice(0, 1));
			},
		);

		it('keeps IDs that are numbers', async () => {
			sandbox.faults.add({ kind: 'numericIds' });
			const ids = (await recordsFrom(getMany)).map(({ id }) => id);
			expect(ids).toEqual(recordsOf().map(({ id }) => numericId(id)));
		});

		it('has one record if a single record is merged into the envelope', async () => {
			const [record] = recordsOf();
			const body = {
				apiStatus: 'Success',
				apiStatusCode: '200',
				apiStatusMessage: 'OK',
				...record,
			};
			sandbox.faults.add({ kind: 'status', status: 200, body });
			expect(await recordsFrom(getMany)).toEqual([record]);
		});

		it('is empty if the response is null or an empty list', async () => {
			sandbox.faults.add({ kind: 'status', status: 200, body: 'null', times: 1 });
			sandbox.faults.add({ kind: 'status', status: 200, body: '[]', times: 1 });
			expect(await recordsFrom(getMany)).toEqual([]);
			expect(await recordsFrom(getMany)).toEqual([]);
		});
	});

	it('Get finds a record whose ID is a number, whether it is given as number or text', async () => {
		sandbox.faults.add({ kind: 'numericIds' });
		const [chat = expect.unreachable()] = sandbox.data.chats;
		const id = numericId(chat.record.id);
		const items = [{ json: { id } }, { json: { id: String(id) } }];
		const records = await recordsFrom(action('chat.get', { chatId: '={{ $json.id }}' }), { items });
		expect(records.map((record) => record.id)).toEqual([id, id]);
	});

	it.each<Fault>([{ kind: 'bareArray' }, { kind: 'singleRecord' }, { kind: 'listObject' }])(
		'Get and Get Transcript find the record in the form %j',
		async (fault) => {
			sandbox.faults.add(fault);
			const [chat = expect.unreachable()] = sandbox.data.chats;
			const chatId = chat.record.id;
			expect(await recordsFrom(action('chat.get', { chatId }))).toEqual([simplifiedChat(chat)]);
			expect(await recordsFrom(action('chat.getTranscript', { chatId }))).toMatchObject([
				{ id: chatId, textBody: chat.record.textBody },
			]);
		},
	);

	it.each<Fault>([{ kind: 'listAbsent' }, { kind: 'listNull' }])(
		'Get reports that there is no record if the list comes as %j',
		async (fault) => {
			sandbox.faults.add(fault);
			const { error } = await run(action('chat.get', { chatId: 'abc' }));
			expect(error?.message).toContain('No chat has the ID "abc"');
		},
	);

	describe.each(OPERATIONS)('the operation %s', (name, node) => {
		/** The one error that the user sees, after exactly one request. */
		const failureOf = async (fault: Fault) => {
			sandbox.faults.add(fault);
			const { error, status, items } = await run(node);
			expect([status, items, sandbox.requests.length]).toEqual(['error', [], 1]);
			expect(error).toBeInstanceOf(engine.line.workflow.NodeApiError);
			expect(error).toMatchObject({ context: { itemIndex: 0 } });
			const { message, description } = error as Error & { description: string };
			expect(message).toContain(sandbox.requests[0]?.path.replace('/v1/api', '') ?? '/');
			expect(message).toMatch(/ \[item 0\]$/);
			expect(`${message} ${description}`).not.toMatch(/object Object|undefined|NaN/);
			expect(description).not.toBe('');
			return { message, description, httpCode: (error as { httpCode?: unknown }).httpCode };
		};

		it("shows the service's message of an error with status 200", async () => {
			const { description } = await failureOf({ kind: 'refusal', message: 'Your trial has ended' });
			expect(description).toContain('Social Intents said: Your trial has ended');
		});

		it('shows an error whose status is missing', async () => {
			const body = { apiStatus: 'Error', apiStatusMessage: 'The account is suspended' };
			const { description } = await failureOf({ kind: 'status', status: 200, body });
			expect(description).toContain('Social Intents said: The account is suspended');
		});

		it('does not treat a web page as data', async () => {
			const { message, description } = await failureOf({ kind: 'htmlPage' });
			expect(message).toContain('web page');
			expect(description).toContain('Base URL');
		});

		it('does not follow a redirect, and sends nothing to the other host', async () => {
			const location = `${otherHost.baseUrl}/apps`;
			const { message, description } = await failureOf({ kind: 'redirect', location });
			expect(message).toContain(new URL(otherHost.url).host);
			expect(description).toContain('Base URL');
			expect(otherHost.requests).toEqual([]);
		});

		it('does not follow a redirect on the same host', async () => {
			await failureOf({ kind: 'redirect', location: '/v1/api/ping' });
		});

		it.each([
			[400, { message: 'Unknown timezone: Mars' }, 'Unknown timezone: Mars'],
			[401, { apiStatus: 'Failure', apiStatusMessage: 'Invalid API token' }, 'Invalid API token'],
			[403, { error: 'No access' }, 'No access'],
			[405, { error: { message: 'Not like that' } }, 'Not like that'],
			[422, 'Plain words', 'Plain words'],
			[500, { detail: 'Out of order' }, 'Out of order'],
			[500, 'Out of order\n\tat com.example.Api.get(Api.java:7)', 'Out of order'],
			[501, '<h1>Broken</h1>', ''],
			[500, '', ''],
			[500, ['a list'], ''],
		])('shows status %i with the body %j', async (status, body, sentence) => {
			const failure = await failureOf({ kind: 'status', status, body });
			expect(failure.httpCode).toBe(String(status));
			expect(failure.message).toContain(String(status));
			expect(failure.description).toContain(sentence);
			expect(`${failure.message} ${failure.description}`).not.toMatch(/<|Api\.java/);
		});

		if (name === 'webhook.delete') return;

		it.each([
			['half of a JSON text', '{"apiStatus":"Success","chats":[{"id":"x",'],
			['nothing at all', ''],
			['white space', '\r\n  '],
			['words', 'It works!'],
		])('does not treat %s as data', async (_, body) => {
			const { description } = await failureOf({ kind: 'status', status: 200, body });
			expect(description).not.toBe('');
		});
	});

	it('a missing list is told apart from a wrong address', async () => {
		const body = { apiStatus: 'Failure', apiStatusCode: '404', apiStatusMessage: 'No chats' };
		sandbox.faults.add({ kind: 'status', status: 404, body, times: 1 });
		sandbox.faults.add({ kind: 'status', status: 404, body: { message: 'No path' }, times: 1 });
		expect(await recordsFrom(action('chat.getAll', { returnAll: true }))).toEqual([]);
		const { error } = await run(action('chat.getAll', { returnAll: true }));
		expect(error).toMatchObject({ httpCode: '404' });
	});

	it('two chats whose long numeric IDs differ in the last digit are kept apart', async () => {
		const body =
			'{"chats":[{"id":9007199254740993,"startDate":"2026-06-15T10:00:00Z"},{"id":9007199254740992,"startDate":"2026-06-15T09:00:00Z"}]}';
		sandbox.faults.add({ kind: 'status', status: 200, body });
		const records = await recordsFrom(action('chat.getAll', { returnAll: true }));
		expect(records.map(({ id }) => String(id))).toEqual(['9007199254740993', '9007199254740992']);
	});

	it.each([
		['lists', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
		['objects', `${'{"data":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
	])('data in 20,000 nested %s is reported in words', async (_, body) => {
		sandbox.faults.add({ kind: 'status', status: 200, body });
		const { error } = await run(action('chat.getAll', { returnAll: true }));
		expect(error?.message).toContain('Social Intents returned');
		expect(error?.message).not.toContain('call stack');
	});

	it('the first half of a list is not taken for the whole', async () => {
		sandbox.faults.add({ kind: 'malformedJson' });
		const { error, items } = await run(action('chat.getAll'));
		expect(items).toEqual([]);
		expect(error?.message).toContain('not valid JSON');
	});

	it('apiStatus means success in any case', async () => {
		const [chat = expect.unreachable()] = newestFirst(sandbox.data.chats);
		const body = { apiStatus: 'SUCCESS', apiStatusMessage: '', chats: [chat.record] };
		sandbox.faults.add({ kind: 'status', status: 200, body });
		expect(await recordsFrom(action('chat.getAll'))).toEqual([simplifiedChat(chat)]);
	});

	it('a wrong token and a wrong account ID are rejected after one request', async () => {
		const wrong: Array<Record<string, string>> = [
			{ apiToken: 'wrong' },
			{ authentication: 'basicAuth', accountId: 'wrong' },
		];
		for (const changes of wrong) {
			sandbox.reset();
			const { error } = await run(action('chat.getAll'), {
				credentials: signIn(sandbox, changes),
			});
			expect(statuses(sandbox)).toEqual([401]);
			expect(error?.message).toContain('Social Intents rejected the credential');
			expect(error).toMatchObject({ description: expect.stringContaining('API Token') as string });
		}
	});

	it.each([
		['no token', { apiToken: ' ' }, "'API Token' is empty"],
		['no account ID', { authentication: 'basicAuth', accountId: '' }, "'Account ID' is empty"],
		['http', { baseUrl: 'http://www.socialintents.com' }, 'must begin with https://'],
		['no address', { baseUrl: 'not an address' }, 'Base URL'],
		['a password in it', { baseUrl: 'https://a:b@example.com' }, 'user name or password'],
	])('nothing is sent with %s in the credential', async (_, changes, words) => {
		const { error } = await run(action('chat.getAll'), {
			credentials: signIn(sandbox, changes as Record<string, string>),
		});
		expect(error?.message).toContain(words);
		// What was not even tried is not out of reach.
		expect(error?.message).not.toContain('Could not connect');
		expect(error).toMatchObject({ description: expect.stringContaining('credential') as string });
		expect(sandbox.requests).toEqual([]);
	});

	it('a missing credential is reported', async () => {
		const { error } = await run(action('chat.getAll'), { credentials: {} });
		expect(error?.message).toContain('does not have any credentials set');
	});
});
