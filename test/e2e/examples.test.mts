import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { DateTime } from 'luxon';
import type { IDataObject } from 'n8n-workflow';
import readXlsx from 'read-excel-file/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Chat } from '../../sandbox/data/records.mts';
import {
	publish,
	readBinary,
	runWorkflow,
	unpinned,
	unpublish,
	withCredential,
	type Execution,
	type SavedWorkflow,
	type Workflow,
} from '../../scripts/n8n/index.mts';
import { useExampleServer } from './exampleServer.mts';
import {
	chatsOf,
	example,
	executionsOf,
	expectNotReady,
	expectSameShape,
	FOLDER,
	outputOf,
	pinned,
	rowsOf,
	withParameters,
} from './exampleWorkflows.mts';
import { startChatModel, type ChatModel, type Line } from './standIns/chatModel.mts';
import { startMailbox, type Mailbox } from './standIns/mailbox.mts';
import { startMautic, type Mautic } from './standIns/mautic.mts';
import { startStandIn, type StandIn } from './standIns/server.mts';

/** Each file of examples/ is imported unchanged; only the fields that its note lists are filled in. */
const DAY_MS = 86_400_000;

const server = useExampleServer();
const { imports, importsConnected, saveCredential, expectRuns } = server;
let stops: AsyncDisposableStack;

beforeEach(() => {
	stops = new AsyncDisposableStack();
});

afterEach(async () => await stops.disposeAsync());

/** The trigger's output in the only execution. */
async function onlyExecution(workflow: SavedWorkflow, trigger: string): Promise<IDataObject[]> {
	const [execution] = await expectRuns(workflow, 1);
	return execution ? rowsOf(execution, trigger) : [];
}

