import { randomUUID } from 'node:crypto';
import type { INode } from 'n8n-workflow';
import {
	createCredential,
	createWorkflow,
	publish,
	type N8n,
	type Workflow,
} from '../../scripts/n8n/index.mts';
import type { Sandbox } from '../../sandbox/server.mts';

const EVENTS = ['chatAnswered', 'chatMissed', 'offlineMessage', 'lead'];
/** n8n polls each workflow once a minute, at a different second. */
const POLLERS = 20;

type Step = Pick<INode, 'name' | 'type' | 'parameters'>;

const trigger: Step = {
	name: 'Event',
	type: 'n8n-nodes-social-intents.socialIntentsTrigger',
	parameters: { events: EVENTS },
};

const poller: Step = {
	name: 'Poll',
	type: 'n8n-nodes-social-intents.socialIntentsPollingTrigger',
	parameters: { events: EVENTS, pollTimes: { item: [{ mode: 'everyMinute' }] } },
};

const schedule: Step = {
	name: 'Every Five Seconds',
	type: 'n8n-nodes-base.scheduleTrigger',
	parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: 5 }] } },
};

const getMany: Step = {
	name: 'Get Many',
	type: 'n8n-nodes-social-intents.socialIntents',
	parameters: { resource: 'missedChat', operation: 'getAll', limit: 200 },
};

/** Publishes a workflow with the webhook trigger, 20 with the polling trigger, and one that gets 200 missed chats every five seconds. */
export async function publishAll(n8n: N8n, sandbox: Sandbox): Promise<string[]> {
	const { baseUrl, token: apiToken } = sandbox;
	const { id, name } = await createCredential(n8n, {
		name: 'Sandbox',
		type: 'socialIntentsApi',
		data: { authentication: 'apiToken', apiToken, baseUrl },
	});
	const chain = (...steps: Step[]): Workflow => ({
		name: steps.map((step) => step.name).join(', '),
		nodes: steps.map((step, index) => ({
			...step,
			id: randomUUID(),
			typeVersion: 1,
			position: [200 * index, 0],
			credentials: { socialIntentsApi: { id, name } },
		})),
		connections: Object.fromEntries(
			steps
				.slice(1)
				.map((step, index) => [
					steps[index]?.name,
					{ main: [[{ node: step.name, type: 'main' as const, index: 0 }]] },
				]),
		),
	});
	const pollers = Array.from({ length: POLLERS }, () => chain(poller));
	const ids: string[] = [];
	for (const workflow of [chain(trigger), chain(schedule, getMany), ...pollers]) {
		const saved = await createWorkflow(n8n, workflow);
		await publish(n8n, saved.id);
		ids.push(saved.id);
	}
	return ids;
}
