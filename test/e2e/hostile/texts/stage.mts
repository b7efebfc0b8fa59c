import { expect } from 'vitest';
import type { Action } from '../../../../sandbox/control/actions.mts';
import type { ChatPayload } from '../../../../sandbox/data/records.mts';
import {
	ensureDataTable,
	publish,
	readDataTable,
	unpinned,
	type Execution,
	type Workflow,
} from '../../../../scripts/n8n/index.mts';
import type { ExampleServer } from '../../exampleServer.mts';
import { startChatModel, type Script } from '../../standIns/chatModel.mts';
import type { HubSpot } from '../../standIns/hubspot.mts';

export interface Stage {
	server: ExampleServer;
	hubspot: HubSpot;
	/** Disposed of after the test. */
	stops: AsyncDisposableStack;
}

/** Has texts pass through an example. Returns them as they arrived, by the place where they did. */
export type Arrivals = (stage: Stage, texts: string[]) => Promise<Record<string, unknown[]>>;

/** The text as the visitor's name and as the transcript; a long one only as the transcript. */
export const fieldsWith = (text: string): Partial<ChatPayload> => ({
	visitorFullName: text.slice(0, 1000),
	textBody: text,
	htmlBody: '',
});

/** Texts in published workflows: each starts one execution. */
export async function start(
	{ server }: Stage,
	file: Workflow,
	actions: Action[],
): Promise<Execution[]> {
	const workflow = await server.importsConnected(unpinned(file));
	expect((await publish(server.n8n, workflow.id)).status).toBe('published');
	for (const action of actions) await server.sandbox.act(action);
	return await server.expectRuns(workflow, actions.length);
}

/** Texts in polled workflows: one poll finds all of them. */
export async function poll({ server }: Stage, file: Workflow, actions: Action[]): Promise<void> {
	const workflow = await server.importsConnected(unpinned(file));
	await server.polls(workflow, async () => {
		for (const action of actions) await server.sandbox.act(action);
	});
	await server.expectRuns(workflow, 1);
}

export const emailOf = (index: number) => `ana${index}@example.com`;

/** The credential of an account with one answered chat for each text. */
export async function accountWith({ server }: Stage, texts: string[]) {
	const chats = texts.map((text, index) => ({
		id: `chat-${index}`,
		chatType: 'Answered' as const,
		startDate: new Date(Date.now() - 3_600_000).toISOString(),
		visitorEmail: emailOf(index),
		...fieldsWith(text),
	}));
	return (await server.accountWith({ data: { chats } })).credential;
}

/** A data table, as the parameters of a node and as what is in a column of it. */
export async function dataTable({ server }: Stage, columns: string[]) {
	const table = await ensureDataTable(server.n8n, `Texts ${Date.now()}`, columns);
	return {
		parameters: { dataTableId: { __rl: true, mode: 'list', value: table.id } },
		column: async (name: string) =>
			(await readDataTable(server.n8n, table)).map((row) => row[name]),
	};
}

/** An example with a scripted chat model. */
export async function withModel({ server, stops }: Stage, name: string, script: Script) {
	const model = stops.use(await startChatModel(script));
	const data = { apiKey: model.apiKey, url: model.baseUrl };
	const node = '@n8n/n8n-nodes-langchain.lmChatOpenAi';
	return { model, file: await server.exampleWith(name, node, { type: 'openAiApi', data }) };
}