describe("last week's chats to a spreadsheet", () => {
	const source = 'Get Chats from Last Week';

	async function filesOf(execution: Execution) {
		const contents = ['Make Spreadsheet', 'Make CSV File'].map(async (node) => {
			const binary = outputOf(execution, node)[0]?.binary?.data;
			if (!binary) throw new Error(`${node} made no file`);
			return { name: binary.fileName, content: await readBinary(server.n8n, binary) };
		});
		const [sheet, text] = await Promise.all(contents);
		if (!sheet || !text) throw new Error('There are not two files');
		const [workbook] = await readXlsx(sheet.content);
		return {
			names: [sheet.name, text.name],
			sheet: workbook?.sheet,
			formulaCells: formulaCellsOf(sheet.content),
			xlsx: workbook?.data ?? [],
			csv: parseCsv(text.content, { bom: true }) as string[][],
		};
	}

	/** Uses n8n's own library, which distinguishes formulas from text. */
	function formulaCellsOf(content: Buffer): string[] {
		const library = server.n8n.majorVersion === '1' ? 'xlsx' : '@e965/xlsx';
		const { read } = createRequire(join(server.n8n.program, 'package.json'))(library) as {
			read: (bytes: Buffer) => { Sheets: Record<string, Record<string, { f?: string }>> };
		};
		const cells = Object.values(read(content).Sheets).flatMap((sheet) => Object.entries(sheet));
		return cells.filter(([, { f }]) => f !== undefined).map(([name]) => name);
	}

	/** The rows as a table: the column names, then one line per row. */
	function tableOf(rows: IDataObject[], cell: (value: unknown) => unknown) {
		const names = Object.keys(rows[0] ?? {});
		return [names, ...rows.map((row) => names.map((name) => cell(row[name])))];
	}

	/** As written to a CSV file so that spreadsheet programs do not evaluate it. */
	const withoutFormula = (text: string) => (/^[=+@-]/.test(text) ? `'${text}` : text);

	async function expectFilesOf(execution: Execution, rows: IDataObject[]) {
		const { names, sheet, xlsx, csv } = await filesOf(execution);
		expect(names).toEqual(['chats-of-last-week.xlsx', 'chats-of-last-week.csv']);
		expect(sheet).toBe('Chats');
		expect(xlsx).toEqual(tableOf(rows, (value) => value));
		expect(csv).toEqual(tableOf(rows, (value) => withoutFormula(String(value ?? ''))));
	}

	it('runs on its sample data right after import', async () => {
		const workflow = await imports(await example('chats-of-last-week-to-spreadsheet'));
		const execution = await runWorkflow(server.n8n, workflow, { from: 'Run Manually' });
		const rows = pinned(workflow, source);
		expect(rows.length).toBeGreaterThan(0);
		await expectFilesOf(execution, rows);
	});

	/** Last week, from Monday to Sunday, in n8n's time zone, which is that of this machine. */
	const lastMonday = () => DateTime.local().startOf('week').minus({ weeks: 1 });

	it('writes every chat from last Monday to Sunday to both files, one row each, in the same columns', async () => {
		const file = await example('chats-of-last-week-to-spreadsheet');
		const workflow = await importsConnected(unpinned(file));
		const execution = await runWorkflow(server.n8n, workflow, { from: 'Run Manually' });
		const rows = rowsOf(execution, source);
		const [first, next] = [lastMonday().toMillis(), lastMonday().plus({ weeks: 1 }).toMillis()];
		const expected = chatsOf(server.sandbox)
			.filter(({ startDate }) => {
				const time = Date.parse(startDate ?? '');
				return time >= first && time < next;
			})
			.map(({ id }) => id);
		expect(expected.length).toBeGreaterThan(5);
		expect(rows.map(({ id }) => id).sort()).toEqual(expected.sort());
		expectSameShape(pinned(file, source), rows);
		await expectFilesOf(execution, rows);
	});

	/** The files that the workflow creates from last week's chats, newest first. */
	async function filesOfChats(fields: Array<Partial<Chat>>) {
		const wednesday = lastMonday().plus({ days: 2 });
		const chats = fields.map((own, index) => ({
			id: `chat-${index}`,
			chatType: 'Answered' as const,
			startDate: wednesday.minus({ hours: index }).toUTC().toISO() ?? '',
			...own,
		}));
		const { credential } = await server.accountWith({ data: { chats } });
		const file = await example('chats-of-last-week-to-spreadsheet');
		const workflow = await imports(withCredential(unpinned(file), credential));
		return await filesOf(await runWorkflow(server.n8n, workflow, { from: 'Run Manually' }));
	}

	const texts = (table: unknown[][]) => table.slice(1).map((row) => row.at(-1));

	it('truncates a transcript that does not fit in a cell of a workbook', async () => {
		const transcripts = ['x'.repeat(40_000), null, 'Hi'];
		const { xlsx, csv } = await filesOfChats(transcripts.map((textBody) => ({ textBody })));
		expect(texts(xlsx)).toEqual(['x'.repeat(32_767), null, 'Hi']);
		expect(texts(csv)).toEqual(['x'.repeat(32_767), '', 'Hi']);
	});

	it('writes text that looks like a formula as text', async () => {
		const formulas = ['=HYPERLINK("https://example.com","Win")', '+1', '-1+1', '@SUM(A1)', '\t=1'];
		const { xlsx, csv, formulaCells } = await filesOfChats(
			formulas.map((text) => ({ textBody: text, visitorFullName: text })),
		);
		expect(formulaCells).toEqual([]);
		// The library that reads the workbook trims white space.
		expect(texts(xlsx)).toEqual(formulas.map((text) => text.trim()));
		expect(texts(csv)).toEqual(formulas.map((text) => `'${text}`));
		for (const row of csv) for (const value of row) expect(value).not.toMatch(/^[=+@\t\r-]/);
	});

	it('writes scripts, expressions, right-to-left marks, control characters, and names of prototypes as text', async () => {
		const names = [
			'<script>alert(1)</script>',
			'{{ $env.PATH }} ${1+1}',
			'invoice\u202efdp.exe\u2066!',
			'a\u0000b\u0007c\u001b[31m',
			'__proto__',
			'half an emoji \ud83d.',
		];
		const { xlsx, csv, formulaCells } = await filesOfChats(
			names.map((text) => ({ textBody: text, visitorFullName: text })),
		);
		expect(formulaCells).toEqual([]);
		// UTF-8 has no lone surrogates.
		const written = names.map((text) => Buffer.from(text).toString());
		expect(texts(xlsx)).toEqual(written);
		expect(texts(csv)).toEqual(written);
	});
});

