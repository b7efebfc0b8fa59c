import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
	createCredential,
	createWorkflow,
	executionIds,
	publish,
	unpublish,
	type N8n,
	type SavedCredential,
	type SavedWorkflow,
} from '../../scripts/n8n/index.mts';
import { n8nWithPackage } from './n8nWithPackage.mts';
import { startSandbox, type Sandbox } from './sandbox.mts';

/** n8n stores a dynamic webhook path once for all workflows, which only a real n8n can test. */
let n8n: N8n;
let sandbox: Sandbox;
let saved: SavedCredential;

beforeAll(async () => {
	sandbox = await startSandbox({ data: {} });
	n8n = await n8nWithPackage();
	const data = { authentication: 'apiToken', apiToken: sandbox.token, baseUrl: sandbox.baseUrl };
	saved = await createCredential(n8n, { name: 'Social Intents', type: 'socialIntentsApi', data });
});

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
});

const trigger = (name: string) => ({
	id: randomUUID(),
	name,
	webhookId: randomUUID(),
	type: 'n8n-nodes-social-intents.socialIntentsTrigger',
	typeVersion: 1,
	position: [0, 0] as [number, number],
	parameters: { events: ['lead'] },
	credentials: { socialIntentsApi: { id: saved.id, name: saved.name } },
});

async function workflow(...triggers: string[]): Promise<SavedWorkflow> {
	const nodes = triggers.map(trigger);
	return await createWorkflow(n8n, { name: triggers.join(), nodes, connections: {} });
}

async function executionsOf({ id }: SavedWorkflow): Promise<number> {
	return (await executionIds(n8n, { workflowId: id })).length;
}

async function eventually(state: () => Promise<unknown> | unknown, expected: unknown) {
	await expect.poll(state, { timeout: 15_000 }).toEqual(expected);
}

it('one n8n runs several triggers in the same and in different workflows, alongside a test listener', async () => {
	const both = await workflow('One', 'Two');
	const other = await workflow('Three');
	for (const { id } of [both, other]) expect((await publish(n8n, id)).status).toBe('published');

	const { deliveries } = await sandbox.act({ type: 'lead' });
	expect(deliveries.map(({ status }) => status)).toEqual([200, 200, 200]);
	expect(deliveries.map(({ response }) => response)).toEqual(
		Array(3).fill('{"received":1,"accepted":1}'),
	);
	await eventually(async () => [await executionsOf(both), await executionsOf(other)], [2, 1]);

	const published = sandbox.webhooks.length;
	const listening = await workflow('Four');
	await n8n.rest('POST', `workflows/${listening.id}/run`, {
		workflowData: listening,
		triggerToStartFrom: { name: 'Four' },
		destinationNode: { nodeName: 'Four', mode: 'inclusive' },
	});
	await eventually(() => sandbox.webhooks.length, published + sandbox.data.widgets.length);
	const heard = await sandbox.act({ type: 'lead' });
	expect(heard.deliveries.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
	await eventually(() => sandbox.webhooks.length, published);

	for (const { id } of [both, other]) await unpublish(n8n, id);
	await sleep(500);
	expect(sandbox.webhooks).toEqual([]);
});
