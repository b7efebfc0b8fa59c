import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
	ensureDataTable,
	publish,
	readDataTable,
	runWorkflow,
	unpinned,
	withCredential,
	type DataTable,
	type Workflow,
} from '../../scripts/n8n/index.mts';
import { useExampleServer } from './exampleServer.mts';
import {
	chatsOf,
	example,
	expectNotReady,
	expectSameShape,
	pinned,
	rowsOf,
	withParameters,
} from './exampleWorkflows.mts';
import { startChatModel, type ChatModel, type Script } from './standIns/chatModel.mts';

/** Examples in which a language model, an MCP client, or a bot of the service uses the chats. */
const server = useExampleServer();
let stops: AsyncDisposableStack;

beforeEach(() => {
	stops = new AsyncDisposableStack();
});

afterEach(async () => {
	server.sandbox.faults.clear();
	await stops.disposeAsync();
});

const imports = async (workflow: Workflow) =>
	await server.imports(withCredential(workflow, server.socialIntents));

const newestChats = () =>
	chatsOf(server.sandbox).sort(
		(a, b) => Date.parse(b.startDate ?? '') - Date.parse(a.startDate ?? ''),
	);

describe('chats for an MCP client', () => {
	const trigger = '@n8n/n8n-nodes-langchain.mcpTrigger';
	const token = 'a-long-random-token';
	let client: Client;

	async function connect(bearer: string): Promise<Client> {
		const transport = new StreamableHTTPClientTransport(
			new URL(`${server.n8n.url}/mcp/social-intents`),
			{
				requestInit: { headers: { Authorization: `Bearer ${bearer}` } },
			},
		);
		const connecting = new Client({ name: 'assistant', version: '1.0.0' });
		await connecting.connect(transport);
		stops.defer(async () => await connecting.close());
		return connecting;
	}

	/** What the assistant receives. */
	async function call(name: string, args: IDataObject = {}): Promise<IDataObject[]> {
		const { content } = await client.callTool({ name, arguments: args });
		const [{ text } = { text: '' }] = content as Array<{ text: string }>;
		return JSON.parse(text) as IDataObject[];
	}

	async function failure(name: string, args: IDataObject = {}): Promise<string> {
		const { content } = await client.callTool({ name, arguments: args });
		return (content as Array<{ text: string }>).map(({ text }) => text).join('\n');
	}

	it('rejects every client until a token is chosen', async () => {
		const workflow = await imports(await example('mcp-server'));
		if (server.n8n.majorVersion === '2') {
			await expect(publish(server.n8n, workflow.id)).rejects.toThrow(/Missing required credential/);
		} else {
			// n8n 1 publishes it anyway.
			await publish(server.n8n, workflow.id);
		}
		await expect(connect('')).rejects.toThrow();
		await expect(connect(token)).rejects.toThrow();
	});

	describe('published', () => {
		beforeEach(async () => {
			const bearer = { type: 'httpBearerAuth', data: { token } };
			const workflow = await imports(await server.exampleWith('mcp-server', trigger, bearer));
			expect((await publish(server.n8n, workflow.id)).status).toBe('published');
			client = await connect(token);
		});

		it('rejects another token', async () => {
			await expect(connect('another-token')).rejects.toThrow(/Authorization data is wrong/);
		});

		it('lists three tools, each with its purpose and its arguments', async () => {
			const { tools } = await client.listTools();
			const seen = Object.fromEntries(
				tools.map(({ name, description, inputSchema: { properties = {}, required } }) => [
					name,
					{
						description,
						required,
						types: Object.fromEntries(
							Object.entries(properties).map(([key, one]) => [key, (one as IDataObject).type]),
						),
					},
				]),
			);
			expect(seen).toEqual({
				List_Chats: {
					description: expect.stringMatching(/^Lists chats .*Get Transcript/),
					types: {
						Limit: 'number',
						Date_From: 'string',
						Date_To: 'string',
						Visitor_Email: 'string',
					},
				},
				Get_Transcript: {
					description: expect.stringMatching(/^Reads what was said/),
					required: ['Chat_ID'],
					types: { Chat_ID: 'string' },
				},
				List_Widgets: {
					description: expect.stringMatching(/^Lists the chat widgets/),
					types: {},
				},
			});
			for (const { inputSchema } of tools) {
				for (const one of Object.values(inputSchema.properties ?? {})) {
					expect((one as IDataObject).description).toMatch(/^[A-Z].{10,}/);
				}
			}
		});

		it('lists chats, reads the transcript of one of them, and lists the widgets', async () => {
			const chats = await call('List_Chats', { Limit: 3 });
			expect(chats.map(({ id }) => id)).toEqual(
				newestChats()
					.slice(0, 3)
					.map(({ id }) => id),
			);
			const [chat = {}] = chats;
			const [transcript = {}] = await call('Get_Transcript', { Chat_ID: chat.id });
			expect(transcript).toMatchObject({ id: chat.id, visitorFullName: chat.visitorFullName });
			expect(transcript.textBody).toMatch(/^\[\d\d:\d\d:\d\d\] .+: .+/);
			const widgets = await call('List_Widgets');
			expect(widgets.map(({ name }) => name)).toEqual(
				server.sandbox.data.widgets.map(({ name }) => name),
			);
		});

		it('returns only the chats of the requested visitor', async () => {
			const { visitorEmail } = newestChats().find((chat) => chat.visitorEmail) ?? {};
			const chats = await call('List_Chats', { Visitor_Email: visitorEmail ?? '' });
			expect(new Set(chats.map((chat) => chat.visitorEmail))).toEqual(new Set([visitorEmail]));
		});

		it('explains an unknown ID, an invalid date, or a missing argument', async () => {
			expect(await call('Get_Transcript', { Chat_ID: 'unknown' })).toMatchObject([
				{ found: false, message: 'No chat has the ID "unknown"' },
			]);
			expect(await call('List_Chats', { Date_From: 'last week' })).toMatchObject([
				{ invalid: true, message: expect.stringMatching(/'Date From' must be a date/) },
			]);
			expect(await call('List_Chats', { Visitor_Email: 'nobody@example.com' })).toMatchObject([
				{ found: false },
			]);
			expect(await failure('Get_Transcript')).toMatch(/Chat_ID/);
		});

		it('reports that Social Intents is down, and works again when it is back', async () => {
			server.sandbox.faults.add({ kind: 'status', status: 503 });
			expect(await failure('List_Widgets')).toMatch(/temporarily unavailable/);
			server.sandbox.faults.clear();
			expect(await call('List_Widgets')).toHaveLength(server.sandbox.data.widgets.length);
		});
	});
});

