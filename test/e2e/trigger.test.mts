import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { eventExample, readExample } from '../../scripts/example.mts';
import {
	createCredential,
	createWorkflow,
	executionIds,
	publish,
	unpublish,
	waitForExecution,
	withCredential,
	type N8n,
	type SavedCredential,
	type SavedWorkflow,
} from '../../scripts/n8n/index.mts';
import { freePort } from '../../scripts/ports.mts';
import { findSecrets, fragmentsOf } from '../support/secrets.mts';
import { openInspector } from '../soak/inspector.mts';
import { attack, REQUESTS } from './hostile/attack.mts';
import { countExecutions } from './hostile/executions.mts';
import { measureFlood, SECONDS } from './hostile/flood.mts';
import { reportAttack, reportFlood } from './hostile/page.mts';
import { floodable } from './hostile/workflows.mts';
import { exportWorkflows } from './exportWorkflows.mts';
import { n8nWithPackage } from './n8nWithPackage.mts';
import { secretsOfSandboxes, startSandbox, type Sandbox } from './sandbox.mts';

let n8n: N8n;
let inspectorPort: number;
let credential: SavedCredential;
let sandbox: Sandbox;
let workflow: SavedWorkflow;

beforeAll(async () => {
	sandbox = await startSandbox({ data: {} });
	inspectorPort = await freePort();
	n8n = await n8nWithPackage({
		env: {
			NODE_OPTIONS: `--inspect-port=127.0.0.1:${inspectorPort}`,
			// The flood of test:deep is measured with n8n's default settings.
			N8N_LOG_LEVEL: process.env.E2E_N8N === '2' && !process.env.FLOOD_SECONDS ? 'debug' : 'info',
		},
	});
	credential = await createCredential(n8n, {
		name: 'Sandbox',
		type: 'socialIntentsApi',
		data: { authentication: 'apiToken', apiToken: sandbox.token, baseUrl: sandbox.baseUrl },
	});
	const example = await readExample(eventExample);
	workflow = await createWorkflow(n8n, withCredential(example, credential));
});

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
});

const started = async () => await executionIds(n8n, { workflowId: workflow.id });

/** The trigger's output in the one execution that a visitor's action starts. */
async function startedBy(action: Parameters<Sandbox['act']>[0]) {
	const before = new Set(await started());
	const { record, deliveries } = await sandbox.act(action);
	expect(deliveries.map(({ status }) => status)).toEqual([200]);
	const fresh = (await started()).filter((id) => !before.has(id));
	expect(fresh).toHaveLength(1);
	const { data, status } = await waitForExecution(n8n, fresh[0] ?? '');
	expect(status).toBe('success');
	const items = data.resultData.runData[eventExample.trigger]?.[0]?.data?.main?.[0];
	return { record, items: items?.map(({ json }) => json) };
}

