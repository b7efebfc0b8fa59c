import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Delivery } from '../../sandbox/api/webhooks.mts';
import {
	createCredential,
	createWorkflow,
	publish,
	unpublish,
	type SavedWorkflow,
	type Workflow,
} from '../../scripts/n8n/index.mts';
import { startLedger, type Ledger } from './ledger.mts';
import { startQueueMode, type QueueMode } from './queueMode.mts';
import { startSandbox, type Sandbox } from './sandbox.mts';

/** The default concurrency of a worker. */
const workerConcurrency = 10;

let n8n: QueueMode;
let sandbox: Sandbox;
let ledger: Ledger;
/** The error workflow, which starts for failed executions. */
let alarms: Ledger;
let workflow: SavedWorkflow;

beforeAll(async () => {
	sandbox = await startSandbox({ data: {} });
	ledger = await startLedger();
	alarms = await startLedger();
	n8n = await startQueueMode();
	const saved = await createCredential(n8n.main, {
		name: 'Social Intents',
		type: 'socialIntentsApi',
		data: { authentication: 'apiToken', apiToken: sandbox.token, baseUrl: sandbox.baseUrl },
	});
	const alarm = await createWorkflow(
		n8n.main,
		chain(
			'Alarm',
			{ type: 'n8n-nodes-base.errorTrigger', typeVersion: 1, parameters: {} },
			caller(`=${alarms.url}/{{ $json.execution.id }}/{{ $json.execution.mode }}`),
		),
	);
	await publish(n8n.main, alarm.id);
	workflow = await createWorkflow(n8n.main, {
		...chain(
			'Leads',
			{
				type: 'n8n-nodes-social-intents.socialIntentsTrigger',
				typeVersion: 1,
				parameters: { events: ['lead'] },
				credentials: { socialIntentsApi: { id: saved.id, name: saved.name } },
			},
			caller(`=${ledger.url}/{{ $execution.id }}/{{ $json.id }}`),
		),
		settings: { executionOrder: 'v1', errorWorkflow: alarm.id },
	});
});

afterAll(async () => {
	await n8n?.[Symbol.asyncDispose]();
	await sandbox?.close();
	await ledger?.[Symbol.asyncDispose]();
	await alarms?.[Symbol.asyncDispose]();
});

type Step = Pick<Workflow['nodes'][number], 'type' | 'typeVersion' | 'parameters' | 'credentials'>;

const caller = (url: string): Step => ({
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: { url },
});

/** A workflow with a trigger and one node after it. */
function chain(name: string, trigger: Step, action: Step): Workflow {
	const node = (title: string, step: Step) => ({
		id: randomUUID(),
		name: title,
		position: [0, 0] as [number, number],
		...step,
	});
	return {
		name,
		nodes: [node('Trigger', trigger), node('Action', action)],
		connections: { Trigger: { main: [[{ node: 'Action', type: 'main', index: 0 }]] } },
	};
}

/** Lets the service deliver these leads, a few at a time. */
async function deliver(ids: string[]): Promise<Delivery[]> {
	const waiting = [...ids];
	const deliveries: Delivery[] = [];
	const next = async () => {
		for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
			deliveries.push(...(await sandbox.act({ type: 'lead', fields: { id } })).deliveries);
		}
	};
	await Promise.all(Array.from({ length: 4 }, next));
	return deliveries;
}

/** Posts these leads without the secret. Returns the status of each response. */
async function forge(ids: string[]): Promise<number[]> {
	const [{ targetUrl } = { targetUrl: '' }] = sandbox.webhooks;
	const statuses: number[] = [];
	for (const id of ids) {
		const answer = await fetch(targetUrl.replace(/[^/]+$/, 'guessed'), {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify([{ id }]),
		});
		await answer.arrayBuffer();
		statuses.push(answer.status);
	}
	return statuses;
}

