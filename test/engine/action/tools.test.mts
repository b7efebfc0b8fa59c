import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { LINES, loadEngine } from '../../support/engine.mts';
import {
	action,
	asked,
	byId,
	newestFirst,
	signIn,
	simplifiedChat,
	simplifiedContact,
	simplifiedWidget,
	startFilledSandbox,
} from './support.mts';

const sandbox = await startFilledSandbox({ seed: 'tools', days: 20, now: '2026-06-15T12:00:00Z' });
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const INVOCATIONS = ['engineRequest', 'supplyData'] as const;
const CASES = LINES.flatMap((line) => INVOCATIONS.map((invocation) => [line, invocation] as const));

describe.each(CASES)('the action node as a tool in n8n %s, by %s', async (lineName, invocation) => {
	const engine = await loadEngine(lineName);
	const call = async (operation: string, parameters: object = {}, args: IDataObject = {}) =>
		await engine.executeTool({
			node: { ...action(operation, parameters), name: 'Live Chat' },
			arguments: args,
			credentials: signIn(sandbox),
			settings: { timezone: 'UTC' },
			invocation,
		});
	const outputOf = async (...given: Parameters<typeof call>) => {
		const { error, data, calls } = await call(...given);
		expect(error).toBeUndefined();
		expect(calls).toBe(1);
		return data as IDataObject[];
	};
	/** What the model, or whoever runs the agent, reads of a failure. */
	const refusalOf = async (...given: Parameters<typeof call>) => {
		const { error, data, calls } = await call(...given);
		expect(calls).toBe(1);
		if (error) return error.message;
		const [first = expect.unreachable()] = data as IDataObject[];
		expect(Object.keys(first)).toContain('error');
		return String(first.error);
	};
	const fromAi = (key: string) => `={{ $fromAI('${key}', '', 'string') }}`;

	describe('Output', () => {
		const model = () => newestFirst(sandbox.data.chats).slice(0, 2);

		it('is simplified by default', async () => {
			expect(await outputOf('chat.getAll', { limit: 2 })).toEqual(model().map(simplifiedChat));
			expect(await outputOf('chat.getAll', { limit: 2, output: 'simplified' })).toEqual(
				model().map(simplifiedChat),
			);
		});

		it('is the record as the service sent it with Raw', async () => {
			expect(await outputOf('chat.getAll', { limit: 2, output: 'raw' })).toEqual(
				model().map(({ record }) => record),
			);
		});

		it('is the chosen fields, always with the ID', async () => {
			const output = { limit: 2, output: 'selectedFields' };
			const fields = ['visitorEmail', 'startDate', 'referrer', 'visitorCustom2', 'widgetId'];
			expect(await outputOf('chat.getAll', { ...output, fields })).toEqual(
				model().map((stored) => ({
					id: stored.record.id,
					visitorEmail: stored.record.visitorEmail || null,
					startDate: new Date(stored.at).toISOString(),
					referrer: stored.record.referrer || null,
					visitorCustom2: stored.record.visitorCustom2 || null,
					widgetId: stored.record.appId,
				})),
			);
			expect(await outputOf('chat.getAll', { ...output, fields: [] })).toEqual(
				model().map(({ record }) => ({ id: record.id })),
			);
		});

		it.each(['agentName, duration', '["agentName","duration"]', ' agentName ,duration,'])(
			"accepts the fields as a model's text %j",
			async (fields) => {
				const records = await outputOf(
					'chat.getAll',
					{ limit: 2, output: 'selectedFields', fields: fromAi('Fields') },
					{ Fields: fields },
				);
				expect(records).toEqual(
					model().map(({ record }) => ({
						id: record.id,
						agentName: record.agentName ?? null,
						duration: record.duration ?? null,
					})),
				);
			},
		);

		it.each([
			'Agent Name, VISITORCUSTOM1, visitor email',
			'["agentname","Visitor Custom 1","visitorEmail"]',
		])('accepts the fields by their labels, in any case: %j', async (fields) => {
			const parameters = { limit: 1, output: 'selectedFields', fields: fromAi('Fields') };
			const [record = {}] = await outputOf('chat.getAll', parameters, { Fields: fields });
			expect(Object.keys(record)).toEqual(['id', 'agentName', 'visitorCustom1', 'visitorEmail']);
		});

		it.each(['nonsense', 'constructor', '__proto__'])(
			'reports that there is no field %j, and which there are',
			async (name) => {
				const parameters = { limit: 1, output: 'selectedFields', fields: fromAi('Fields') };
				const output = await outputOf('chat.getAll', parameters, { Fields: `id,${name}` });
				expect(output).toEqual([{ invalid: true, message: expect.any(String) }]);
				expect(output[0]?.message).toContain(`'Fields' has no option "${name}"`);
				expect(output[0]?.message).toContain('agentName, chatType, duration');
			},
		);

		it('is offered for every operation that returns records', async () => {
			const [chat = expect.unreachable()] = sandbox.data.chats;
			const [message = expect.unreachable()] = sandbox.data.offlineMessages;
			const [contact = expect.unreachable()] = newestFirst(sandbox.data.contacts);
			const [widget = expect.unreachable()] = sandbox.data.widgets;
			const one = { output: 'selectedFields', fields: [] };
			const cases: Array<[string, object, string]> = [
				['chat.get', { chatId: chat.record.id }, chat.record.id],
				['offlineMessage.get', { messageId: message.record.id }, message.record.id],
				['contact.getAll', { limit: 1 }, contact.record.id],
				['widget.get', { widgetId: byId(widget.id) }, widget.id],
				['widget.getAll', { limit: 1 }, widget.id],
			];
			for (const [operation, parameters, id] of cases) {
				expect(await outputOf(operation, { ...parameters, ...one })).toEqual([{ id }]);
			}
			const transcript = await outputOf('chat.getTranscript', { chatId: chat.record.id, ...one });
			expect(transcript[0]?.id).toBe(chat.record.id);
		});
	});

	describe('the form', () => {
		it.each(['chat.getAll', 'widget.getAll'])(
			'of %s as a tool has no Simplify',
			async (operation) => {
				await expect(call(operation, { simplify: false })).rejects.toThrow(
					'does not show the parameter simplify',
				);
			},
		);

		it('of Get Transcript as a tool asks for no file', async () => {
			const parameters = { chatId: 'x', outputField: 'file' };
			await expect(call('chat.getTranscript', parameters)).rejects.toThrow(
				'does not show the parameter outputField',
			);
		});

		it.each(['webhook.create', 'webhook.delete', 'system.checkStatus'])(
			'of %s has neither Output nor Simplify',
			async (operation) => {
				for (const parameter of [{ output: 'raw' }, { simplify: false }]) {
					await expect(call(operation, parameter)).rejects.toThrow('does not show the parameter');
					const node = action(operation, parameter);
					await expect(engine.execute({ node, credentials: signIn(sandbox) })).rejects.toThrow(
						'does not show the parameter',
					);
				}
			},
		);

		it.each(['chat.getAll', 'chat.get', 'contact.getAll', 'widget.get'])(
			'of %s in a workflow has Simplify, and no Output',
			async (operation) => {
				for (const parameter of [{ output: 'raw' }, { fields: ['id'] }]) {
					const node = action(operation, parameter);
					await expect(engine.execute({ node, credentials: signIn(sandbox) })).rejects.toThrow(
						'does not show the parameter',
					);
				}
			},
		);

		it('shows Fields only for Selected Fields', async () => {
			await expect(call('chat.getAll', { output: 'raw', fields: ['duration'] })).rejects.toThrow(
				'does not show the parameter fields',
			);
		});
	});

	describe('the arguments from a model', () => {
		const [widget = { id: '' }] = sandbox.data.widgets;
		const asText = {
			returnAll: fromAi('All'),
			limit: fromAi('Limit'),
			filters: {
				dateFrom: fromAi('From'),
				dateTo: fromAi('To'),
				timezone: fromAi('Zone'),
				widgetId: byId(fromAi('Widget')),
				tag: fromAi('Tag'),
				visitorId: fromAi('Visitor'),
				email: fromAi('Email'),
			},
			options: {
				maxConcurrency: fromAi('Pace'),
				daysPerRequest: fromAi('Days'),
				timeout: fromAi('Timeout'),
			},
		};
		const empty = {
			All: '',
			Limit: '',
			From: '',
			To: '',
			Zone: '',
			Widget: '',
			Tag: '',
			Visitor: '',
			Email: '',
			Pace: '',
			Days: '',
			Timeout: '',
		};

		it('can all be text', async () => {
			const records = await outputOf('chat.getAll', asText, {
				...empty,
				All: 'false',
				Limit: '3',
				From: '2026-06-01',
				To: '2026-06-14T18:00:00Z',
				Zone: 'Asia/Tokyo',
				Widget: widget.id,
				Tag: 'billing',
				Pace: '2',
				Days: '31',
				Timeout: '10000',
			});
			expect(asked(sandbox)).toEqual([
				{
					method: 'GET',
					path: '/chats',
					query: {
						date_from: '2026-05-31',
						date_to: '2026-06-16',
						timezone: 'Asia/Tokyo',
						app_id: widget.id,
						tag: 'billing',
					},
				},
			]);
			const model = newestFirst(sandbox.data.chats).filter(
				({ record, tags, at }) =>
					record.appId === widget.id &&
					tags.includes('billing') &&
					at >= Date.parse('2026-05-31T15:00:00Z') &&
					at <= Date.parse('2026-06-14T18:00:00Z'),
			);
			expect(model.length).toBeGreaterThan(3);
			expect(records).toEqual(model.slice(0, 3).map(simplifiedChat));
		});

		it('can be empty, which means not set', async () => {
			const records = await outputOf('chat.getAll', asText, empty);
			expect(asked(sandbox)[0]?.query).toMatchObject({ timezone: 'UTC' });
			expect(records).toEqual(newestFirst(sandbox.data.chats).slice(0, 50).map(simplifiedChat));
		});

		it('can say "true" for Return All', async () => {
			const records = await outputOf('chat.getAll', asText, {
				...empty,
				All: 'True',
				From: '2026-06-12',
			});
			const model = newestFirst(sandbox.data.chats).filter(
				({ at }) => at >= Date.parse('2026-06-12T00:00:00Z'),
			);
			expect(model.length).toBeGreaterThan(50);
			expect(records).toEqual(model.map(simplifiedChat));
		});

		it.each(['missedChat', 'offlineMessage', 'contact', 'widget'])(
			'can be text in every other list, too: %s',
			async (resource) => {
				const parameters = { returnAll: fromAi('All'), limit: fromAi('Limit') };
				const list = `${resource}.getAll`;
				expect(await outputOf(list, parameters, { All: 'no', Limit: '2' })).toHaveLength(2);
				const all = await outputOf(list, parameters, { All: 'yes', Limit: '' });
				expect(all.length).toBeGreaterThan(2);
			},
		);

		it('can name a widget by an ID that is a number', async () => {
			const parameters = { filters: { widgetId: byId("={{ $fromAI('Widget', '', 'number') }}") } };
			const { error } = await call('chat.getAll', parameters, { Widget: 4711 });
			expect(error).toBeUndefined();
			expect(asked(sandbox)[0]?.query.app_id).toBe('4711');
		});

		it.each([
			['Limit', 'many', "'Limit' must be a whole number"],
			['All', 'perhaps', "'Return All' must be true or false"],
			['From', 'last Tuesday', "'Date From' must be a date"],
			['Zone', 'Tokyo', "'Timezone' must be an IANA time zone"],
			['Pace', 'fast', "'Max Concurrent Requests' must be a whole number"],
		])('are rejected with an explanation if they are wrong: %s = %s', async (key, value, words) => {
			const records = await outputOf('chat.getAll', asText, { ...empty, [key]: value });
			expect(records).toEqual([
				{ invalid: true, message: expect.stringContaining(words) as string },
			]);
			expect(sandbox.requests).toEqual([]);
		});

		it('cause an error that people see if they come from a broken expression', async () => {
			const { error, data } = await call('chat.get', { chatId: '={{ $("Nobody").item.json.id }}' });
			expect(JSON.stringify(data ?? null)).not.toContain('invalid');
			expect(error ?? data).toBeDefined();
			expect(sandbox.requests).toEqual([]);
		});

		it('are asked for if they are missing', async () => {
			const [response] = await outputOf('chat.get', { chatId: fromAi('Chat') }, { Chat: '' });
			expect(response).toEqual({
				invalid: true,
				message: expect.stringMatching(/^'Chat ID' is empty\. Fill in 'Chat ID'\./) as string,
			});
			expect(sandbox.requests).toEqual([]);
		});

		it('can name options as people write them', async () => {
			const parameters = {
				limit: 2,
				sort: { order: fromAi('Sort') },
			};
			const records = await outputOf('contact.getAll', parameters, { Sort: 'Newest First' });
			expect(records).toEqual(
				newestFirst(sandbox.data.contacts).slice(0, 2).map(simplifiedContact),
			);
		});
	});

	describe('a missing record', () => {
		it.each([
			['chat.get', { chatId: 'nobody' }, 'No chat has the ID "nobody"'],
			['missedChat.get', { chatId: 'nobody' }, 'No missed chat has the ID "nobody"'],
			['offlineMessage.get', { messageId: 'nobody' }, 'No offline message has the ID "nobody"'],
			['widget.get', { widgetId: byId('nobody') }, 'No widget has the ID "nobody"'],
			['chat.getTranscript', { chatId: 'nobody' }, 'No chat has the ID "nobody"'],
		])('is data, not an error: %s', async (operation, parameters, message) => {
			const records = await outputOf(operation, parameters);
			expect(records).toHaveLength(1);
			expect(records[0]).toMatchObject({ found: false, message });
		});

		it.each(['chat.get', 'chat.getTranscript'])(
			'is data if the service reports it with a 404: %s',
			async (operation) => {
				sandbox.faults.add({ kind: 'status', status: 404 });
				const records = await outputOf(operation, { chatId: 'nobody' });
				expect(records).toMatchObject([{ found: false, message: 'No chat has the ID "nobody"' }]);
			},
		);

		it('is reported for a transcript that the account does not keep', async () => {
			sandbox.settings.historyDisabled = true;
			const [{ record } = expect.unreachable()] = sandbox.data.chats;
			expect(await outputOf('chat.getTranscript', { chatId: record.id })).toEqual([
				{ id: record.id, found: false, message: `The chat "${record.id}" has no transcript` },
			]);
		});

		it('is reported in words for an empty list, because a model that gets nothing invents an answer', async () => {
			for (const more of [{}, { scope: 'manyChats' }]) {
				const operation = 'scope' in more ? 'chat.getMessages' : 'chat.getAll';
				const records = await outputOf(operation, { ...more, filters: { tag: 'no such tag' } });
				expect(records).toEqual([{ found: false, message: 'No records match these parameters' }]);
			}
		});
	});

	describe('a large result', () => {
		const newest = newestFirst(sandbox.data.chats);

		it('comes in parts, and each says how to get the next', async () => {
			const parameters = {
				returnAll: true,
				filters: { dateTo: fromAi('To') },
				options: { addFields: ['transcript'] },
			};
			const records = new Map<unknown, IDataObject>();
			let parts = 0;
			for (let to: string | undefined = ''; to !== undefined; parts++) {
				const output = await outputOf('chat.getAll', parameters, { To: to });
				expect(JSON.stringify(output).length).toBeLessThanOrEqual(100_000);
				const { truncated, message } = output.at(-1) ?? {};
				if (truncated) output.pop();
				for (const record of output) records.set(record.id, record);
				to = truncated ? /set 'Date To' to (\S+Z)\./.exec(String(message))?.[1] : undefined;
			}
			expect(parts).toBeGreaterThan(1);
			expect([...records.values()]).toEqual(
				newest.map((stored) => ({ ...simplifiedChat(stored), textBody: stored.record.textBody })),
			);
		});

		it("does not suggest a date for the rest in the service's order", async () => {
			const options = { addFields: ['transcript'] };
			const sort = { order: 'asReturned' };
			const output = await outputOf('chat.getAll', { returnAll: true, sort, options });
			expect(output.at(-1)).toMatchObject({ truncated: true });
			expect(output.at(-1)?.message).not.toContain('To get the rest');
		});

		it('has a record that is too long truncated, and says which field', async () => {
			const textBody = 'long "story" '.repeat(10_000);
			const id = newest[0]?.record.id ?? '';
			sandbox.setData({ chats: [{ ...newest[0]?.record, id, textBody }] });
			const options = { addFields: ['transcript'] };
			for (const [operation, more] of [
				['chat.get', { options }],
				['chat.getTranscript', {}],
			] as const) {
				const output = await outputOf(operation, { chatId: id, ...more });
				expect(JSON.stringify(output).length).toBeLessThanOrEqual(100_000);
				const [record = {}, note = {}] = output;
				expect(record.id).toBe(id);
				expect(textBody.startsWith(String(record.textBody))).toBe(true);
				expect(note).toMatchObject({ truncated: true });
				expect(note.message).toContain('textBody');
			}
		});

		it('is complete in a workflow', async () => {
			const { items } = await engine.execute({
				node: action('chat.getAll', { returnAll: true }),
				credentials: signIn(sandbox),
			});
			expect(items.map(({ json }) => json)).toEqual(newest.map(simplifiedChat));
		});
	});

	it('the tool returns a transcript only as text, and does not ask for a format', async () => {
		const [{ record } = expect.unreachable()] = sandbox.data.chats;
		const parameters = { chatId: fromAi('Chat') };
		const records = await outputOf('chat.getTranscript', parameters, { Chat: record.id });
		expect(records).toHaveLength(1);
		expect(records[0]).toMatchObject({ id: record.id, textBody: record.textBody });
		expect(JSON.stringify(records)).not.toContain('binary');
		await expect(call('chat.getTranscript', { chatId: 'x', format: 'html' })).rejects.toThrow(
			'does not show the parameter format',
		);
	});

	it('the tool returns the messages of one chat and of many', async () => {
		const [newest = expect.unreachable()] = newestFirst(sandbox.data.chats);
		const one = await outputOf('chat.getMessages', { chatId: newest.record.id });
		expect(one.map(({ body }) => body)).toEqual(newest.record.messages?.map(({ body }) => body));
		const many = await outputOf('chat.getMessages', { scope: 'manyChats', limit: 2 });
		expect(many).toEqual(one.slice(0, 2));
	});

	it('the tool returns every other list, the widgets, and the status', async () => {
		expect(await outputOf('contact.getAll', { limit: 2 })).toEqual(
			newestFirst(sandbox.data.contacts).slice(0, 2).map(simplifiedContact),
		);
		expect(await outputOf('widget.getAll')).toEqual(sandbox.data.widgets.map(simplifiedWidget));
		expect(await outputOf('system.checkStatus')).toEqual([
			{ statusCode: '200', status: 'PingSuccessful', statusMessage: expect.any(String) },
		]);
	});

	it('the tool creates and removes webhooks', async () => {
		const [, widget = expect.unreachable()] = sandbox.data.widgets;
		const parameters = {
			widgetId: byId(fromAi('Widget')),
			event: 'lead',
			targetUrl: fromAi('Target'),
		};
		const args = { Widget: widget.id, Target: 'https://example.com/hook' };
		const [made = expect.unreachable()] = await outputOf('webhook.create', parameters, args);
		expect(sandbox.webhooks).toMatchObject([{ id: made.id, appId: widget.id, event: 'lead' }]);
		const removed = await outputOf('webhook.delete', { webhookId: fromAi('ID') }, { ID: made.id });
		expect(removed).toEqual([{ deleted: true }]);
		expect(sandbox.webhooks).toEqual([]);
	});

	it("the tool puts the service's reason in the message, because some agents see nothing else", async () => {
		sandbox.faults.add({ kind: 'refusal', message: 'Your trial has ended' });
		expect(await refusalOf('chat.getAll')).toContain('Your trial has ended');
	});

	it("the tool's description says what it does", async () => {
		const { description, name } = await call('chat.getAll', { limit: 1 });
		expect(name).toBe('Live_Chat');
		expect(description).toMatch(/get many chats/i);
	});
});
