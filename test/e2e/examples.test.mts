import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import readXlsx from 'read-excel-file/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { readExample } from '../../scripts/example.mts';
import {
	checkout,
	createCredential,
	createWorkflow,
	publish,
	readBinary,
	runWorkflow,
	unpinned,
	unpublish,
	waitForExecution,
	withCredential,
	type Execution,
	type N8n,
	type SavedCredential,
	type SavedWorkflow,
	type Workflow,
} from '../../scripts/n8n/index.mts';
import { n8nWithPackage } from './n8nWithPackage.mts';
import { startChatModel, type ChatModel, type Line } from './standIns/chatModel.mts';
import { startMailbox, type Mailbox } from './standIns/mailbox.mts';
import { startMautic, type Mautic } from './standIns/mautic.mts';
import { startStandIn, type StandIn } from './standIns/server.mts';

/** Each file of examples/ is imported as it is; then only what its note asks for is filled in. */
const FOLDER = join(checkout, 'examples');
const DAY_MS = 86_400_000;

let n8n: N8n;
let sandbox: Sandbox;
let socialIntents: SavedCredential;
let stops: AsyncDisposableStack;
let imported: SavedWorkflow[];

beforeAll(async () => {
	sandbox = await startSandbox();
	n8n = await n8nWithPackage();
	socialIntents = await createCredential(n8n, {
		name: 'Sandbox',
		type: 'socialIntentsApi',
		data: { authentication: 'apiToken', apiToken: sandbox.token, baseUrl: sandbox.baseUrl },
	});
});

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
});

beforeEach(() => {
	stops = new AsyncDisposableStack();
	imported = [];
});

afterEach(async () => {
	for (const { id } of imported) await unpublish(n8n, id);
	await stops.disposeAsync();
});

const example = async (name: string) => await readExample({ file: join(FOLDER, `${name}.json`) });

async function imports(workflow: Workflow): Promise<SavedWorkflow> {
	const saved = await createWorkflow(n8n, workflow);
	imported.push(saved);
	return saved;
}

const withParameters = (workflow: Workflow, name: string, parameters: IDataObject): Workflow => ({
	...workflow,
	nodes: workflow.nodes.map((node) =>
		node.name === name
			? { ...node, parameters: { ...node.parameters, ...(parameters as typeof node.parameters) } }
			: node,
	),
});

function outputOf({ status, data }: Execution, node: string): INodeExecutionData[] {
	expect({ status, error: data.resultData.error?.message }).toEqual({ status: 'success' });
	return data.resultData.runData[node]?.[0]?.data?.main?.[0] ?? [];
}

/** The chats that the sandbox has. */
const chatsOf = ({ data }: Sandbox) => data.chats.map(({ record }) => record);

const rowsOf = (execution: Execution, node: string) =>
	outputOf(execution, node).map(({ json }) => json);

const pinned = ({ pinData }: Workflow, node: string) =>
	(pinData?.[node] ?? []).map(({ json }) => json);

/** The executions of a published workflow that have ended. */
async function executions({ id }: SavedWorkflow): Promise<Execution[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
	const { results } = await n8n.rest<{ results: Array<{ id: string }> }>(
		'GET',
		`executions?filter=${filter}`,
	);
	return await Promise.all(
		results.map(async (execution) => await waitForExecution(n8n, execution.id)),
	);
}

/** What the trigger gave in the only execution. */
async function onlyExecution(workflow: SavedWorkflow, trigger: string): Promise<IDataObject[]> {
	await expect.poll(async () => (await executions(workflow)).length, { timeout: 90_000 }).toBe(1);
	const [execution] = await executions(workflow);
	return execution ? rowsOf(execution, trigger) : [];
}

/** Sample data is worth something if it has the shape of the real thing. */
function expectSameShape(sample: IDataObject[], real: IDataObject[]) {
	const keys = (rows: IDataObject[]) => rows.map((row) => Object.keys(row).sort());
	expect(sample.length).toBeGreaterThan(0);
	for (const row of keys(sample)) expect(row).toEqual(keys(real)[0]);
}