/** All executions of the workflow in n8n's database. */
async function executions(): Promise<Map<string, string>> {
	const rows = await n8n.postgres.query(
		`select id, status from execution_entity where "workflowId" = '${workflow.id}'`,
	);
	return new Map(rows.map(([id = '', status = '']) => [id, status]));
}

async function unfinished(): Promise<number> {
	const ended = ['success', 'error', 'crashed', 'canceled'];
	return [...(await executions()).values()].filter((status) => !ended.includes(status)).length;
}

const numbered = (name: string, count: number) =>
	Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
const sorted = (texts: Iterable<string>) => [...texts].sort();
const seconds = (from: number, to: number) => `${((to - from) / 1000).toFixed(1)} s`;

it('every accepted delivery ends in exactly one execution, even if a worker is killed', async () => {
	expect((await publish(n8n.main, workflow.id)).status).toBe('published');
	const origins = new Set(sandbox.webhooks.map(({ targetUrl }) => new URL(targetUrl).origin));
	expect([...origins]).toEqual([n8n.webhookProcessor.url]);

	ledger.holdAfter(100);
	const began = Date.now();
	const delivering = deliver(numbered('lead', 300));
	const forging = forge(numbered('forged', 30));
	const inState = (state: string) => ledger.entries.filter((entry) => entry.state === state);
	await expect.poll(() => inState('held').length, { timeout: 300_000 }).toBe(2 * workerConcurrency);
	await n8n.workers[0].kill();
	const killed = Date.now();
	await expect.poll(() => inState('cut off').length, { timeout: 30_000 }).toBe(workerConcurrency);
	const interrupted = inState('cut off');
	ledger.release();

	const deliveries = await delivering;
	const delivered = Date.now();
	expect(await forging).toEqual(Array(30).fill(401));
	expect(deliveries.map(({ status, response }) => `${status} ${response}`)).toEqual(
		Array(300).fill('200 {"received":1,"accepted":1}'),
	);
	await expect
		.poll(async () => (await unfinished()) <= interrupted.length, { timeout: 300_000 })
		.toBe(true);
	const worked = Date.now();
	await expect.poll(unfinished, { timeout: 400_000, interval: 500 }).toBe(0);
	const ended = Date.now();

	// One execution per delivery, and no others.
	const runs = await executions();
	expect(runs.size).toBe(300);
	const pairs = new Map(ledger.entries.map(({ execution, record }) => [execution, record]));
	expect(sorted(pairs.keys())).toEqual(sorted(runs.keys()));
	expect(sorted(pairs.values())).toEqual(sorted(numbered('lead', 300)));

	// n8n 2 does not rerun interrupted executions; they end as failed.
	const lost = new Set(interrupted.map(({ record }) => record));
	expect(sorted(inState('answered').map(({ record }) => record))).toEqual(
		sorted(numbered('lead', 300).filter((record) => !lost.has(record))),
	);
	const withStatus = (status: string) =>
		sorted([...runs.keys()].filter((id) => runs.get(id) === status));
	expect(withStatus('error')).toEqual(sorted(interrupted.map(({ execution }) => execution)));
	expect(withStatus('success')).toHaveLength(300 - lost.size);
	// The error workflow starts for each of these, and for no other.
	await expect
		.poll(() => sorted(alarms.entries.map(({ execution }) => execution)), { timeout: 60_000 })
		.toEqual(withStatus('error'));

	const latencies = deliveries.map(({ ms }) => ms).sort((a, b) => a - b);
	console.log(
		`300 deliveries taken in ${seconds(began, delivered)}, an answer within ${latencies[150]} ms ` +
			`(median), ${latencies[285]} ms (95 %), ${latencies[299]} ms (longest); ` +
			`${interrupted.length} executions interrupted by the kill; the others done ` +
			`${seconds(killed, worked)} after it, the interrupted ones ${seconds(killed, ended)} after it`,
	);
}, 1_200_000);

it('removes its webhooks when it is unpublished', async () => {
	await unpublish(n8n.main, workflow.id);
	expect(sandbox.webhooks).toEqual([]);
});