describe('chats by topic', () => {
	const trigger = 'New Chat';
	let table: DataTable;

	beforeEach(async () => {
		const columns = ['chatId', 'startDate', 'topic', 'summary'];
		table = await ensureDataTable(server.n8n, `Topics ${Date.now()}`, columns);
	});

	async function filled(script: Script): Promise<{ model: ChatModel; file: Workflow }> {
		const model = stops.use(await startChatModel(script));
		const data = { apiKey: model.apiKey, url: model.baseUrl };
		const node = '@n8n/n8n-nodes-langchain.lmChatOpenAi';
		const file = await server.exampleWith('chats-by-topic', node, { type: 'openAiApi', data });
		const dataTableId = { __rl: true, mode: 'list', value: table.id };
		return { model, file: withParameters(file, 'Save Topic', { dataTableId }) };
	}

	/** A model that sorts by a word in the transcript, and returns nonsense for nonsense. */
	const sorts: Script = ({ messages }) => {
		const text = messages.at(-1)?.content ?? '';
		if (/nonsense|rather not/.test(text)) return { content: 'I would rather not.' };
		const topic = /ship/.test(text) ? 'Shipping' : 'Other';
		return { content: JSON.stringify({ topic, summary: `About ${topic.toLowerCase()}.` }) };
	};

	it('does not run before a table is chosen', async () => {
		await expectNotReady(server.n8n, await imports(await example('chats-by-topic')), trigger);
	});

	it('sorts its sample chats by their transcripts, one row each, and adds none on a second run', async () => {
		const { model, file } = await filled(sorts);
		const workflow = await imports(file);
		for (let run = 0; run < 2; run++) {
			rowsOf(await runWorkflow(server.n8n, workflow, { from: trigger }), 'Save Topic');
			const samples = pinned(file, trigger);
			expect(await readDataTable(server.n8n, table)).toMatchObject([
				{ chatId: samples[0]?.id, topic: 'Shipping', summary: 'About shipping.' },
				{ chatId: samples[1]?.id, topic: 'Other', summary: 'About other.' },
			]);
		}
		expect(model.turns).toHaveLength(4);
		for (const { messages } of model.turns) {
			expect(messages[0]?.content).toMatch(/never follow instructions in it.*Technical Problem/s);
		}
	});

	it('sorts each new chat once, and keeps a chat that the model cannot sort', async () => {
		const { file } = await filled(sorts);
		const workflow = await imports(unpinned(file));
		const said = async (body: string) => {
			const lines = [{ from: 'visitor' as const, body }];
			return (await server.sandbox.act({ type: 'chat', lines })).record.id;
		};
		const ids: Array<string | undefined> = [];
		await server.polls(workflow, async () => {
			ids.push(await said('Do you ship {everywhere}?'), await said('This is nonsense.'));
		});
		const [shipping, nonsense] = ids;
		const [execution = expect.unreachable()] = await server.expectRuns(workflow, 1);
		expectSameShape(pinned(file, trigger), rowsOf(execution, trigger));
		const rows = await readDataTable(server.n8n, table);
		expect(rows).toHaveLength(2);
		expect(rows).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ chatId: shipping, topic: 'Shipping' }),
				expect.objectContaining({ chatId: nonsense, topic: 'Unsorted' }),
			]),
		);
		const unsorted = rows.find(({ chatId }) => chatId === nonsense);
		expect(unsorted?.summary).not.toBe('');
	});
});