describe('chats of last week to a spreadsheet', () => {
	const source = 'Get Chats of Last Week';

	async function filesOf(execution: Execution) {
		const contents = ['Make Spreadsheet', 'Make CSV File'].map(async (node) => {
			const binary = outputOf(execution, node)[0]?.binary?.data;
			if (!binary) throw new Error(`${node} made no file`);
			return { name: binary.fileName, content: await readBinary(n8n, binary) };
		});
		const [sheet, text] = await Promise.all(contents);
		if (!sheet || !text) throw new Error('There are not two files');
		const [workbook] = await readXlsx(sheet.content);
		return {
			names: [sheet.name, text.name],
			sheet: workbook?.sheet,
			xlsx: workbook?.data ?? [],
			csv: parseCsv(text.content, { bom: true }) as string[][],
		};
	}

	/** The table that rows make: their names, then a line for each. */
	function tableOf(rows: IDataObject[], cell: (value: unknown) => unknown) {
		const names = Object.keys(rows[0] ?? {});
		return [names, ...rows.map((row) => names.map((name) => cell(row[name])))];
	}

	async function expectFilesOf(execution: Execution, rows: IDataObject[]) {
		const { names, sheet, xlsx, csv } = await filesOf(execution);
		expect(names).toEqual(['chats-of-last-week.xlsx', 'chats-of-last-week.csv']);
		expect(sheet).toBe('Chats');
		expect(xlsx).toEqual(tableOf(rows, (value) => value));
		expect(csv).toEqual(tableOf(rows, (value) => String(value ?? '')));
	}

	it('runs as it is imported, on its sample data', async () => {
		const workflow = await imports(await example('chats-of-last-week-to-spreadsheet'));
		const execution = await runWorkflow(n8n, workflow, { from: 'Run by Hand' });
		const rows = pinned(workflow, source);
		expect(rows.length).toBeGreaterThan(0);
		await expectFilesOf(execution, rows);
	});

	it('has every chat of the last seven days in both files, a row and the same ten columns each', async () => {
		const file = await example('chats-of-last-week-to-spreadsheet');
		const workflow = await imports(withCredential(unpinned(file), socialIntents));
		const execution = await runWorkflow(n8n, workflow, { from: 'Run by Hand' });
		const rows = rowsOf(execution, source);
		// Whole days, the first of them seven days ago.
		const since = (days: number) =>
			chatsOf(sandbox)
				.filter(({ startDate }) => Date.parse(startDate ?? '') > Date.now() - days * DAY_MS)
				.map(({ id }) => id);
		const ids = rows.map(({ id }) => String(id));
		expect(since(7).length).toBeGreaterThan(10);
		expect(ids).toEqual(expect.arrayContaining(since(7)));
		expect(since(8)).toEqual(expect.arrayContaining(ids));
		expect(new Set(ids).size).toBe(ids.length);
		expectSameShape(pinned(file, source), rows);
		await expectFilesOf(execution, rows);
	});

	it('fits a transcript that is longer than a cell of a workbook', async () => {
		const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
		const chat = (id: string, hours: number, textBody: string | null) => ({
			id,
			chatType: 'Answered' as const,
			startDate: ago(hours),
			textBody,
		});
		const chats = [chat('long', 1, 'x'.repeat(40_000)), chat('none', 2, null), chat('c', 3, 'Hi')];
		const service = await startSandbox({ data: { chats } });
		stops.defer(async () => await service.close());
		const { baseUrl, token: apiToken } = service;
		const data = { authentication: 'apiToken', apiToken, baseUrl };
		const type = 'socialIntentsApi';
		const credential = await createCredential(n8n, { name: 'Long chats', type, data });
		const file = await example('chats-of-last-week-to-spreadsheet');
		const workflow = await imports(withCredential(unpinned(file), credential));
		const { xlsx, csv } = await filesOf(await runWorkflow(n8n, workflow, { from: 'Run by Hand' }));
		const texts = (table: unknown[][]) => table.slice(1).map((row) => row.at(-1));
		expect(texts(xlsx)).toEqual(['x'.repeat(32_767), null, 'Hi']);
		expect(texts(csv)).toEqual(['x'.repeat(32_767), '', 'Hi']);
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
		const credential = await createCredential(n8n, { name: 'Mautic', type: 'mauticApi', data });
		file = withCredential(await example('new-leads-to-crm'), credential, 'n8n-nodes-base.mautic');
	});

	const contactOf = ({ email, firstName, lastName, phone }: IDataObject) =>
		expect.objectContaining({
			email,
			firstname: firstName,
			lastname: lastName,
			...(phone !== null && { phone }),
		});

	it('makes a contact of its sample lead', async () => {
		const workflow = await imports(file);
		const execution = await runWorkflow(n8n, workflow, { from: trigger });
		expect(rowsOf(execution, 'Create Contact')).toHaveLength(1);
		expect(mautic.contacts).toEqual(pinned(file, trigger).map(contactOf));
	});

	it('makes each new lead a contact, once', async () => {
		const workflow = await imports(withCredential(unpinned(file), socialIntents));
		expect((await publish(n8n, workflow.id)).status).toBe('published');
		const visitor = { name: 'Ana de Souza', email: 'ana@example.com', phone: '+1 555 0142' };
		await sandbox.act({ type: 'lead', visitor });
		await sandbox.act({ type: 'chat' });
		// Polls at once, and again.
		for (let polls = 0; polls < 2; polls++) {
			await unpublish(n8n, workflow.id);
			expect((await publish(n8n, workflow.id)).status).toBe('published');
		}
		const leads = await onlyExecution(workflow, trigger);
		expect(leads).toMatchObject([{ email: 'ana@example.com', event: 'lead' }]);
		expectSameShape(pinned(file, trigger), leads);
		expect(mautic.contacts).toEqual(leads.map(contactOf));
		expect(mautic.asked).toHaveLength(1);
	});
});