describe('new leads to a CRM', () => {
	const trigger = 'New Lead';
	let mautic: Mautic;
	let file: Workflow;

	beforeEach(async () => {
		mautic = stops.use(await startMautic());
		const { url, user: username, password } = mautic;
		const data = { url, username, password };
		const credential = await saveCredential('mauticApi', data);
		file = withCredential(await example('new-leads-to-crm'), credential, 'n8n-nodes-base.mautic');
	});

	const contactOf = ({ email, firstName, lastName, phone }: IDataObject) =>
		expect.objectContaining({
			email,
			firstname: firstName,
			lastname: lastName,
			...(phone !== null && { phone }),
		});

	it('creates a contact from its sample lead', async () => {
		const workflow = await imports(file);
		const execution = await runWorkflow(server.n8n, workflow, { from: trigger });
		expect(rowsOf(execution, 'Create Contact')).toHaveLength(1);
		expect(mautic.contacts).toEqual(pinned(file, trigger).map(contactOf));
	});

	it('creates one contact for each new lead', async () => {
		const workflow = await importsConnected(unpinned(file));
		expect((await publish(server.n8n, workflow.id)).status).toBe('published');
		const visitor = { name: 'Ana de Souza', email: 'ana@example.com', phone: '+1 555 0142' };
		await server.sandbox.act({ type: 'lead', visitor });
		await server.sandbox.act({ type: 'chat' });
		// Polls immediately, twice.
		for (let polls = 0; polls < 2; polls++) {
			await unpublish(server.n8n, workflow.id);
			expect((await publish(server.n8n, workflow.id)).status).toBe('published');
		}
		const leads = await onlyExecution(workflow, trigger);
		expect(leads).toMatchObject([{ email: 'ana@example.com', event: 'lead' }]);
		expectSameShape(pinned(file, trigger), leads);
		expect(mautic.contacts).toEqual(leads.map(contactOf));
		expect(mautic.requests).toHaveLength(1);
	});
});

describe('missed chats to any channel', () => {
	const trigger = 'Chat Missed';
	let channel: StandIn;
	let file: Workflow;

	beforeEach(async () => {
		channel = stops.use(await startStandIn(() => ({ status: 200, body: { ok: true } })));
		const url = `${channel.url}/channel`;
		file = withParameters(await example('missed-chats-to-message'), 'Send Message', { url });
	});

	const messages = () =>
		channel.requests.map(({ method, path, headers, body }) => ({
			method,
			path,
			type: headers['content-type'],
			body: JSON.parse(body) as unknown,
		}));

	const messageOf = ({ visitorFullName, visitorEmail, page, textBody }: IDataObject) => ({
		method: 'POST',
		path: '/channel',
		type: 'application/json',
		body: {
			text: `Missed chat: ${visitorFullName} (${visitorEmail})\nPage: ${page}\n${textBody}`,
		},
	});

	it('does not run before the channel’s webhook URL is filled in', async () => {
		await expectNotReady(
			server.n8n,
			await imports(await example('missed-chats-to-message')),
			trigger,
		);
		expect(channel.requests).toEqual([]);
	});

	it('sends a message about its sample chat', async () => {
		const workflow = await imports(file);
		await runWorkflow(server.n8n, workflow, { from: trigger });
		expect(messages()).toEqual(pinned(file, trigger).map(messageOf));
	});

	it('sends one message for each missed chat and none for an answered one', async () => {
		const workflow = await importsConnected(unpinned(file));
		expect((await publish(server.n8n, workflow.id)).status).toBe('published');
		await server.sandbox.act({ type: 'chat' });
		const visitor = { name: 'Omar "the" Haddad', email: 'omar@example.com' };
		await server.sandbox.act({ type: 'missedChat', visitor, message: 'Anybody\nthere?' });
		const chats = await onlyExecution(workflow, trigger);
		expect(chats).toMatchObject([{ visitorEmail: 'omar@example.com', event: 'chatMissed' }]);
		expectSameShape(pinned(file, trigger), chats);
		expect(messages()).toEqual(chats.map(messageOf));
	});
});

