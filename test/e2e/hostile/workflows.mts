import { randomUUID } from 'node:crypto';
import type { INode } from 'n8n-workflow';
import type { Sandbox } from '../../../sandbox/server.mts';
import {
	createCredential,
	createWorkflow,
	publish,
	type N8n,
	type SavedCredential,
} from '../../../scripts/n8n/index.mts';
import type { Flood } from './flood.mts';

type Trigger = Pick<INode, 'type' | 'typeVersion' | 'parameters' | 'credentials'>;

interface Floodable {
	/** Where the service delivers to. */
	target: string;
	/** From none over our trigger's to those that show what n8n itself can do, and none again. */
	floods: Flood[];
	workflows: string[];
}

/** Publishes a trigger of ours, and n8n's own Webhook node with header authentication beside it. */
export async function floodable(
	n8n: N8n,
	sandbox: Sandbox,
	{ id, name }: SavedCredential,
): Promise<Floodable> {
	const known = sandbox.webhooks.map(({ targetUrl }) => targetUrl);
	const own = await publishTrigger(n8n, {
		type: 'n8n-nodes-social-intents.socialIntentsTrigger',
		typeVersion: 1,
		parameters: { events: ['lead'] },
		credentials: { socialIntentsApi: { id, name } },
	});
	const { targetUrl: target = '' } =
		sandbox.webhooks.find(({ targetUrl }) => !known.includes(targetUrl)) ?? {};
	const header = await createCredential(n8n, {
		name: 'Header',
		type: 'httpHeaderAuth',
		data: { name: 'X-Secret', value: randomUUID() },
	});
	const webhookNode = async (typeVersion: number, path: string) =>
		await publishTrigger(n8n, {
			type: 'n8n-nodes-base.webhook',
			typeVersion,
			parameters: { httpMethod: 'POST', path, authentication: 'headerAuth', options: {} },
			credentials: { httpHeaderAuth: { id: header.id, name: header.name } },
		});
	const [older, newer] = [randomUUID(), randomUUID()];
	const webhooks = [await webhookNode(1, older), await webhookNode(2, newer)];
	return {
		target,
		workflows: [own, ...webhooks],
		floods: [
			{ name: 'none' },
			{ name: 'Social Intents Trigger, wrong secret', url: target.replace(/[^/]+$/, 'guessed') },
			{ name: 'Webhook node, version 1, wrong header', url: `${n8n.url}/webhook/${older}` },
			{ name: 'Webhook node, version 2, wrong header', url: `${n8n.url}/webhook/${newer}` },
			{ name: 'no such webhook', url: `${n8n.url}/webhook/${randomUUID()}` },
			{ name: 'none, afterwards' },
		],
	};
}

async function publishTrigger(n8n: N8n, trigger: Trigger): Promise<string> {
	const position: [number, number] = [0, 0];
	const node = { id: randomUUID(), name: 'Trigger', webhookId: randomUUID(), position, ...trigger };
	const { id } = await createWorkflow(n8n, { name: trigger.type, nodes: [node], connections: {} });
	await publish(n8n, id);
	return id;
}