describe('missed chats to a message', () => {
	const trigger = 'Chat Missed';
	let channel: StandIn;
	let file: Workflow;

	beforeEach(async () => {
		channel = stops.use(await startStandIn(() => ({ status: 200, body: { ok: true } })));
		const url = `${channel.url}/channel`;
		file = withParameters(await example('missed-chats-to-message'), 'Send Message', { url });
	});

	const messages = () =>
		channel.asked.map(({ method, path, headers, body }) => ({
			method,
			path,
			type: headers['content-type'],
			body: JSON.parse(body) as unknown,
		}));

	const messageOf = ({ visitorFullName, visitorEmail, textBody }: IDataObject) => ({
		method: 'POST',
		path: '/channel',
		type: 'application/json',
		body: { text: `Missed chat of ${visitorFullName} (${visitorEmail}):\n${textBody}` },
	});

	it('sends a message about its sample chat', async () => {
		const workflow = await imports(file);
		await runWorkflow(n8n, workflow, { from: trigger });
		expect(messages()).toEqual(pinned(file, trigger).map(messageOf));
	});

	it('sends a message for each missed chat, once, and none for an answered one', async () => {
		const workflow = await imports(withCredential(unpinned(file), socialIntents));
		expect((await publish(n8n, workflow.id)).status).toBe('published');
		await sandbox.act({ type: 'chat' });
		const visitor = { name: 'Omar "the" Haddad', email: 'omar@example.com' };
		await sandbox.act({ type: 'missedChat', visitor, message: 'Anybody\nthere?' });
		const chats = await onlyExecution(workflow, trigger);
		expect(chats).toMatchObject([{ visitorEmail: 'omar@example.com', event: 'chatMissed' }]);
		expectSameShape(pinned(file, trigger), chats);
		expect(messages()).toEqual(chats.map(messageOf));
	});
});

