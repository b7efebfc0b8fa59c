import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Chat, Contact, StoredRecord } from '../../../sandbox/data/records.mts';
import { LINES, loadEngine, type ExecuteOptions } from '../../support/engine.mts';
import { startProbeServer } from '../harness/probe-server.mts';
import {
	action,
	asked,
	byId,
	chatAt,
	newestFirst,
	oldestFirst,
	signIn,
	simplifiedChat,
	simplifiedContact,
	simplifiedWidget,
	startFilledSandbox,
} from './support.mts';

const sandbox = await startFilledSandbox({
	seed: 'operations',
	days: 40,
	chatsPerDay: 12,
	now: '2026-06-15T12:00:00Z',
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

type AnyRecord = StoredRecord<Chat> | StoredRecord<Contact>;

interface List {
	resource: string;
	path: string;
	records: () => AnyRecord[];
	simplified: (stored: AnyRecord) => object;
}

const simpleChat = (stored: AnyRecord) => simplifiedChat(stored as StoredRecord<Chat>);
const CHATS: List = {
	resource: 'chat',
	path: '/chats',
	records: () => sandbox.data.chats,
	simplified: simpleChat,
};
const MISSED: List = {
	resource: 'missedChat',
	path: '/missedchats',
	records: () => sandbox.data.chats.filter(({ record }) => record.chatType === 'Missed'),
	simplified: simpleChat,
};
const OFFLINE: List = {
	resource: 'offlineMessage',
	path: '/offlinemessages',
	records: () => sandbox.data.offlineMessages,
	simplified: simpleChat,
};
const CONTACTS: List = {
	resource: 'contact',
	path: '/contacts',
	records: () => sandbox.data.contacts,
	simplified: (stored) => simplifiedContact(stored as StoredRecord<Contact>),
};
const CHAT_LISTS = [CHATS, MISSED, OFFLINE];
const LISTS = [...CHAT_LISTS, CONTACTS];

/** A record with something for every filter to find, in the middle of the data. */
function sampleOf({ records }: List): StoredRecord<Chat> {
	const found = oldestFirst(records() as Array<StoredRecord<Chat>>).find(
		({ record, tags, at }) =>
			record.visitorEmail && tags.length > 0 && at > Date.parse('2026-05-25T00:00:00Z'),
	);
	if (!found) throw new Error('The data has no record to look for');
	return found;
}

/** A range that is open at its end reaches to the real today, which is another one each day. */
const inOneRequest = { daysPerRequest: 100_000 };
const allDays = { date_from: '2010-01-01' };

interface Filter {
	parameters: Record<string, unknown>;
	query: Record<string, string>;
	keeps: (stored: StoredRecord<Chat>) => boolean;
}

const chatFilters: Record<string, (sample: StoredRecord<Chat>) => Filter> = {
	'Date From': () => ({
		parameters: { dateFrom: '2026-05-20' },
		query: { date_from: '2026-05-20' },
		keeps: ({ at }) => at >= Date.parse('2026-05-20T00:00:00Z'),
	}),
	'Date To': () => ({
		parameters: { dateTo: '2026-05-30' },
		query: { date_to: '2026-05-31' },
		keeps: ({ at }) => at < Date.parse('2026-05-31T00:00:00Z'),
	}),
	Timezone: () => ({
		parameters: { timezone: 'Asia/Tokyo' },
		query: { timezone: 'Asia/Tokyo' },
		keeps: () => true,
	}),
	Widget: ({ record }) => ({
		parameters: { widgetId: byId(String(record.appId)) },
		query: { app_id: String(record.appId) },
		keeps: (stored) => stored.record.appId === record.appId,
	}),
	Tag: ({ tags: [tag = ''] }) => ({
		parameters: { tag },
		query: { tag },
		keeps: ({ tags }) => tags.includes(tag),
	}),
	'Visitor ID': ({ record }) => ({
		parameters: { visitorId: record.visitorId },
		query: { visitor_id: String(record.visitorId) },
		keeps: (stored) => stored.record.visitorId === record.visitorId,
	}),
	'Visitor Email': ({ record }) => ({
		parameters: { email: record.visitorEmail },
		query: { email: String(record.visitorEmail) },
		keeps: (stored) => stored.record.visitorEmail === record.visitorEmail,
	}),
};

describe.each(LINES)('the operations of the action node in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);

	const run = async (node: ExecuteOptions['node'], more: Partial<ExecuteOptions> = {}) =>
		await engine.execute({
			node,
			credentials: signIn(sandbox),
			settings: { timezone: 'UTC' },
			...more,
		});
	const recordsFrom = async (...call: Parameters<typeof run>) => {
		const { items, error } = await run(...call);
		expect(error).toBeUndefined();
		return items.map(({ json }) => json);
	};

	describe.each(LISTS)('$resource: Get Many', (list) => {
		const getMany = (parameters: object) => action(`${list.resource}.getAll`, parameters);

		it("requests the workflow's time zone, and returns the newest 50 first", async () => {
			const records = await recordsFrom(getMany({}));
			for (const request of asked(sandbox)) {
				expect(request).toMatchObject({
					method: 'GET',
					path: list.path,
					query: { timezone: 'UTC' },
				});
			}
			const model = newestFirst(list.records() as Array<StoredRecord<Chat>>);
			expect(model.length).toBeGreaterThan(40);
			expect(records).toEqual(model.slice(0, 50).map(list.simplified));
		});

		it("keeps the newest of all with a limit, whatever the service's order", async () => {
			const records = await recordsFrom(getMany({ limit: 7 }));
			const model = newestFirst(list.records() as Array<StoredRecord<Chat>>).slice(0, 7);
			expect(records).toEqual(model.map(list.simplified));
		});

		it('returns every record with Return All', async () => {
			const records = await recordsFrom(getMany({ returnAll: true }));
			const model = newestFirst(list.records() as Array<StoredRecord<Chat>>);
			expect(records).toEqual(model.map(list.simplified));
		});

		it.each([
			['oldestFirst', oldestFirst<Chat>],
			['newestFirst', newestFirst<Chat>],
			['asReturned', (records: Array<StoredRecord<Chat>>) => records],
		])('keeps the first records of the order %s', async (order, inOrder) => {
			const records = await recordsFrom(getMany({ limit: 9, sort: { order } }));
			const model = inOrder(list.records() as Array<StoredRecord<Chat>>).slice(0, 9);
			expect(records).toEqual(model.map(list.simplified));
		});

		it('returns the records as the service sent them without Simplify', async () => {
			const records = await recordsFrom(getMany({ returnAll: true, simplify: false }));
			const model = newestFirst(list.records() as Array<StoredRecord<Chat>>);
			expect(records).toEqual(model.map(({ record }) => record));
		});

		it('simplifies to at most ten flat fields, the same for every record', async () => {
			const records = await recordsFrom(getMany({ returnAll: true }));
			const [first = {}] = records;
			expect(Object.keys(first).length).toBeLessThanOrEqual(10);
			for (const record of records) {
				expect(Object.keys(record)).toEqual(Object.keys(first));
				expect(Object.values(record).filter((value) => typeof value === 'object' && value)).toEqual(
					[],
				);
			}
		});

		it('returns nothing if nothing matches', async () => {
			const filters = { dateFrom: '2019-01-01', dateTo: '2019-01-02' };
			expect(await recordsFrom(getMany({ filters }))).toEqual([]);
			expect(sandbox.requests).toHaveLength(1);
		});
	});

	describe.each(CHAT_LISTS)('$resource: Get Many', (list) => {
		it.each(Object.entries(chatFilters))(
			'sends the filter %s, and otherwise only the first day and the time zone',
			async (_, filterFor) => {
				const { parameters, query, keeps } = filterFor(sampleOf(list));
				const records = await recordsFrom(
					action(`${list.resource}.getAll`, {
						returnAll: true,
						filters: parameters,
						options: inOneRequest,
					}),
				);
				expect(asked(sandbox)).toEqual([
					{ method: 'GET', path: list.path, query: { ...allDays, timezone: 'UTC', ...query } },
				]);
				const model = newestFirst((list.records() as Array<StoredRecord<Chat>>).filter(keeps));
				expect(model.length).toBeGreaterThan(0);
				expect(records).toEqual(model.map(list.simplified));
			},
		);

		it('sends all filters together', async () => {
			const sample = sampleOf(list);
			const filters = Object.values(chatFilters).map((filterFor) => filterFor(sample));
			const records = await recordsFrom(
				action(`${list.resource}.getAll`, {
					returnAll: true,
					filters: Object.assign({}, ...filters.map(({ parameters }) => parameters)) as object,
				}),
			);
			// In Tokyo the first day begins on the day before in UTC.
			expect(asked(sandbox).map(({ query }) => query)).toEqual([
				Object.assign({}, ...filters.map(({ query }) => query), { date_from: '2026-05-19' }),
			]);
			const model = (list.records() as Array<StoredRecord<Chat>>).filter((stored) =>
				filters.every(({ keeps }) => keeps(stored)),
			);
			expect(records).toEqual(newestFirst(model).map(list.simplified));
			expect(records.map(({ id }) => id)).toContain(sample.record.id);
		});

		it('encodes what a filter contains', async () => {
			const filters = { tag: 'großkunde & "co" +1%', email: 'a+b&c=d@example.com' };
			await recordsFrom(action(`${list.resource}.getAll`, { filters }));
			expect(asked(sandbox)[0]?.query).toMatchObject({ timezone: 'UTC', ...filters });
		});

		it('accepts numbers as filters, and leaves out empty ones with Ignore Empty Filters', async () => {
			const filters = {
				tag: '={{ 42 }}',
				visitorId: '={{ 4711 }}',
				email: '={{ "" }}',
				dateFrom: '={{ null }}',
				dateTo: '   ',
				timezone: '={{ undefined }}',
				widgetId: byId(' '),
			};
			const options = { ignoreEmptyFilters: true };
			await recordsFrom(action(`${list.resource}.getAll`, { filters, options }));
			expect(asked(sandbox)[0]?.query).toMatchObject({ tag: '42', visitor_id: '4711' });
			expect(asked(sandbox)[0]?.query).not.toHaveProperty('email');
			expect(asked(sandbox)[0]?.query).not.toHaveProperty('app_id');
		});

		it('Get sends the ID and returns that one record, simplified or as it came', async () => {
			const sample = sampleOf(list);
			const idName = list === OFFLINE ? 'messageId' : 'chatId';
			const parameters = { [idName]: ` ${sample.record.id} ` };
			const get = `${list.resource}.get`;
			expect(await recordsFrom(action(get, parameters))).toEqual([simplifiedChat(sample)]);
			expect(await recordsFrom(action(get, { ...parameters, simplify: false }))).toEqual([
				sample.record,
			]);
			for (const request of asked(sandbox)) {
				expect(request).toMatchObject({ method: 'GET', path: list.path });
				expect(request.query.id).toBe(sample.record.id);
			}
		});

		it('Get of an unknown ID is an error that names the ID', async () => {
			const idName = list === OFFLINE ? 'messageId' : 'chatId';
			const { error } = await run(action(`${list.resource}.get`, { [idName]: 'no-such-id' }));
			expect(error).toBeInstanceOf(engine.line.workflow.NodeOperationError);
			expect(error?.message).toMatch(/^No (chat|missed chat|offline message) has the ID/);
			expect(error?.message).toContain('"no-such-id"');
			expect(error).toMatchObject({ context: { itemIndex: 0 } });
			expect((error as { description?: string } | undefined)?.description).toContain(
				'Check the ID',
			);
			expect(sandbox.requests).toHaveLength(2);
		});
	});

	it('Get never returns another record if the service ignores the ID', async () => {
		const { chats } = sandbox.data;
		const body = { apiStatus: 'Success', chats: chats.slice(0, 3).map(({ record }) => record) };
		sandbox.faults.add({ kind: 'status', status: 200, body });
		const { error } = await run(action('chat.get', { chatId: 'mine' }));
		expect(error?.message).toContain('No chat has the ID "mine"');
		const second = chats[1]?.record.id;
		const records = await recordsFrom(action('chat.get', { chatId: second, simplify: false }));
		expect(records).toEqual([chats[1]?.record]);
	});

	it('Get reads dates without a zone as Get Many does', async () => {
		const [{ record, at } = { record: chatAt(null), at: NaN }] = sandbox.data.chats;
		sandbox.settings.dates = 'older';
		const settings = { timezone: 'Asia/Tokyo' };
		const many = await recordsFrom(action('chat.getAll', { returnAll: true }), { settings });
		const one = await recordsFrom(action('chat.get', { chatId: record.id }), { settings });
		const startDate = new Date(at).toISOString();
		expect(many.find(({ id }) => id === record.id)).toMatchObject({ startDate });
		expect(one).toMatchObject([{ startDate }]);
	});

	it('Get Many puts records without a date last, and counts none of them toward the limit', async () => {
		// The service lists them whatever days are asked for.
		sandbox.faults.add({ kind: 'ignoreDates' });
		sandbox.setData({
			chats: [
				chatAt(null, { id: 'undated' }),
				chatAt('2026-06-01T10:00:00Z', { id: 'old' }),
				chatAt('no date', { id: 'odd' }),
				chatAt('2026-06-03T10:00:00Z', { id: 'new' }),
			],
		});
		const idsBy = async (parameters: object) =>
			(await recordsFrom(action('chat.getAll', parameters))).map(({ id }) => id);
		expect(await idsBy({})).toEqual(['new', 'old', 'undated', 'odd']);
		expect(await idsBy({ sort: { order: 'oldestFirst' } })).toEqual([
			'old',
			'new',
			'undated',
			'odd',
		]);
		expect(await idsBy({ limit: 2 })).toEqual(['new', 'old']);
		expect(await idsBy({ sort: { order: 'asReturned' } })).toEqual([
			'undated',
			'old',
			'odd',
			'new',
		]);
	});

	it('Get Many also sorts dates in the older form, and simplifies them to ISO 8601', async () => {
		sandbox.settings.dates = 'older';
		const settings = { timezone: 'Asia/Kolkata' };
		const records = await recordsFrom(action('chat.getAll', { limit: 20 }), { settings });
		expect(records).toEqual(newestFirst(sandbox.data.chats).slice(0, 20).map(simplifiedChat));
		const [raw] = await recordsFrom(action('chat.getAll', { limit: 1, simplify: false }), {
			settings,
		});
		expect(raw?.startDate).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [AP]M$/);
	});

	describe('contact: Get Many', () => {
		const contactFilters = ['Date From', 'Date To', 'Timezone', 'Widget'] as const;

		it.each(contactFilters)('sends the filter %s', async (name) => {
			const [stored] = sandbox.data.contacts;
			const sample = { ...stored, tags: [] } as unknown as StoredRecord<Chat>;
			const { parameters, query, keeps } = chatFilters[name]?.(sample) ?? expect.unreachable();
			const records = await recordsFrom(
				action('contact.getAll', {
					returnAll: true,
					filters: parameters,
					options: inOneRequest,
				}),
			);
			expect(asked(sandbox)).toEqual([
				{ method: 'GET', path: '/contacts', query: { ...allDays, timezone: 'UTC', ...query } },
			]);
			const model = sandbox.data.contacts.filter((each) =>
				keeps(each as unknown as StoredRecord<Chat>),
			);
			expect(model.length).toBeGreaterThan(0);
			expect(records).toEqual(newestFirst(model).map(simplifiedContact));
		});

		it('applies the email filter itself, in any case, and does not send it', async () => {
			const email = sandbox.data.contacts.find(({ record }) => record.email)?.record.email ?? '';
			const filters = { email: ` ${email.toUpperCase()} ` };
			const records = await recordsFrom(action('contact.getAll', { limit: 3, filters }));
			expect(asked(sandbox)[0]?.query).not.toHaveProperty('email');
			const model = sandbox.data.contacts.filter(
				({ record }) => record.email?.toLowerCase() === email.toLowerCase(),
			);
			expect(records).toEqual(newestFirst(model).slice(0, 3).map(simplifiedContact));
		});

		it('counts only records with that email toward the limit', async () => {
			sandbox.setData({
				contacts: ['a', 'x', 'a', 'x', 'a'].map((name, day) => ({
					id: `${day}`,
					email: `${name}@example.com`,
					addDate: `2026-06-0${day + 1}T12:00:00Z`,
				})),
			});
			const filters = { email: 'a@example.com', dateFrom: '2026-06-01', dateTo: '2026-06-05' };
			const options = { daysPerRequest: 1 };
			const records = await recordsFrom(action('contact.getAll', { limit: 2, filters, options }));
			expect(records.map(({ id }) => id)).toEqual(['4', '2']);
		});

		it.each(['tag', 'visitorId'])('has no filter %s', async (name) => {
			const node = action('contact.getAll', { filters: { [name]: 'x' } });
			await expect(run(node)).rejects.toThrow(`does not show the parameter filters.${name}`);
		});
	});

	describe('widget', () => {
		it("Get Many returns the widgets in the service's order, up to the limit", async () => {
			const { widgets } = sandbox.data;
			expect(await recordsFrom(action('widget.getAll'))).toEqual(widgets.map(simplifiedWidget));
			expect(await recordsFrom(action('widget.getAll', { limit: 2, simplify: false }))).toEqual(
				widgets.slice(0, 2),
			);
			expect(await recordsFrom(action('widget.getAll', { returnAll: true }))).toHaveLength(
				widgets.length,
			);
			for (const request of asked(sandbox)) {
				expect(request).toEqual({ method: 'GET', path: '/apps', query: {} });
			}
		});

		const forms: Array<[string, (id: string) => unknown]> = [
			[
				'chosen from the list',
				(value) => ({ __rl: true, mode: 'list', value, cachedResultName: 'Shop' }),
			],
			['given by ID', (value) => byId(value)],
			['given as a plain text', (value) => value],
			['given by expression', () => '={{ $json.widget }}'],
			['given by an expression inside the picker', () => byId('={{ $json.widget }}')],
			['given as a whole picker by expression', () => '={{ $json.picker }}'],
		];

		it.each(forms)('Get accepts a widget %s', async (_, widgetId) => {
			const widget = sandbox.data.widgets[2] ?? expect.unreachable();
			const records = await recordsFrom(action('widget.get', { widgetId: widgetId(widget.id) }), {
				items: [{ json: { widget: widget.id, picker: byId(widget.id) } }],
			});
			expect(records).toEqual([simplifiedWidget(widget)]);
		});

		it.each(forms)('a filter accepts a widget %s', async (_, widgetId) => {
			const { id } = sandbox.data.widgets[2] ?? expect.unreachable();
			await recordsFrom(action('chat.getAll', { filters: { widgetId: widgetId(id) } }), {
				items: [{ json: { widget: id, picker: byId(id) } }],
			});
			expect(asked(sandbox)[0]?.query).toMatchObject({ timezone: 'UTC', app_id: id });
		});

		it('Get of an unknown widget, or of none, is an error', async () => {
			const unknown = await run(action('widget.get', { widgetId: byId('nobody') }));
			expect(unknown.error?.message).toContain('No widget has the ID "nobody"');
			sandbox.reset();
			const none = await run(action('widget.get', { widgetId: byId('={{ $json.missing }}') }));
			expect(none.error?.message).toContain("'Widget' is an expression that returned nothing");
			expect(sandbox.requests).toEqual([]);
		});

		const search = async (filter?: string, changes: Record<string, string> = {}) =>
			await engine.listSearch({
				node: action('widget.get'),
				method: 'searchWidgets',
				path: 'parameters.widgetId',
				filter,
				credentials: signIn(sandbox, changes),
			});

		it('the list search returns every widget by name', async () => {
			const { results, paginationToken } = await search();
			const names = sandbox.data.widgets.map(({ name }) => name);
			expect(results.map(({ name }) => name)).toEqual(names.sort((a, b) => a.localeCompare(b)));
			for (const { name, value } of results) {
				expect(value).toBe(sandbox.data.widgets.find((widget) => widget.name === name)?.id);
			}
			expect(paginationToken).toBeUndefined();
			expect(asked(sandbox)).toEqual([{ method: 'GET', path: '/apps', query: {} }]);
		});

		it('the list search shows the ID of a widget without a name, and leaves out one without an ID', async () => {
			const widgets = ['', ' ', null].map((name, index) => ({ id: `w${index}`, name }));
			await using server = await startProbeServer();
			server.reply.body = { apiStatus: 'Success', apps: [...widgets, { id: '', name: 'No ID' }] };
			const { results } = await engine.listSearch({
				node: action('widget.get'),
				method: 'searchWidgets',
				path: 'parameters.widgetId',
				credentials: { socialIntentsApi: { apiToken: 't', baseUrl: server.url } },
			});
			expect(results).toEqual(widgets.map(({ id }) => ({ name: id, value: id })));
		});

		it('the list search finds widgets by a part of their name or ID, in any case', async () => {
			const names = async (filter: string) =>
				(await search(filter)).results.map(({ name }) => name);
			expect(await names(' SHOP ')).toEqual(['Online Shop Europe']);
			expect(await names('サポート')).toEqual(['サポート Japan 🇯🇵']);
			expect(await names('nothing like it')).toEqual([]);
			const { id, name } = sandbox.data.widgets[3] ?? expect.unreachable();
			expect(await names(id.slice(4, 20).toUpperCase())).toEqual([name]);
		});

		it('the list search returns numeric IDs as text, and a widget without a name', async () => {
			const apps = [{ id: 7, name: null }, { id: 12, name: 'B' }, { name: 'no ID' }];
			sandbox.faults.add({ kind: 'status', status: 200, body: { apiStatus: 'Success', apps } });
			expect((await search()).results).toEqual([
				{ name: '7', value: '7' },
				{ name: 'B', value: '12' },
			]);
		});

		it('the list search reports what is wrong with the credential', async () => {
			await expect(search('', { apiToken: 'wrong' })).rejects.toThrow(
				'Social Intents rejected the credential',
			);
			await expect(search('', { baseUrl: 'http://example.com' })).rejects.toThrow(
				"'Base URL' must begin with https://",
			);
		});
	});

	describe('webhook', () => {
		const targetUrl = 'https://hooks.example.com/in?x=1&y=ü';

		it.each([
			['chatCompleted', ''],
			['offlineMessage', 'offline_message'],
			['lead', 'lead'],
		])('Create registers the event %s', async (event, serviceEvent) => {
			const [, { id: widgetId } = expect.unreachable()] = sandbox.data.widgets;
			const records = await recordsFrom(
				action('webhook.create', { widgetId: byId(widgetId), event, targetUrl }),
			);
			expect(asked(sandbox)).toEqual([
				{ method: 'POST', path: `/apps/${widgetId}/webhook`, query: {} },
			]);
			expect(JSON.parse(sandbox.requests[0]?.body ?? '')).toEqual({
				target_url: targetUrl,
				event: serviceEvent,
			});
			expect(sandbox.webhooks).toMatchObject([{ appId: widgetId, event: serviceEvent, targetUrl }]);
			expect(records).toEqual([{ id: sandbox.webhooks[0]?.id, widgetId, event, targetUrl }]);
		});

		it('Create returns a numeric ID as text', async () => {
			sandbox.faults.add({ kind: 'numericIds' });
			const [{ id: widgetId } = expect.unreachable()] = sandbox.data.widgets;
			const [webhook] = await recordsFrom(
				action('webhook.create', { widgetId: byId(widgetId), targetUrl }),
			);
			expect(webhook?.id).toMatch(/^\d+$/);
			await recordsFrom(action('webhook.delete', { webhookId: webhook?.id }));
			expect(sandbox.webhooks).toEqual([]);
		});

		it('Create reports a response without an ID, and what may have happened', async () => {
			sandbox.faults.add({ kind: 'missingId' });
			const [{ id: widgetId } = expect.unreachable()] = sandbox.data.widgets;
			const { error } = await run(
				action('webhook.create', { widgetId: byId(widgetId), targetUrl }),
			);
			expect(error?.message).toContain('returned no valid ID for the new webhook');
			expect(error).toMatchObject({
				description: expect.stringContaining('may have been created') as string,
			});
		});

		it("Create shows the service's message for an unknown widget", async () => {
			const { error } = await run(
				action('webhook.create', { widgetId: byId('a/b?c#d é'), targetUrl }),
			);
			expect(asked(sandbox)[0]?.path).toBe('/apps/a%2Fb%3Fc%23d%20%C3%A9/webhook');
			expect(error).toMatchObject({
				httpCode: '404',
				description: expect.stringContaining('No app has the ID a/b?c#d é') as string,
			});
		});

		it.each(['example.com', 'ftp://example.com/x', 'not an address', '={{ "" }}'])(
			'Create rejects the target %j before anything is sent',
			async (target) => {
				const node = action('webhook.create', { widgetId: byId('w'), targetUrl: target });
				const { error } = await run(node);
				expect(error?.message).toMatch(
					/^'Target URL' (is an expression that returned nothing|must be a URL)/,
				);
				expect(sandbox.requests).toEqual([]);
			},
		);

		const register = async (widgetIndex = 0) => {
			const { id: widgetId } = sandbox.data.widgets[widgetIndex] ?? expect.unreachable();
			const [webhook] = await recordsFrom(
				action('webhook.create', { widgetId: byId(widgetId), targetUrl }),
			);
			return { widgetId, webhookId: String(webhook?.id) };
		};

		it('Delete removes a webhook of any widget', async () => {
			const { webhookId } = await register();
			await register();
			expect(await recordsFrom(action('webhook.delete', { webhookId }))).toEqual([
				{ deleted: true },
			]);
			expect(asked(sandbox).at(-1)).toEqual({
				method: 'DELETE',
				path: `/webhook/${webhookId}`,
				query: {},
			});
			expect(sandbox.webhooks).toHaveLength(1);
			expect(sandbox.webhooks[0]?.id).not.toBe(webhookId);
		});

		it('Delete removes a webhook only from the given widget', async () => {
			const { widgetId, webhookId } = await register();
			const [, other = expect.unreachable()] = sandbox.data.widgets;
			const remove = async (id: string) =>
				await recordsFrom(
					action('webhook.delete', { webhookId, scope: 'oneWidget', widgetId: byId(id) }),
				);
			const { error } = await run(
				action('webhook.delete', { webhookId, scope: 'oneWidget', widgetId: byId(other.id) }),
			);
			expect(error?.message).toContain(`No webhook of this widget has the ID "${webhookId}"`);
			expect(sandbox.webhooks).toHaveLength(1);
			expect(await remove(widgetId)).toEqual([{ deleted: true }]);
			expect(sandbox.webhooks).toEqual([]);
			expect(asked(sandbox).at(-1)?.path).toBe(`/apps/${widgetId}/webhook/${webhookId}`);
		});

		it.each([404, 410])('Delete does not claim a deletion after a %i with data', async (status) => {
			sandbox.faults.add({ kind: 'status', status, body: { message: 'Unknown webhook' } });
			const { error } = await run(action('webhook.delete', { webhookId: 'gone' }));
			expect(error?.message).toContain('No webhook has the ID "gone"');
			expect(sandbox.requests).toHaveLength(1);
		});

		it.each([404, 410])('Delete reports a %i web page as a server in trouble', async (status) => {
			sandbox.faults.add({ kind: 'status', status, body: '<html>Not Found</html>' });
			const { error } = await run(action('webhook.delete', { webhookId: 'h1' }));
			expect(error).toMatchObject({ httpCode: String(status) });
			expect(error?.message).not.toContain('No webhook');
		});

		it.each([
			[200, ''],
			[204, ''],
			[200, 'OK'],
			[202, 'null'],
		])('Delete succeeds with status %i and the body %j', async (status, body) => {
			sandbox.faults.add({ kind: 'status', status, body });
			expect(await recordsFrom(action('webhook.delete', { webhookId: 'x' }))).toEqual([
				{ deleted: true },
			]);
		});

		it('Delete fails on a web page or an error with status 200', async () => {
			sandbox.faults.add({ kind: 'htmlPage', times: 1 });
			sandbox.faults.add({ kind: 'refusal', times: 1, message: 'Not allowed for you' });
			const page = await run(action('webhook.delete', { webhookId: 'x' }));
			expect(page.error?.message).toContain('a web page');
			const refusal = await run(action('webhook.delete', { webhookId: 'x' }));
			expect(refusal.error).toMatchObject({
				description: expect.stringContaining('Not allowed for you') as string,
			});
		});

		it('Delete encodes the ID, and rejects one that would lead elsewhere', async () => {
			await run(action('webhook.delete', { webhookId: '../apps/x y' }));
			expect(asked(sandbox)[0]?.path).toBe('/webhook/..%2Fapps%2Fx%20y');
			sandbox.reset();
			const { error } = await run(action('webhook.delete', { webhookId: '..' }));
			expect(error?.message).toContain("'Webhook ID' must be an ID");
			expect(sandbox.requests).toEqual([]);
		});
	});

	it("system: Check Status returns the service's own status", async () => {
		expect(await recordsFrom(action('system.checkStatus'))).toEqual([
			{ statusCode: '200', status: 'PingSuccessful', statusMessage: 'The API is up and running' },
		]);
		expect(asked(sandbox)).toEqual([{ method: 'GET', path: '/ping', query: {} }]);
	});

	it.each([
		['token', { authentication: 'apiToken' }, { 'x-socialintentstoken': sandbox.token }],
		[
			'account ID and token',
			{ authentication: 'basicAuth', accountId: sandbox.accountId },
			{
				authorization: `Basic ${Buffer.from(`${sandbox.accountId}:${sandbox.token}`).toString('base64')}`,
			},
		],
	])('the %s is sent in one header and nowhere else', async (_, changes, header) => {
		const credentials = signIn(sandbox, changes);
		await recordsFrom(action('widget.getAll'), { credentials });
		const [{ headers, path, query } = expect.unreachable()] = sandbox.requests;
		const names = ['authorization', 'x-socialintentstoken'];
		const sent = Object.fromEntries(names.map((name) => [name, headers[name]]));
		expect(sent).toEqual({
			authorization: undefined,
			'x-socialintentstoken': undefined,
			...header,
		});
		expect(JSON.stringify([path, query])).not.toContain(sandbox.token);
	});

	it.each([
		['with a slash at its end', (url: string) => `${url}/v1/api/`],
		['without /v1/api', (url: string) => url],
		['with /v1/api twice', (url: string) => `${url}/v1/api/v1/api`],
	])('a Base URL %s is corrected', async (_, baseUrl) => {
		const credentials = signIn(sandbox, { baseUrl: baseUrl(sandbox.url) });
		await recordsFrom(action('widget.getAll'), { credentials });
		expect(sandbox.requests.map(({ path }) => path)).toEqual(['/v1/api/apps']);
	});
});