describe('transcripts by email', () => {
	const trigger = 'Chat Answered';
	let mailbox: Mailbox;
	let file: Workflow;
	let unaddressed: Workflow;

	beforeEach(async () => {
		mailbox = stops.use(await startMailbox());
		const { port, user, password } = mailbox;
		const data = { host: '127.0.0.1', port, user, password, secure: false, disableStartTls: true };
		const credential = await saveCredential('smtp', data);
		const filled = withCredential(await example('transcripts-by-mail'), server.socialIntents);
		unaddressed = withCredential(filled, credential, 'n8n-nodes-base.emailSend');
		const addresses = { fromEmail: 'n8n@example.com', toEmail: 'team@example.com' };
		file = withParameters(unaddressed, 'Send Email', addresses);
	});

	it('does not run before the addresses are filled in', async () => {
		await expectNotReady(server.n8n, await imports(unaddressed), 'Run Manually');
		expect(mailbox.mails).toEqual([]);
	});

	function expectMailWith({ id, visitorFullName, textBody }: IDataObject, transcript: string) {
		expect(mailbox.mails).toHaveLength(1);
		const [mail] = mailbox.mails;
		expect(mail?.recipients).toEqual(['team@example.com']);
		expect(mail?.subject).toBe(`Chat with ${String(visitorFullName)}`);
		expect(mail?.text?.trim()).toBe(String(textBody).trim());
		expect(mail?.attachments).toHaveLength(1);
		const [attachment] = mail?.attachments ?? [];
		expect(attachment?.mimeType).toBe('text/html');
		expect(attachment?.filename).toMatch(
			new RegExp(`^chat-\\d{4}-\\d\\d-\\d\\d-${String(id)}\\.html$`),
		);
		expect(Buffer.from(attachment?.content as ArrayBuffer).toString()).toContain(transcript);
	}

	it('sends the transcript of the latest answered chat on the first manual run', async () => {
		await server.sandbox.act({ type: 'chat' });
		await server.sandbox.act({ type: 'missedChat' });
		const [latest] = chatsOf(server.sandbox)
			.filter(({ chatType }) => chatType === 'Answered')
			.sort((a, b) => Date.parse(b.startDate ?? '') - Date.parse(a.startDate ?? ''));
		const execution = await runWorkflow(server.n8n, await imports(file), { from: 'Run Manually' });
		const [got = {}] = rowsOf(execution, 'Get Transcript');
		expect(got.id).toBe(latest?.id);
		expectMailWith(got, String(latest?.visitorFullName));
	});

	it('sends the transcript of each answered chat once, as a file', async () => {
		const workflow = await imports(unpinned(file));
		expect((await publish(server.n8n, workflow.id)).status).toBe('published');
		await server.sandbox.act({ type: 'missedChat' });
		const { record } = await server.sandbox.act({ type: 'chat' });
		await onlyExecution(workflow, trigger);
		const [execution] = await executionsOf(server.n8n, workflow);
		const [got = {}] = execution ? rowsOf(execution, 'Get Transcript') : [];
		expect(got.id).toBe(record.id);
		expectMailWith(got, String(got.visitorFullName));
	});
});

describe('ask an AI agent about your chats', () => {
	const trigger = 'Question';
	const tool = 'Look_Up_Chats';

	async function ask(script: Line[]): Promise<{ model: ChatModel; execution: Execution }> {
		const model = stops.use(await startChatModel(script));
		const data = { apiKey: model.apiKey, url: model.baseUrl };
		const credential = await saveCredential('openAiApi', data);
		const filled = withCredential(await example('ask-an-ai-agent'), server.socialIntents);
		const modelNode = '@n8n/n8n-nodes-langchain.lmChatOpenAi';
		const workflow = await imports(withCredential(filled, credential, modelNode));
		const execution = await runWorkflow(server.n8n, workflow, { from: trigger });
		return { model, execution };
	}

	const answerOf = (execution: Execution) => rowsOf(execution, 'AI Agent')[0]?.output;

	const toolAnswers = ({ turns }: ChatModel) =>
		(turns.at(-1)?.messages ?? [])
			.filter(({ role }) => role === 'tool')
			.map(({ content }) => JSON.parse(content ?? '') as IDataObject[]);

	it('asks the model its question, runs the node with the model’s arguments, and returns simplified records to the model', async () => {
		const dateFrom = new Date(Date.now() - 20 * DAY_MS).toISOString().slice(0, 10);
		const { model, execution } = await ask([
			{ tool, arguments: { Limit: '3', Date_From: dateFrom, Date_To: '', Visitor_Email: '' } },
			{ content: 'Three people did.' },
		]);
		expect(answerOf(execution)).toBe('Three people did.');
		const [{ chatInput } = { chatInput: '' }] = pinned(await example('ask-an-ai-agent'), trigger);
		const [first] = model.turns;
		expect(first?.messages.at(-1)).toMatchObject({ role: 'user', content: chatInput });
		expect(first?.tools.map((one) => one.function.name)).toEqual([tool]);
		expect(Object.keys(first?.tools[0]?.function.parameters.properties ?? {}).sort()).toEqual([
			'Date_From',
			'Date_To',
			'Limit',
			'Visitor_Email',
		]);
		const newest = chatsOf(server.sandbox)
			.sort((a, b) => Date.parse(b.startDate ?? '') - Date.parse(a.startDate ?? ''))
			.slice(0, 3);
		const [rows] = toolAnswers(model);
		expect(rows?.map(({ id }) => id)).toEqual(newest.map(({ id }) => id));
		expect(Object.keys(rows?.[0] ?? {})).toEqual([
			'id',
			'chatType',
			'startDate',
			'visitorFullName',
			'visitorEmail',
			'agentName',
			'textBody',
		]);
	});

	it('tells the model how to correct arguments that make no sense', async () => {
		const { model, execution } = await ask([
			{
				tool,
				arguments: { Limit: 'many', Date_From: 'last week', Date_To: '', Visitor_Email: '' },
			},
			{ content: 'I could not look that up.' },
		]);
		expect(answerOf(execution)).toBe('I could not look that up.');
		const said = model.turns.at(-1)?.messages.at(-1);
		expect(said?.role).toBe('tool');
		expect(said?.content).toMatch(/'(Limit|Date From)'/);
	});
});