describe('the trigger in a real n8n', () => {
	it('registers a webhook for each widget and event type when it is published', async () => {
		expect(await publish(n8n, workflow.id)).toMatchObject({ status: 'published' });
		const registered = sandbox.webhooks.map(({ appId, event }) => `${appId} ${event}`);
		const wanted = sandbox.data.widgets.flatMap(({ id }) =>
			['', 'offline_message', 'lead'].map((event) => `${id} ${event}`),
		);
		expect(registered.sort()).toEqual(wanted.sort());
	});

	it.each([
		['chat', 'chatAnswered'],
		['missedChat', 'chatMissed'],
		['offlineMessage', 'offlineMessage'],
		['lead', 'lead'],
	] as const)('starts once for each visitor’s %s, with its item', async (type, event) => {
		const widgetId = sandbox.data.widgets[1]?.id;
		const { record, items } = await startedBy({ type, widgetId });
		expect(items).toEqual([expect.objectContaining({ id: record.id, event, widgetId })]);
	});

	it('starts once for a compressed delivery', async () => {
		sandbox.setVariants(['delivery-gzip']);
		const { record, items } = await startedBy({ type: 'missedChat' });
		sandbox.setVariants([]);
		expect(items).toEqual([expect.objectContaining({ id: record.id, event: 'chatMissed' })]);
	});

	it('is not called for JSON in a charset that n8n does not know', async () => {
		const before = await started();
		sandbox.setVariants(['delivery-latin-1']);
		const { deliveries } = await sandbox.act({ type: 'missedChat' });
		sandbox.setVariants([]);
		expect(deliveries.map(({ status }) => status)).toEqual([422]);
		expect(await started()).toEqual(before);
	});

	it('rejects a delivery without the secret and does not start', async () => {
		const before = await started();
		const [{ targetUrl } = { targetUrl: '' }] = sandbox.webhooks;
		const wrong = targetUrl.replace(/[^/]+$/, 'guessed');
		const body = JSON.stringify([{ id: 'x', chatType: 'Answered' }]);
		const headers = { 'Content-Type': 'application/json' };
		const answer = await fetch(wrong, { method: 'POST', headers, body });
		expect(answer.status).toBe(401);
		expect(await started()).toEqual(before);
	});

	it(
		'starts nothing for hostile requests without the secret, and keeps nothing of them',
		async () => {
			const [{ targetUrl } = expect.fail()] = sandbox.webhooks;
			const before = countExecutions(n8n);
			using inspector = await openInspector(n8n.pid, inspectorPort);
			const result = await attack(n8n, inspector, targetUrl);
			await reportAttack(n8n.majorVersion, result);
			expect(result.log).not.toMatch(/node_modules\/n8n-nodes-social-intents|unhandled|uncaught/i);
			expect(result.heap[1] - result.heap[0]).toBeLessThan(50);
			const { items } = await startedBy({ type: 'lead' });
			expect(items).toHaveLength(1);
			expect(countExecutions(n8n)).toBe(before + 1);
		},
		120_000 + REQUESTS * 300,
	);

	it(
		'starts once for each genuine delivery beside a flood of wrong secrets, and not for these',
		async () => {
			const { target, floods, workflows } = await floodable(n8n, sandbox, credential);
			const rows = [];
			for (const flood of floods) rows.push(await measureFlood(target, flood));
			await reportFlood(n8n.majorVersion, rows);
			const statuses = rows.map(({ genuine, wrong }) =>
				[genuine, wrong].map((posted) => Object.keys(posted?.statuses ?? {}).join()),
			);
			expect(statuses).toEqual([
				['200', ''],
				['200', '401'],
				['200', '403'],
				['200', '403'],
				['200', '404'],
				['200', ''],
			]);
			const delivered = rows.reduce((sum, { genuine }) => sum + genuine.total, 0);
			await expect.poll(() => countExecutions(n8n, workflows), { timeout: 60_000 }).toBe(delivered);
			for (const id of workflows) await unpublish(n8n, id);
		},
		120_000 + SECONDS * 10_000,
	);

	it('accepts a record again after n8n could not store its execution', async () => {
		const [{ targetUrl } = { targetUrl: '' }] = sandbox.webhooks;
		const send = async () => {
			const body = JSON.stringify([{ id: 'sent-again', chatType: 'Answered' }]);
			const headers = { 'Content-Type': 'application/json' };
			const { status } = await fetch(targetUrl, { method: 'POST', headers, body });
			return { status, executions: (await started()).length };
		};
		const { length: before } = await started();
		using database = new DatabaseSync(join(dirname(n8n.log), '.n8n', 'database.sqlite'));
		database.exec('PRAGMA busy_timeout = 10000');
		database.exec(
			"CREATE TRIGGER full BEFORE INSERT ON execution_entity BEGIN SELECT RAISE(ABORT, 'full'); END",
		);
		// n8n 1 responds before it stores anything, so the service would not send it again.
		const isOld = n8n.majorVersion === '1';
		expect(await send()).toEqual({ status: isOld ? 200 : 500, executions: before });
		database.exec('DROP TRIGGER full');
		expect(await send()).toEqual({ status: 200, executions: isOld ? before : before + 1 });
		expect(await send()).toEqual({ status: 200, executions: isOld ? before : before + 1 });
	});

	it('leaves no secret in an exported workflow, except in the static data that the CLI of n8n exports', async () => {
		const workflows = await exportWorkflows(n8n);
		const { tokens, deliverySecrets } = secretsOfSandboxes();
		expect(deliverySecrets).not.toEqual([]);
		const exported = workflows.find(({ id }) => id === workflow.id);
		expect(findSecrets(exported?.staticData, fragmentsOf(tokens))).toEqual([]);
		expect(findSecrets(exported?.staticData, deliverySecrets)).not.toEqual([]);
		const others = workflows.map((one) => ({ ...one, staticData: undefined }));
		expect(findSecrets(others, fragmentsOf([...tokens, ...deliverySecrets]))).toEqual([]);
	});

	it('includes a new widget after the workflow was unpublished and published again', async () => {
		await publish(n8n, workflow.id);
		const [widget = expect.fail()] = sandbox.data.widgets;
		sandbox.setData({ widgets: [...sandbox.data.widgets, { ...widget, id: 'made-later' }] });
		const isIncluded = () => sandbox.webhooks.some(({ appId }) => appId === 'made-later');
		await publish(n8n, workflow.id);
		// n8n 2 leaves a trigger alone whose node has not changed.
		expect(isIncluded()).toBe(n8n.majorVersion === '1');
		await unpublish(n8n, workflow.id);
		expect(await publish(n8n, workflow.id)).toMatchObject({ status: 'published' });
		expect(isIncluded()).toBe(true);
	});

	it('removes its own webhooks, and no others, when it is unpublished', async () => {
		const foreign = { target_url: 'https://example.com/hook', event: 'lead' };
		const path = `${sandbox.baseUrl}/apps/${sandbox.data.widgets[0]?.id}/webhook`;
		await fetch(path, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', 'X-SocialIntentsToken': sandbox.token },
			body: JSON.stringify(foreign),
		});
		await unpublish(n8n, workflow.id);
		expect(sandbox.webhooks.map(({ targetUrl }) => targetUrl)).toEqual([foreign.target_url]);
		// The data of n8n is still searched for the secrets in their URLs.
		expect(secretsOfSandboxes().deliverySecrets).not.toEqual([]);
	});
});