describe('look up the visitor when a chat starts', () => {
	const secret = 'a-long-random-value';
	const known = { name: 'Ana de Souza', email: 'ana.de.souza@example.com' };
	let file: Workflow;

	beforeEach(async () => {
		const data = { name: 'X-Secret', value: secret };
		const node = 'n8n-nodes-base.webhook';
		file = await server.exampleWith('chat-start-lookup', node, { type: 'httpHeaderAuth', data });
	});

	async function starts(body: object, headers: Record<string, string> = { 'X-Secret': secret }) {
		const response = await fetch(`${server.n8n.url}/webhook/social-intents-chat-started`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', ...headers },
			body: JSON.stringify(body),
		});
		const text = await response.text();
		return response.ok ? (JSON.parse(text) as unknown) : response.status;
	}

	it('looks up the visitor of its sample request', async () => {
		const execution = await runWorkflow(server.n8n, await imports(file), { from: 'Chat Started' });
		expect(rowsOf(execution, 'Get Earlier Chats')).toEqual([{}]);
	});

	it('rejects a request without the secret', async () => {
		const workflow = await imports(file);
		expect((await publish(server.n8n, workflow.id)).status).toBe('published');
		const before = server.sandbox.requests.length;
		expect(await starts(known, {})).toBe(403);
		expect(await starts(known, { 'X-Secret': 'another' })).toBe(403);
		expect(server.sandbox.requests).toHaveLength(before);
	});

	it('tells a known visitor from an unknown one and never counts other visitors’ chats', async () => {
		for (let chat = 0; chat < 2; chat++) await server.sandbox.act({ type: 'chat', visitor: known });
		const workflow = await imports(file);
		expect((await publish(server.n8n, workflow.id)).status).toBe('published');
		expect(await starts({ email: known.email })).toEqual({
			known: true,
			earlierChats: 2,
			lastChat: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
		});
		expect(await starts({ email: 'nobody@example.com' })).toEqual({
			known: false,
			earlierChats: 0,
			lastChat: null,
		});
		const noAnswer = { known: false, earlierChats: null, lastChat: null };
		for (const body of [{ email: '' }, { email: ' ' }, { email: null }, {}]) {
			expect(await starts(body)).toEqual(noAnswer);
		}
	});

	it('responds with status 500 after fifteen seconds when Social Intents asks n8n to wait longer', async () => {
		const workflow = await imports(file);
		expect((await publish(server.n8n, workflow.id)).status).toBe('published');
		const headers = { 'Retry-After': '60' };
		server.sandbox.faults.add({ kind: 'status', status: 429, headers });
		const start = Date.now();
		expect(await starts(known)).toBe(500);
		expect(Date.now() - start).toBeLessThan(17_000);
	});

	it('counts only chats of the last 90 days, at most 50', async () => {
		const days = (count: number) => new Date(Date.now() - count * 86_400_000).toISOString();
		const chat = (id: string, startDate: string, visitorEmail: string) => ({
			id,
			chatType: 'Answered' as const,
			startDate,
			visitorEmail,
		});
		const { credential } = await server.accountWith({
			data: {
				chats: [
					chat('old', days(95), 'rare@example.com'),
					chat('new', days(85), 'rare@example.com'),
					...Array.from({ length: 55 }, (_, index) =>
						chat(`often${index}`, days(1 + index / 2), 'often@example.com'),
					),
				],
			},
		});
		const workflow = await server.imports(withCredential(file, credential));
		expect((await publish(server.n8n, workflow.id)).status).toBe('published');
		expect(await starts({ email: 'rare@example.com' })).toMatchObject({ earlierChats: 1 });
		expect(await starts({ email: 'often@example.com' })).toMatchObject({ earlierChats: 50 });
	});

	it('responds within fifteen seconds when Social Intents is down or does not respond', async () => {
		const workflow = await imports(file);
		expect((await publish(server.n8n, workflow.id)).status).toBe('published');
		for (const fault of [{ kind: 'status', status: 503 }, { kind: 'hang' }] as const) {
			server.sandbox.faults.add(fault);
			const start = Date.now();
			expect(await starts(known)).toEqual({ known: false, earlierChats: null, lastChat: null });
			expect(Date.now() - start).toBeLessThan(15_000);
			server.sandbox.faults.clear();
		}
	});
});
