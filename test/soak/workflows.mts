import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';
import {
	createCredential,
	createWorkflow,
	publish,
	type N8n,
	type Workflow,
} from '../../scripts/n8n/index.mts';
import type { Sandbox } from '../../sandbox/server.mts';

const EVENTS = ['chatAnswered', 'chatMissed', 'offlineMessage', 'lead'];
const WEBHOOK_EVENTS = ['', 'offline_message', 'lead'];
/** n8n polls each workflow once a minute, at a different second. */
export const POLLERS = 40;
const LISTS = ['chats', 'missedchats', 'offlinemessages', 'contacts'];

type Step = Pick<INode, 'name' | 'type' | 'parameters'> & Partial<INode>;

/** Publishes workflows that cause the load. Returns their IDs. */
export type Load = (n8n: N8n, sandbox: Sandbox) => Promise<string[]>;

const schedule = (name: string, interval: INodeParameters): Step => ({
	name,
	type: 'n8n-nodes-base.scheduleTrigger',
	parameters: { rule: { interval: [interval] } },
});

const everyTenSeconds = schedule('Every ten seconds', { field: 'seconds', secondsInterval: 10 });

/** A webhook trigger, 40 polling triggers, and Get Many of 200 missed chats every ten seconds. */
export const packageLoad: Load = async (n8n, { baseUrl, token: apiToken }) => {
	const { id, name } = await createCredential(n8n, {
		name: 'Sandbox',
		type: 'socialIntentsApi',
		data: { authentication: 'apiToken', apiToken, baseUrl },
	});
	const ours = (node: string, parameters: INode['parameters']): Step => ({
		name: node,
		type: `n8n-nodes-social-intents.${node}`,
		parameters,
		credentials: { socialIntentsApi: { id, name } },
	});
	const pollTimes = { item: [{ mode: 'everyMinute' }] };
	return await publishAll(n8n, [
		[ours('socialIntentsTrigger', { events: EVENTS })],
		[
			everyTenSeconds,
			ours('socialIntents', { resource: 'missedChat', operation: 'getAll', limit: 200 }),
		],
		...Array.from({ length: POLLERS }, () => [
			ours('socialIntentsPollingTrigger', { events: EVENTS, pollTimes }),
		]),
	]);
};

/** As many executions with n8n's own nodes only, which send as many requests. */
export const controlLoad: Load = async (n8n, sandbox) => {
	const { id, name } = await createCredential(n8n, {
		name: 'Header',
		type: 'httpHeaderAuth',
		data: { name: 'X-SocialIntentsToken', value: sandbox.token },
	});
	const request = (list: string, from: string): Step => ({
		name: list,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		executeOnce: true,
		onError: 'continueRegularOutput',
		parameters: {
			url: `${sandbox.baseUrl}/${list}`,
			authentication: 'genericCredentialType',
			genericAuthType: 'httpHeaderAuth',
			sendQuery: true,
			specifyQuery: 'json',
			jsonQuery: JSON.stringify({ date_from: from }),
		},
		credentials: { httpHeaderAuth: { id, name } },
	});
	const path = randomUUID();
	const everyMinute = schedule('Every minute', { field: 'minutes', minutesInterval: 1 });
	const webhook = {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: path,
		parameters: { httpMethod: 'POST', path, options: {} },
	};
	const ids = await publishAll(n8n, [
		[webhook],
		[everyTenSeconds, request('missedchats', daysAgo(30))],
		...Array.from({ length: POLLERS }, () => [
			everyMinute,
			...LISTS.map((list) => request(list, daysAgo(2))),
		]),
	]);
	await register(sandbox, `${n8n.url}/webhook/${path}`);
	return ids;
};

const daysAgo = (days: number) =>
	new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** Registers an address for every event of every widget. */
async function register({ baseUrl, token, data }: Sandbox, targetUrl: string): Promise<void> {
	for (const { id } of data.widgets) {
		for (const event of WEBHOOK_EVENTS) {
			const { status } = await fetch(`${baseUrl}/apps/${id}/webhook`, {
				method: 'POST',
				headers: { 'X-SocialIntentsToken': token, 'Content-Type': 'application/json' },
				body: JSON.stringify({ target_url: targetUrl, event }),
			});
			if (status !== 200) throw new Error(`Cannot register a webhook: ${status}`);
		}
	}
}

async function publishAll(n8n: N8n, chains: Step[][]): Promise<string[]> {
	const ids: string[] = [];
	for (const steps of chains) {
		const { id } = await createWorkflow(n8n, chain(steps));
		await publish(n8n, id);
		ids.push(id);
	}
	return ids;
}

function chain(steps: Step[]): Workflow {
	const links = steps.slice(1).map(({ name }, index) => {
		const next = { node: name, type: 'main' as const, index: 0 };
		return [steps[index]?.name, { main: [[next]] }];
	});
	return {
		name: steps.map(({ name }) => name).join(', '),
		nodes: steps.map((step, index) => ({
			id: randomUUID(),
			typeVersion: 1,
			position: [200 * index, 0],
			...step,
		})),
		connections: Object.fromEntries(links),
	};
}
