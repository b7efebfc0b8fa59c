import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { IDataObject } from 'n8n-workflow';
import { expect } from 'vitest';
import { publish, runWorkflow, withCredential } from '../../../../scripts/n8n/index.mts';
import { rowsOf } from '../../exampleWorkflows.mts';
import { accountWith, emailOf, withModel, type Arrivals, type Stage } from './stage.mts';

const SECRET = 'a-long-random-value';

export const askAnAgent: Arrivals = async (stage, texts) => {
	const { n8n, imports } = stage.server;
	const { model, file } = await withModel(stage, 'ask-an-ai-agent', [
		{
			tool: 'Look_Up_Chats',
			arguments: { Limit: '9', Date_From: '', Date_To: '', Visitor_Email: '' },
		},
		{ content: 'Done.' },
	]);
	const workflow = await imports(withCredential(file, await accountWith(stage, texts)));
	await runWorkflow(n8n, workflow, { from: 'Question' });
	const answer = model.turns.at(-1)?.messages.find(({ role }) => role === 'tool');
	const records = JSON.parse(answer?.content ?? '[]') as IDataObject[];
	return {
		names: records.map(({ visitorFullName }) => visitorFullName),
		transcripts: records.map(({ textBody }) => textBody),
	};
};

async function connect({ server, stops }: Stage): Promise<Client> {
	const url = new URL(`${server.n8n.url}/mcp/social-intents`);
	const requestInit = { headers: { Authorization: `Bearer ${SECRET}` } };
	const client = new Client({ name: 'assistant', version: '1.0.0' });
	await client.connect(new StreamableHTTPClientTransport(url, { requestInit }));
	stops.defer(async () => await client.close());
	return client;
}

export const mcpServer: Arrivals = async (stage, texts) => {
	const { n8n, imports, exampleWith } = stage.server;
	const node = '@n8n/n8n-nodes-langchain.mcpTrigger';
	const credential = { type: 'httpBearerAuth', data: { token: SECRET } };
	const file = await exampleWith('mcp-server', node, credential);
	const workflow = await imports(withCredential(file, await accountWith(stage, texts)));
	expect((await publish(n8n, workflow.id)).status).toBe('published');
	const client = await connect(stage);
	const call = async (name: string, args: IDataObject) => {
		const { content } = await client.callTool({ name, arguments: args });
		const [{ text } = { text: '' }] = content as Array<{ text: string }>;
		return JSON.parse(text) as IDataObject[];
	};
	const chats = await call('List_Chats', { Limit: 9 });
	const transcripts: unknown[] = [];
	for (const { id } of chats) {
		const [chat] = await call('Get_Transcript', { Chat_ID: id });
		transcripts.push(chat?.textBody);
	}
	return { names: chats.map(({ visitorFullName }) => visitorFullName), transcripts };
};

/** A visitor sends the texts instead of an email address, too. */
export const chatStartLookup: Arrivals = async (stage, texts) => {
	const { n8n, imports, exampleWith } = stage.server;
	const credential = { type: 'httpHeaderAuth', data: { name: 'X-Secret', value: SECRET } };
	const file = await exampleWith('chat-start-lookup', 'n8n-nodes-base.webhook', credential);
	const workflow = await imports(withCredential(file, await accountWith(stage, texts)));
	expect((await publish(n8n, workflow.id)).status).toBe('published');
	const starts = async (email: string) => {
		const response = await fetch(`${n8n.url}/webhook/social-intents-chat-started`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', 'X-Secret': SECRET },
			body: JSON.stringify({ email }),
		});
		return (await response.json()) as unknown;
	};
	for (const [index, text] of texts.entries()) {
		expect(await starts(text)).toMatchObject({ known: false });
		expect(await starts(emailOf(index))).toMatchObject({ known: true, earlierChats: 1 });
	}
	const executions = await stage.server.expectRuns(workflow, 2 * texts.length);
	const chats = executions.flatMap((execution) => rowsOf(execution, 'Get Earlier Chats'));
	return {
		names: chats.flatMap(({ visitorFullName }) => visitorFullName ?? []),
	};
};
