import axios from 'axios';
import { Agent } from 'node:http';

import type { SavedCredential, Workflow } from '../../scripts/n8n/index.mts';
import { compare, type Candidate } from '../compare.mts';
import { atLeast, equal, resultOf, tableOf, type Section } from '../report.mts';
import type { Bench } from '../benchmarks.mts';
import { publishNew } from '../environment.mts';

const COUNT = 100;
const AT_ONCE = 8;
const PATIENCE_MS = 60_000;
/** n8n creates an expression isolate for every call of a trigger, except for its Webhook node from version 2 on. */
const LIKE_OTHERS = 'Webhook node, version 1';
const EMPTY = 'empty community trigger';
/** n8n finds a fixed path in its cache, and one with changing parts in its database. */
const EMPTY_WITH_PATH = 'empty community trigger, event and secret in the path';

let chats = 0;

/** A new chat, as the service delivers it. */
const chat = () => [
	{
		id: `d${++chats}`,
		appId: 'w1',
		chatType: 'Answered',
		startDate: '2025-01-01T12:00:00Z',
		visitorFullName: 'Jane Doe',
		textBody: 'Hello, how can I help you? '.repeat(40),
	},
];

function deliver(name: string, url: string): Candidate {
	const httpAgent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
	const run = async () => {
		let accepted = 0;
		const left = Array.from({ length: COUNT }).values();
		const work = async () => {
			for (const _ of left) {
				const { status } = await axios.post(url, chat(), {
					httpAgent,
					proxy: false,
					timeout: PATIENCE_MS,
				});
				if (status === 200) accepted++;
			}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, work));
		return { records: accepted, different: accepted };
	};
	return { name, run };
}

/** A trigger and a node that does nothing. Executions are not saved. */
const workflowWith = (name: string, trigger: object): Workflow => ({
	name,
	nodes: [
		{ id: `${name}-1`, name: 'Trigger', position: [0, 0], ...trigger },
		{
			id: `${name}-2`,
			name: 'Nothing',
			position: [200, 0],
			type: 'n8n-nodes-base.noOp',
			typeVersion: 1,
			parameters: {},
		},
	] as Workflow['nodes'],
	connections: { Trigger: { main: [[{ node: 'Nothing', type: 'main', index: 0 }]] } },
	settings: { saveDataSuccessExecution: 'none' },
});

const webhookWorkflow = (path: string, typeVersion: number) =>
	workflowWith(path, {
		type: 'n8n-nodes-base.webhook',
		typeVersion,
		webhookId: path,
		parameters: { httpMethod: 'POST', path, options: {} },
	});

const emptyWorkflow = (name: string) =>
	workflowWith(name, {
		type: `CUSTOM.${name}`,
		typeVersion: 1,
		webhookId: name,
		parameters: {},
	});

const ownWorkflow = ({ id, name, type }: SavedCredential) =>
	workflowWith('own-trigger', {
		type: 'n8n-nodes-social-intents.socialIntentsTrigger',
		typeVersion: 1,
		webhookId: 'own-trigger',
		parameters: { events: ['chatAnswered'], widgets: 'all', simplify: true, options: {} },
		credentials: { [type]: { id, name } },
	});

/** Accepted webhook deliveries, each of which starts a workflow. */
export async function deliveries({ n8n, service, credential, rounds }: Bench): Promise<Section[]> {
	await publishNew(n8n, ownWorkflow(credential));
	await publishNew(n8n, webhookWorkflow('webhook-node', 2.1));
	await publishNew(n8n, webhookWorkflow('webhook-node-1', 1));
	await publishNew(n8n, emptyWorkflow('emptyTrigger'));
	await publishNew(n8n, emptyWorkflow('emptyTriggerWithPath'));
	const [target = ''] = await service.targets();
	const results = await compare({
		service,
		pid: n8n.pid,
		candidates: [
			deliver('Social Intents Trigger', target),
			deliver(EMPTY, `${n8n.url}/webhook/emptyTrigger/deliveries`),
			deliver(
				EMPTY_WITH_PATH,
				`${n8n.url}/webhook/emptyTriggerWithPath/deliveries/emptyTriggerWithPath/lead/secret`,
			),
			deliver('Webhook node', `${n8n.url}/webhook/webhook-node`),
			deliver(LIKE_OTHERS, `${n8n.url}/webhook/webhook-node-1`),
		],
		rounds,
	});
	const own = resultOf(results, 'Social Intents Trigger');
	const perSecond = (name: string) => (COUNT / resultOf(results, name).ms) * 1000;
	const against = (name: string) => perSecond(own.name) / perSecond(name);
	return [
		{
			title: `${COUNT} webhook deliveries, ${AT_ONCE} at a time`,
			rows: tableOf(results).map(({ what, ms, records, 'n8n peak MB': peak }) => ({
				what: what ?? '',
				ms: ms ?? '',
				'per second': Math.round(perSecond(String(what))),
				accepted: records ?? '',
				'n8n peak MB': peak ?? '',
			})),
			goals: [
				equal('accepted', own.records, COUNT),
				atLeast('deliveries per second against an empty community trigger', against(EMPTY), 0.97),
				atLeast(
					'deliveries per second against version 1 of the Webhook node',
					against(LIKE_OTHERS),
					0.95,
				),
			],
		},
	];
}