describe('transcripts by mail', () => {
	const trigger = 'Chat Answered';
	let mailbox: Mailbox;
	let file: Workflow;

	beforeEach(async () => {
		mailbox = stops.use(await startMailbox());
		const { port, user, password } = mailbox;
		const data = { host: '127.0.0.1', port, user, password, secure: false, disableStartTls: true };
		const credential = await createCredential(n8n, { name: 'Mail', type: 'smtp', data });
		const filled = withCredential(await example('transcripts-by-mail'), socialIntents);
		file = withCredential(filled, credential, 'n8n-nodes-base.emailSend');
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

	it('sends the transcript of the chat with the ID of its sample chat', async () => {
		const [sample = {}] = pinned(file, trigger);
		await sandbox.act({ type: 'chat', fields: { id: String(sample.id) } });
		const chat = chatsOf(sandbox).find(({ id }) => id === sample.id);
		const workflow = await imports(file);
		const execution = await runWorkflow(n8n, workflow, { from: trigger });
		const [got = {}] = rowsOf(execution, 'Get Transcript');
		expectMailWith(got, String(chat?.htmlBody));
	});

	it('sends the transcript of each answered chat as a file, once', async () => {
		const workflow = await imports(unpinned(file));
		expect((await publish(n8n, workflow.id)).status).toBe('published');
		await sandbox.act({ type: 'missedChat' });
		const { record } = await sandbox.act({ type: 'chat' });
		const chats = await onlyExecution(workflow, trigger);
		expectSameShape(pinned(file, trigger), chats);
		const chat = chatsOf(sandbox).find(({ id }) => id === record.id);
		expectMailWith(chats[0] ?? {}, String(chat?.htmlBody));
	});
});

describe('ask an AI agent about your chats', () => {
	const trigger = 'Question';
	const tool = 'Look_Up_Chats';

	async function ask(script: Line[]): Promise<{ model: ChatModel; execution: Execution }> {
		const model = stops.use(await startChatModel(script));
		const data = { apiKey: model.apiKey, url: model.baseUrl };
		const credential = await createCredential(n8n, { name: 'Model', type: 'openAiApi', data });
		const filled = withCredential(await example('ask-an-ai-agent'), socialIntents);
		const modelNode = '@n8n/n8n-nodes-langchain.lmChatOpenAi';
		const workflow = await imports(withCredential(filled, credential, modelNode));
		const execution = await runWorkflow(n8n, workflow, { from: trigger });
		return { model, execution };
	}

	const answerOf = (execution: Execution) => rowsOf(execution, 'AI Agent')[0]?.output;

	const toolAnswers = ({ turns }: ChatModel) =>
		(turns.at(-1)?.messages ?? [])
			.filter(({ role }) => role === 'tool')
			.map(({ content }) => JSON.parse(content ?? '') as IDataObject[]);

	it('asks its question, has the node look up with what the model gives as text, and hands the rows back lean', async () => {
		const dateFrom = new Date(Date.now() - 20 * DAY_MS).toISOString().slice(0, 10);
		const { model, execution } = await ask([
			{ tool, arguments: { Limit: '3', From: dateFrom, To: '', Visitor_Email: '' } },
			{ content: 'Three people did.' },
		]);
		expect(answerOf(execution)).toBe('Three people did.');
		const [{ chatInput } = { chatInput: '' }] = pinned(await example('ask-an-ai-agent'), trigger);
		const [first] = model.turns;
		expect(first?.messages.at(-1)).toMatchObject({ role: 'user', content: chatInput });
		expect(first?.tools.map((one) => one.function.name)).toEqual([tool]);
		expect(Object.keys(first?.tools[0]?.function.parameters.properties ?? {}).sort()).toEqual([
			'From',
			'Limit',
			'To',
			'Visitor_Email',
		]);
		const newest = chatsOf(sandbox)
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

	it('gives the model a sentence to go on with where its arguments make no sense', async () => {
		const { model, execution } = await ask([
			{ tool, arguments: { Limit: 'many', From: 'last week', To: '', Visitor_Email: '' } },
			{ content: 'I could not look that up.' },
		]);
		expect(answerOf(execution)).toBe('I could not look that up.');
		const said = model.turns.at(-1)?.messages.at(-1);
		expect(said?.role).toBe('tool');
		expect(said?.content).toMatch(/'(Limit|From)'/);
	});
});

it('every example says in a note what to fill in, and holds no secret, no host but example.com and no ID of an n8n', async () => {
	const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json'));
	expect(names.length).toBeGreaterThanOrEqual(5);
	for (const name of names) {
		const workflow = await example(name.replace(/\.json$/, ''));
		const text = JSON.stringify(workflow);
		const note = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.stickyNote');
		expect(note?.parameters.content, name).toMatch(/\*\*(Fill in|Before)/);
		expect(text, name).not.toMatch(/"(credentials|webhookId|versionId|instanceId|meta)"/);
		const hosts = [...text.matchAll(/https?:\/\/([^/"\s]+)/g)].map(([, host]) => host);
		expect([...new Set(hosts)].filter((host) => host !== 'example.com')).toEqual([]);
	}
});