describe('every chat event', () => {
	const outputs = ['Answered', 'Missed', 'Lead', 'Offline'];
	const trigger = 'When Something Happens';

	it('routes each of its sample records to the output of its event', async () => {
		const workflow = await imports(await example('every-event-of-the-chat'));
		const { status, data } = await runWorkflow(server.n8n, workflow, { from: trigger });
		expect(status).toBe('success');
		const taken = data.resultData.runData['Route by Event']?.[0]?.data?.main ?? [];
		expect(taken.map((items) => items?.map(({ json }) => json.event))).toEqual([
			['chatAnswered'],
			['chatMissed'],
			['lead'],
			['offlineMessage'],
		]);
	});

	it('routes each kind of event to the output of that name', async () => {
		const file = withCredential(await example('every-event-of-the-chat'), server.socialIntents);
		const workflow = await imports(unpinned(file));
		expect((await publish(server.n8n, workflow.id)).status).toBe('published');
		for (const type of ['chat', 'missedChat', 'lead', 'offlineMessage'] as const) {
			await server.sandbox.act({ type });
		}
		await expect
			.poll(async () => (await executionsOf(server.n8n, workflow)).length, { timeout: 60_000 })
			.toBe(4);
		const executions = await executionsOf(server.n8n, workflow);
		for (const sample of pinned(file, trigger)) {
			const real = executions.flatMap((execution) => rowsOf(execution, trigger));
			expectSameShape(
				[sample],
				real.filter(({ event }) => event === sample.event),
			);
		}
		const sorted = executions.map(({ data }) => {
			const taken = data.resultData.runData['Route by Event']?.[0]?.data?.main ?? [];
			const index = taken.findIndex((items) => items && items.length > 0);
			return [outputs[index], taken[index]?.[0]?.json.event];
		});
		expect(sorted.sort()).toEqual([
			['Answered', 'chatAnswered'],
			['Lead', 'lead'],
			['Missed', 'chatMissed'],
			['Offline', 'offlineMessage'],
		]);
		const { rules } = file.nodes.find(({ name }) => name === 'Route by Event')?.parameters as {
			rules: { values: Array<{ outputKey: string }> };
		};
		expect(rules.values.map(({ outputKey }) => outputKey)).toEqual(outputs);
	});
});

it('every example has a note that says what to fill in and what happens if something is missing, and contains no secret, address, or n8n ID', async () => {
	const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json'));
	expect(names.length).toBeGreaterThanOrEqual(5);
	for (const name of names) {
		const workflow = await example(name.replace(/\.json$/, ''));
		const text = JSON.stringify(workflow);
		const note = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.stickyNote');
		expect(note?.parameters.content, name).toMatch(/\*\*(Fill in|Before you publish)/);
		expect(note?.parameters.content, name).toMatch(/\*\*When something is missing/);
		expect(text, name).not.toMatch(/"(credentials|webhookId|versionId|instanceId|meta)"/);
		const parameters = JSON.stringify(workflow.nodes.map((node) => node.parameters));
		expect(parameters, name).not.toMatch(/https?:\/\/|@example\.com/);
		const hosts = [...text.matchAll(/https?:\/\/([^/"\s]+)/g)].map(([, host]) => host);
		expect([...new Set(hosts)].filter((host) => host !== 'example.com')).toEqual([]);
	}
});
