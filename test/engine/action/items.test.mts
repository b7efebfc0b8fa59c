import type { NodeApiError } from 'n8n-workflow';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { LINES, loadEngine, type ExecuteOptions } from '../../support/engine.mts';
import {
	action,
	asked,
	byId,
	chatAt,
	mostAtOnce,
	newestFirst,
	oldestFirst,
	signIn,
	simplifiedChat,
	startFilledSandbox,
} from './support.mts';

const sandbox = await startFilledSandbox({
	seed: 'items',
	days: 20,
	now: '2026-06-15T12:00:00Z',
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const chatOf = (index: number) => sandbox.data.chats[index] ?? expect.unreachable();
const getChat = action('chat.get', { chatId: '={{ $json.id }}' });
const pairedTo = '={{ $("Start").item.json.name }}';

describe.each(LINES)('the items of the action node in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const run = async (
		node: ExecuteOptions['node'],
		items: object[] = [{}],
		more: Partial<ExecuteOptions> = {},
	) =>
		await engine.execute({
			node,
			items: items.map((json) => ({ json: { ...json } })),
			credentials: signIn(sandbox),
			settings: { timezone: 'UTC' },
			...more,
		});

	describe('pairing', () => {
		it('pairs every record with the input item that requested it, and items without records with none', async () => {
			const names = sandbox.data.widgets.map(({ name }) => name);
			const widgets = sandbox.data.widgets.map(({ id, name }) => ({ id, name }));
			const items = [widgets[0], widgets[1], { ...widgets[3], until: '2001-01-01' }, widgets[2]];
			const {
				unpaired,
				items: records,
				itemsOf,
			} = await run(
				action('chat.getAll', {
					limit: 3,
					filters: { widgetId: '={{ $json.id }}', dateTo: "={{ $json.until ?? '2030-01-01' }}" },
				}),
				items as object[],
				{ extraNodes: [{ name: 'After', values: { name: pairedTo } }] },
			);
			expect(unpaired).toBe(0);
			expect(records.map(({ pairedItem }) => pairedItem)).toEqual(
				[0, 0, 0, 1, 1, 1, 3, 3, 3].map((item) => ({ item })),
			);
			expect(itemsOf('After').map(({ json }) => json.name)).toEqual(
				[0, 0, 0, 1, 1, 1, 2, 2, 2].map((index) => names[index]),
			);
			for (const { json, pairedItem } of records) {
				const { item } = pairedItem as { item: number };
				expect(json.widgetId).toBe((items[item] as { id: string }).id);
			}
		});

		it('pairs the files of transcripts, the webhooks, and the deletions', async () => {
			const node = (name: string, parameters: object) => action(name, parameters);
			const ids = [chatOf(0), chatOf(1)].map(({ record }) => ({ id: record.id }));
			const transcripts = await run(node('chat.getTranscript', { chatId: '={{ $json.id }}' }), ids);
			const widgetIds = sandbox.data.widgets.map(({ id }) => ({ id }));
			const webhooks = await run(
				node('webhook.create', {
					widgetId: byId('={{ $json.id }}'),
					targetUrl: 'https://example.com/',
				}),
				widgetIds,
			);
			const deletions = await run(
				node('webhook.delete', { webhookId: '={{ $json.id }}' }),
				sandbox.webhooks.map(({ id }) => ({ id })),
			);
			expect(transcripts.items).toHaveLength(2);
			expect(webhooks.items).toHaveLength(4);
			expect(deletions.items).toHaveLength(4);
			for (const { items, unpaired } of [transcripts, webhooks, deletions]) {
				expect(unpaired).toBe(0);
				expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
					items.map((_, item) => ({ item })),
				);
			}
		});

		it('reads every parameter for its own item', async () => {
			await run(
				action('chat.getAll', {
					returnAll: '={{ $json.all }}',
					limit: '={{ $json.limit }}',
					simplify: '={{ $json.simple }}',
					filters: { tag: '={{ $json.tag }}', timezone: '={{ $json.zone }}' },
					sort: { order: '={{ $json.sort }}' },
				}),
				[
					{ all: false, limit: 1, simple: true, tag: 'billing', zone: 'UTC', sort: 'oldestFirst' },
					{
						all: true,
						limit: 1,
						simple: false,
						tag: 'VIP',
						zone: 'Asia/Tokyo',
						sort: 'newestFirst',
					},
				],
			).then(({ items }) => {
				const tagged = (tag: string) => sandbox.data.chats.filter(({ tags }) => tags.includes(tag));
				expect(items.map(({ json }) => json)).toEqual([
					...oldestFirst(tagged('billing')).slice(0, 1).map(simplifiedChat),
					...newestFirst(tagged('VIP')).map(({ record }) => record),
				]);
			});
			expect(asked(sandbox).map(({ query }) => query)).toEqual([
				{ date_from: '2010-01-01', timezone: 'UTC', tag: 'billing' },
				{ date_from: '2010-01-01', timezone: 'Asia/Tokyo', tag: 'VIP' },
			]);
		});
	});

	describe('Continue On Fail', () => {
		/** A good one, an unknown one, one without an ID, and another good one. */
		const mixed = () => [
			{ id: chatOf(0).record.id, name: 'a' },
			{ id: 'unknown', name: 'b' },
			{ id: '', name: 'c' },
			{ id: chatOf(1).record.id, name: 'd' },
		];

		it('returns exactly the error and the pairing in place of a failed item, and the others go on', async () => {
			const { items, unpaired, status } = await run(
				{ ...getChat, onError: 'continueRegularOutput' },
				mixed(),
			);
			expect(status).toBe('success');
			expect(unpaired).toBe(0);
			expect(items).toEqual([
				{ json: simplifiedChat(chatOf(0)), pairedItem: { item: 0 } },
				{
					json: { error: expect.stringContaining('No chat has the ID "unknown"') as string },
					pairedItem: { item: 1 },
				},
				{
					json: {
						error: expect.stringContaining(
							"'Chat ID' is an expression that returned nothing",
						) as string,
					},
					pairedItem: { item: 2 },
				},
				{ json: simplifiedChat(chatOf(1)), pairedItem: { item: 3 } },
			]);
		});

		it('sends failed items to the error output, each with the item it came from', async () => {
			const { outputs, itemsOf } = await run(
				{ ...getChat, onError: 'continueErrorOutput' },
				mixed(),
				{
					extraNodes: [
						{ name: 'Good', values: { name: pairedTo } },
						{
							name: 'Bad',
							values: { name: pairedTo, error: '={{ $json.error }}' },
							from: { node: 'Social Intents', output: 1 },
						},
					],
				},
			);
			expect(outputs.map((items) => items.length)).toEqual([2, 2]);
			expect(itemsOf('Good').map(({ json }) => json)).toEqual([{ name: 'a' }, { name: 'd' }]);
			expect(itemsOf('Bad').map(({ json }) => json)).toEqual([
				{ name: 'b', error: expect.stringContaining('"unknown"') as string },
				{ name: 'c', error: expect.stringContaining("'Chat ID'") as string },
			]);
		});

		it('continues after failures of the service too', async () => {
			sandbox.faults.add({ kind: 'status', status: 500, every: 2, body: { message: 'Oops' } });
			const items = [0, 1, 2, 3].map((index) => ({ id: chatOf(index).record.id }));
			const { items: records } = await run(
				{
					...action('chat.get', { chatId: '={{ $json.id }}', options: { maxConcurrency: 1 } }),
					onError: 'continueRegularOutput',
				},
				items,
			);
			expect(records.map(({ json }) => Object.keys(json).length)).toEqual([10, 1, 10, 1]);
			expect(records[1]?.json.error).toContain('Oops');
		});

		it('continues after a failed write, in order', async () => {
			const [first = expect.unreachable(), , third = expect.unreachable()] = sandbox.data.widgets;
			const { items } = await run(
				{
					...action('webhook.create', {
						widgetId: byId('={{ $json.id }}'),
						targetUrl: '={{ $json.url }}',
					}),
					onError: 'continueRegularOutput',
				},
				[
					{ id: first.id, url: 'https://example.com/1' },
					{ id: 'unknown', url: 'https://example.com/2' },
					{ id: third.id, url: 'no address' },
					{ id: third.id, url: 'https://example.com/4' },
				],
			);
			expect(sandbox.webhooks.map(({ targetUrl }) => targetUrl)).toEqual([
				'https://example.com/1',
				'https://example.com/4',
			]);
			expect(items.map(({ json }) => json.id ?? json.error)).toEqual([
				sandbox.webhooks[0]?.id,
				expect.stringContaining('No app has the ID unknown'),
				expect.stringContaining("'Target URL' must be a URL"),
				sandbox.webhooks[1]?.id,
			]);
		});

		it('returns the same message for every item if the credential is wrong', async () => {
			const credentials = signIn(sandbox, { baseUrl: 'http://example.com' });
			const { items } = await run(
				{ ...getChat, onError: 'continueRegularOutput' },
				[{ id: 'a' }, { id: 'b' }],
				{ credentials },
			);
			expect(items).toEqual(
				[0, 1].map((item) => ({
					json: { error: expect.stringContaining("'Base URL' must begin") as string },
					pairedItem: { item },
				})),
			);
		});

		it('fails only the item whose response is not a record', async () => {
			for (const body of ['null', '[]', '[1,2]']) {
				sandbox.reset();
				sandbox.faults.add({ kind: 'status', status: 200, body });
				const { items, error } = await run(
					{ ...action('system.checkStatus'), onError: 'continueRegularOutput' },
					[{}, {}],
				);
				expect(error).toBeUndefined();
				const error1 = expect.any(String) as string;
				expect(items.map(({ json }) => json)).toEqual([{ error: error1 }, { error: error1 }]);
			}
		});

		it('processes 300 items of which every seventh fails', async () => {
			const total = sandbox.data.chats.length;
			expect(total).toBeGreaterThan(300);
			const items = Array.from({ length: 300 }, (_, index) => ({
				id: index % 7 === 3 ? `unknown-${index}` : chatOf(index).record.id,
			}));
			const { items: records, status } = await run(
				{ ...getChat, onError: 'continueRegularOutput' },
				items,
			);
			expect(status).toBe('success');
			expect(records).toHaveLength(300);
			for (const [index, { json, pairedItem }] of records.entries()) {
				expect(pairedItem).toEqual({ item: index });
				if (index % 7 === 3) {
					expect(Object.keys(json)).toEqual(['error']);
					expect(json.error).toContain(`"unknown-${index}"`);
				} else {
					expect(json).toEqual(simplifiedChat(chatOf(index)));
				}
			}
			// What is not found is looked for once more in all days.
			const unknown = items.filter(({ id }) => id.startsWith('unknown')).length;
			expect(sandbox.requests).toHaveLength(300 + unknown);
			expect(mostAtOnce(sandbox.requests)).toBeLessThanOrEqual(32);
		});
	});

	describe('without Continue On Fail', () => {
		it('an invalid value stops the node with an error that names the item', async () => {
			const { error, items } = await run(getChat, [{ id: chatOf(0).record.id }, { id: 'unknown' }]);
			expect(items).toEqual([]);
			expect(error).toMatchObject({ context: { itemIndex: 1 } });
			expect(error?.message).toContain('[item 1]');
		});

		it('an error of the service names the item', async () => {
			sandbox.faults.add({ kind: 'status', status: 500, every: 3 });
			const { error } = await run(
				action('chat.get', { chatId: '={{ $json.id }}', options: { maxConcurrency: 1 } }),
				// The last one: a request under way would reach the sandbox of the next test.
				[0, 1, 2].map((index) => ({ id: chatOf(index).record.id })),
			);
			expect(error).toMatchObject({ context: { itemIndex: 2 }, httpCode: '500' });
		});

		it('nothing is sent for any item if a parameter of one is wrong', async () => {
			const { id: widget } = sandbox.data.widgets[0] ?? expect.unreachable();
			const { error } = await run(
				action('webhook.create', { widgetId: byId(widget), targetUrl: '={{ $json.url }}' }),
				[{ url: 'https://example.com/' }, { url: 'oops' }],
			);
			expect(error?.message).toContain("'Target URL' must be a URL");
			expect(error).toMatchObject({ context: { itemIndex: 1 } });
			expect(sandbox.requests).toEqual([]);
			expect(sandbox.webhooks).toEqual([]);
		});

		it('no further request starts after the first failure', async () => {
			sandbox.settings.latencyMs = 20;
			sandbox.faults.add({ kind: 'status', status: 400, times: 1 });
			const ids = Array.from({ length: 40 }, (_, index) => ({ id: `unknown-${index}` }));
			const { status } = await run(getChat, ids);
			expect(status).toBe('error');
			// Those under way may still end; each end could have begun one more.
			await new Promise((resolve) => setTimeout(resolve, 100));
			const seen = sandbox.requests.length;
			expect(seen).toBeLessThan(12);
			await new Promise((resolve) => setTimeout(resolve, 100));
			expect(sandbox.requests).toHaveLength(seen);
		});
	});

	describe('Retry On Fail', () => {
		const retried = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } as const;

		it('runs the node again after an error that stopped it', async () => {
			sandbox.faults.add({ kind: 'status', status: 500, times: 1 });
			const { calls, items, error } = await run({ ...getChat, ...retried }, [
				{ id: chatOf(0).record.id },
			]);
			expect([calls, items.length, error]).toEqual([2, 1, undefined]);
		});

		it('does not run the node again if an item other than the first failed', async () => {
			const { calls } = await run({ ...getChat, ...retried, onError: 'continueRegularOutput' }, [
				{ id: chatOf(0).record.id },
				{ id: 'unknown' },
			]);
			expect(calls).toBe(1);
		});
	});

	describe('a wrong value is rejected before anything is sent, with the label of its field', () => {
		it.each([
			['Limit', 'limit', 'many', 5],
			['Limit', 'limit', 0, 5],
			['Limit', 'limit', -5, 5],
			['Limit', 'limit', 2.5, 5],
			['Return All', 'returnAll', 'perhaps', false],
			['Simplify', 'simplify', 'perhaps'],
			['Days per Request', 'options.daysPerRequest', 0],
			['Days per Request', 'options.daysPerRequest', 1.5],
			['Timeout (Milliseconds)', 'options.timeout', -1],
			['Order', 'sort.order', 'upwards', 'oldestFirst'],
			['Timezone', 'filters.timezone', 'Mars/Olympus'],
			['Timezone', 'filters.timezone', '+02:00'],
			['Date From', 'filters.dateFrom', 'yesterday-ish'],
			['Date To', 'filters.dateTo', true],
			['Tag', 'filters.tag', ['a', 'b']],
			['Visitor Email', 'filters.email', { address: 'x@example.com' }],
			['Widget', 'filters.widgetId', ['a']],
		])('%s: %s = %j', async (label, name, value, right?: unknown) => {
			const [outer = '', inner] = name.split('.');
			const expression = '={{ $json.value }}';
			const options = { ignoreEmptyFilters: true };
			const parameters = {
				options,
				[outer]: inner ? { ...(outer === 'options' && options), [inner]: expression } : expression,
			};
			const { error } = await run(action('chat.getAll', parameters), [{ value: right }, { value }]);
			expect(error).toBeInstanceOf(engine.line.workflow.NodeOperationError);
			expect(error?.message).toContain(`'${label}'`);
			expect(error?.message).toContain('[item 1]');
			expect(error).toMatchObject({ context: { itemIndex: 1 } });
			expect((error as unknown as { description: string }).description).toMatch(/\w{4}/);
			expect(error?.message).not.toContain('[object Object]');
			expect(sandbox.requests).toEqual([]);
		});

		it.each([0, 101, 'all', 1.5])('Max Concurrent Requests: %j', async (maxConcurrency) => {
			const { error } = await run(
				action('chat.getAll', {
					options: { maxConcurrency: `={{ ${JSON.stringify(maxConcurrency)} }}` },
				}),
			);
			expect(error?.message).toContain("'Max Concurrent Requests' must be a whole number");
			expect(sandbox.requests).toEqual([]);
		});

		it.each([
			['chat.get', { chatId: '={{ $json.id }}' }, 'Chat ID'],
			['missedChat.get', { chatId: '={{ $json.id }}' }, 'Chat ID'],
			['offlineMessage.get', { messageId: '={{ $json.id }}' }, 'Message ID'],
			['chat.getTranscript', { chatId: '={{ $json.id }}' }, 'Chat ID'],
			['widget.get', { widgetId: byId('={{ $json.id }}') }, 'Widget'],
			['webhook.delete', { webhookId: '={{ $json.id }}' }, 'Webhook ID'],
			[
				'webhook.create',
				{ widgetId: byId('={{ $json.id }}'), targetUrl: 'https://example.com/' },
				'Widget',
			],
		])('%s without an ID', async (operation, parameters, label) => {
			for (const id of [undefined, null, '', '  ']) {
				const { error } = await run(action(operation, parameters), [{ id }]);
				expect(error?.message).toContain(`'${label}' is an expression that returned nothing`);
				expect(error).toMatchObject({ context: { itemIndex: 0 } });
			}
			expect(sandbox.requests).toEqual([]);
		});
	});

	it('numbers and booleans can be given as text', async () => {
		const { items } = await run(
			action('chat.getAll', {
				returnAll: '={{ "false" }}',
				limit: '={{ "3" }}',
				simplify: '={{ "true" }}',
				options: {
					maxConcurrency: '={{ "2" }}',
					timeout: '={{ "5000" }}',
					daysPerRequest: '={{ " 7 " }}',
				},
			}),
		);
		expect(items.map(({ json }) => json)).toEqual(
			newestFirst(sandbox.data.chats).slice(0, 3).map(simplifiedChat),
		);
	});

	describe('the requests for many items', () => {
		it('are sent once if several items need the same', async () => {
			const ids = [0, 1, 0, 0, 2, 1].map((index) => ({ id: chatOf(index).record.id }));
			const { items } = await run(getChat, ids);
			expect(items.map(({ json }) => json.id)).toEqual(ids.map(({ id }) => id));
			const sent = asked(sandbox).map(({ query }) => query.id);
			expect(sent.sort()).toEqual([0, 1, 2].map((index) => chatOf(index).record.id).sort());
		});

		it('are sent once for windows that several items need, and each item gets its own records', async () => {
			const filters = { dateFrom: '2026-06-01', dateTo: '2026-06-14' };
			const { items } = await run(
				action('chat.getAll', {
					limit: '={{ $json.limit }}',
					filters,
					options: { daysPerRequest: 5 },
				}),
				[{ limit: 2 }, { limit: 500 }, { limit: 1 }],
			);
			const queries = asked(sandbox).map(({ query }) => JSON.stringify(query));
			expect(new Set(queries).size).toBe(queries.length);
			const model = newestFirst(sandbox.data.chats).filter(
				({ at }) =>
					at >= Date.parse('2026-06-01T00:00:00Z') && at < Date.parse('2026-06-15T00:00:00Z'),
			);
			expect(items.map(({ json }) => json.id)).toEqual([
				...model.slice(0, 2).map(({ record }) => record.id),
				...model.map(({ record }) => record.id),
				...model.slice(0, 1).map(({ record }) => record.id),
			]);
		});

		it('include the widgets once, however many items need them', async () => {
			const { widgets } = sandbox.data;
			const { items } = await run(
				action('widget.get', { widgetId: byId('={{ $json.id }}') }),
				widgets.map(({ id }) => ({ id })),
			);
			expect(items.map(({ json }) => json.id)).toEqual(widgets.map(({ id }) => id));
			expect(sandbox.requests).toHaveLength(1);
		});

		it('return records of its own to every item, so that a change of one does not change another', async () => {
			const { items } = await run(action('widget.getAll', { simplify: false }), [{}, {}]);
			const count = sandbox.data.widgets.length;
			expect(items).toHaveLength(2 * count);
			expect(items[0]?.json).toEqual(items[count]?.json);
			expect(items[0]?.json).not.toBe(items[count]?.json);
		});

		it('repeat writes that are alike', async () => {
			const { id } = sandbox.data.widgets[0] ?? expect.unreachable();
			const node = action('webhook.create', {
				widgetId: byId(id),
				targetUrl: 'https://example.com/',
			});
			await run(node, [{}, {}, {}]);
			expect(sandbox.webhooks).toHaveLength(3);
		});

		it('return results in input order, whichever response comes first', async () => {
			sandbox.faults.add({ kind: 'slow', ms: 60, probability: 0.3 });
			sandbox.faults.add({ kind: 'slow', ms: 30, probability: 0.4 });
			sandbox.faults.add({ kind: 'slow', ms: 5, probability: 0.9 });
			const ids = Array.from({ length: 60 }, (_, index) => ({ id: chatOf(index).record.id }));
			const { items } = await run(getChat, ids);
			expect(items.map(({ json }) => json.id)).toEqual(ids.map(({ id }) => id));
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(ids.map((_, item) => ({ item })));
			const finished = [...sandbox.requests].sort(
				(a, b) => (a.finishedAt ?? 0) - (b.finishedAt ?? 0),
			);
			expect(finished).not.toEqual(sandbox.requests);
		});

		it.each([1, 3, 10])('never run more than %i at once', async (maxConcurrency) => {
			sandbox.settings.latencyMs = 15;
			const node = action('chat.get', {
				chatId: '={{ $json.id }}',
				options: { maxConcurrency },
			});
			await run(
				node,
				Array.from({ length: 30 }, (_, index) => ({ id: chatOf(index).record.id })),
			);
			expect(sandbox.requests).toHaveLength(30);
			expect(mostAtOnce(sandbox.requests)).toBeLessThanOrEqual(maxConcurrency);
			expect(mostAtOnce(sandbox.requests)).toBeGreaterThan(maxConcurrency / 2);
		});

		it('start with eight at once and go up to 32', async () => {
			sandbox.settings.latencyMs = 100;
			await run(
				getChat,
				Array.from({ length: 150 }, (_, index) => ({ id: chatOf(index).record.id })),
			);
			const { requests } = sandbox;
			const firstEnd = Math.min(...requests.map(({ finishedAt }) => finishedAt ?? Infinity));
			expect(requests.filter(({ startedAt }) => startedAt < firstEnd)).toHaveLength(8);
			expect(mostAtOnce(requests)).toBeLessThanOrEqual(32);
			expect(mostAtOnce(requests)).toBeGreaterThan(16);
		});

		it('name what earlier writes created if one fails, because n8n discards their output', async () => {
			const { id } = sandbox.data.widgets[0] ?? expect.unreachable();
			const items = [{ widget: id }, { widget: id }, { widget: 'none' }, { widget: id }];
			const { error } = await run(
				action('webhook.create', {
					widgetId: byId('={{ $json.widget }}'),
					targetUrl: 'https://example.com/hook',
				}),
				items,
			);
			const created = sandbox.webhooks.map((webhook) => `"${webhook.id}"`);
			expect(created).toHaveLength(2);
			expect(error?.message).toContain('[item 2]');
			expect((error as NodeApiError).description).toContain(
				`Already created before this item: ${created.join(', ')}. Delete them, or run the node again without their items.`,
			);
		});

		it('send writes one after another', async () => {
			sandbox.settings.latencyMs = 5;
			const { id } = sandbox.data.widgets[0] ?? expect.unreachable();
			const items = Array.from({ length: 6 }, (_, n) => ({ url: `https://example.com/${n}` }));
			await run(
				action('webhook.create', { widgetId: byId(id), targetUrl: '={{ $json.url }}' }),
				items,
			);
			expect(mostAtOnce(sandbox.requests)).toBe(1);
			expect(sandbox.webhooks.map(({ targetUrl }) => targetUrl)).toEqual(
				items.map(({ url }) => url),
			);
		});
	});

	it('10,000 chats can come in one response, and are sorted newest first', async () => {
		const start = Date.parse('2026-01-01T00:00:00Z');
		// 7919 is a prime: every minute once, in no order of time.
		const minutes = Array.from({ length: 10_000 }, (_, index) => (index * 7919) % 10_000);
		sandbox.setData({
			chats: minutes.map((minute) =>
				chatAt(new Date(start + minute * 60_000).toISOString(), { id: `chat-${minute}` }),
			),
		});
		const { items } = await run(action('chat.getAll', { returnAll: true }));
		expect(sandbox.requests).toHaveLength(1);
		expect(items.map(({ json }) => json.id)).toEqual(
			Array.from({ length: 10_000 }, (_, index) => `chat-${9999 - index}`),
		);
	});

	describe('a choice that the node does not have', () => {
		it.each([
			['operation', { resource: 'chat', operation: '__CUSTOM_API_CALL__' }],
			['resource', { resource: '__CUSTOM_API_CALL__' }],
		])(
			'is explained for a custom API call chosen as %s: use the HTTP Request node',
			async (_, parameters) => {
				const node = { type: 'socialIntents', parameters };
				const { error, status } = await run({ ...node, dropsHiddenParameters: true });
				expect(status).toBe('error');
				expect(error).toBeInstanceOf(engine.line.workflow.NodeOperationError);
				expect(error?.message).toContain('HTTP Request node');
				expect(error).toMatchObject({
					description: expect.stringContaining('Predefined Credential Type') as string,
				});
				expect(sandbox.requests).toEqual([]);
			},
		);

		it.each([
			['chat', 'explode'],
			['contact', 'get'],
			['toString', 'constructor'],
		])('is named in the error: %s, %s', async (resource, operation) => {
			const node = { type: 'socialIntents', parameters: { resource, operation } };
			const { error } = await run({ ...node, dropsHiddenParameters: true });
			expect(error).toBeInstanceOf(engine.line.workflow.NodeOperationError);
			expect(error?.message).toMatch(/^This node has no operation ".*" for the resource ".*"$/);
			expect(error?.message).toContain(`"${resource}"`);
			expect(sandbox.requests).toEqual([]);
		});
	});
});
