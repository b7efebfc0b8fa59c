import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import {
	createCredential,
	createWorkflow,
	executionIds,
	publish,
	waitForExecution,
	type N8n,
	type SavedWorkflow,
} from '../../scripts/n8n/index.mts';
import { readMajorVersion } from '../../scripts/options.mts';
import { n8nWithPackage } from './n8nWithPackage.mts';
import { startSandbox, type Sandbox } from './sandbox.mts';

const TRIGGER = 'When Something Happens';
const KINDS = ['chat', 'missedChat', 'offlineMessage', 'lead'] as const;
const EVENT_COUNT = 500;
/** n8n refuses an interval of less than a minute, but not several times in a minute. */
const POLL_TIMES = [0, 10, 20, 30, 40, 50].map((second) => ({
	mode: 'custom',
	cronExpression: `${second} * * * * *`,
}));
const MAX_WAIT_MS = 60_000;

/** n8n 2 can keep the schedule and the state of a poller in its database. */
const DURABLE = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
};
const SETTINGS: Array<[string, Record<string, string>]> = [['as it comes', {}]];
if (readMajorVersion(process.env.E2E_N8N) === '2') SETTINGS.push(['with durable pollers', DURABLE]);

let sandbox: Sandbox;
let n8n: N8n;
let folder: N8n;
let workflow: SavedWorkflow;

async function start(env: Record<string, string>) {
	sandbox = await startSandbox({ data: {} });
	folder = n8n = await n8nWithPackage({ env });
	const credential = await createCredential(n8n, {
		name: 'Sandbox',
		type: 'socialIntentsApi',
		data: { authentication: 'apiToken', apiToken: sandbox.token, baseUrl: sandbox.baseUrl },
	});
	workflow = await createWorkflow(n8n, {
		name: 'Polling',
		nodes: [
			{
				id: randomUUID(),
				name: TRIGGER,
				type: 'n8n-nodes-social-intents.socialIntentsPollingTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {
					pollTimes: { item: POLL_TIMES },
					events: ['chatAnswered', 'chatMissed', 'lead', 'offlineMessage'],
				},
				credentials: { socialIntentsApi: { id: credential.id, name: credential.name } },
			},
		],
		connections: {},
	});
}

afterEach(async () => {
	await n8n?.stop();
	await folder?.stop();
	await sandbox?.close();
});

/** The IDs of all records that executions started with, in order. */
async function arrived(): Promise<string[]> {
	const ids: string[] = [];
	for (const id of (await executionIds(n8n, { workflowId: workflow.id })).reverse()) {
		const { status, data } = await waitForExecution(n8n, id);
		expect(status).toBe('success');
		const items = data.resultData.runData[TRIGGER]?.[0]?.data?.main?.[0] ?? [];
		ids.push(...items.map(({ json }) => String(json.id)));
	}
	return ids;
}

async function until(condition: () => boolean | Promise<boolean>, what: string) {
	const deadline = Date.now() + MAX_WAIT_MS;
	while (!(await condition())) {
		if (Date.now() > deadline) throw new Error(`Waited too long until ${what}`);
		await sleep(100);
	}
}

/** The polling trigger also requests the widgets once, to recognize the account. */
const listsAsked = () => sandbox.requests.filter(({ path }) => !path.endsWith('/apps')).length;

const isAsked = () => sandbox.requests.some(({ status }) => status === null);

it.each(SETTINGS)(
	'n8n %s, killed in the middle of a poll of 500 events, emits each of them once',
	async (_, env) => {
		await start(env);
		expect((await publish(n8n, workflow.id)).status).toBe('published');
		await until(() => listsAsked() === 3, 'the first poll has set its mark');
		expect(await arrived()).toEqual([]);

		const happened: string[] = [];
		const happen = async (count: number) => {
			for (let left = count; left > 0; left--) {
				const type = KINDS[happened.length % KINDS.length] ?? 'chat';
				happened.push((await sandbox.act({ type })).record.id);
			}
		};

		await happen(200);
		await until(async () => (await arrived()).length === 200, 'a poll has found the first events');
		await happen(50);
		// Long enough to be interrupted.
		sandbox.settings.latencyMs = 2000;
		await until(isAsked, 'n8n polls');
		await n8n.kill();
		await happen(150);
		sandbox.settings.latencyMs = 0;
		n8n = await n8nWithPackage({ userFolder: folder.userFolder, env });
		await happen(EVENT_COUNT - happened.length);
		await until(async () => (await arrived()).length >= EVENT_COUNT, 'all events have arrived');

		const asked = sandbox.requests.length;
		await until(() => sandbox.requests.length >= asked + 3, 'n8n has polled once more');
		await sleep(1000);
		expect((await arrived()).sort()).toEqual(happened.sort());
	},
	8 * MAX_WAIT_MS,
);
