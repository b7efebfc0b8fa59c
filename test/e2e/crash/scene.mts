/// <reference lib="esnext.disposable" />
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INode, INodeExecutionData } from 'n8n-workflow';
import { expect } from 'vitest';
import {
	createCredential,
	createWorkflow,
	executionIds,
	ownerOf,
	publish,
	RestError,
	setUpOwner,
	startN8n,
	unpublish,
	waitForExecution,
	type N8n,
	type SavedCredential,
	type SavedWorkflow,
} from '../../../scripts/n8n/index.mts';
import { n8nWithPackage } from '../n8nWithPackage.mts';
import { startSandbox, type Sandbox } from '../sandbox.mts';

const TRIGGER = 'New Lead';
export const START = 'Start';
const PATIENCE = 90_000;
/** What both versions of n8n log once their workflows are active. */
const READY = 'Editor is now accessible';

/** n8n 2 resumes an interrupted publication after its lease, which is two minutes by default. */
const IMPATIENT = {
	N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '15',
	N8N_WORKFLOW_PUBLICATION_OUTBOX_POLL_INTERVAL_MS: '1000',
};

export const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

/** An n8n with one workflow per trigger, and the account it is connected to. */
export class CrashScene implements AsyncDisposable {
	readonly sandbox: Sandbox;
	n8n: N8n;
	instant!: SavedWorkflow;
	polling!: SavedWorkflow;
	/** The IDs of the leads since the polling trigger was published. */
	leads: string[] = [];
	/** Executions that were running when n8n was killed: n8n may leave them so forever. */
	private interrupted = new Set<string>();
	private readonly first: N8n;
	private readonly env: Record<string, string>;
	private readonly credential: SavedCredential;

	private constructor(
		sandbox: Sandbox,
		n8n: N8n,
		env: Record<string, string>,
		credential: SavedCredential,
	) {
		this.sandbox = sandbox;
		this.first = this.n8n = n8n;
		this.env = env;
		this.credential = credential;
	}

	static async start(clock: Record<string, string>): Promise<CrashScene> {
		const env = { ...IMPATIENT, ...clock };
		const sandbox = await startSandbox({ data: {} });
		const n8n = await n8nWithPackage({ env });
		const credential = await createCredential(n8n, {
			name: 'Sandbox',
			type: 'socialIntentsApi',
			data: { authentication: 'apiToken', apiToken: sandbox.token, baseUrl: sandbox.baseUrl },
		});
		return new CrashScene(sandbox, n8n, env, credential);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.n8n.stop();
		await this.first.stop();
		await this.sandbox.close();
	}

	/** Creates two new workflows, of which the polling one is published; the account has no webhook. */
	async begin(): Promise<void> {
		await this.n8n.rest('GET', 'settings').catch(async () => await this.restart());
		this.sandbox.reset();
		this.sandbox.setData({ chats: [], contacts: [] });
		this.leads = [];
		this.instant = await this.create('Instant', 'socialIntentsTrigger', {});
		this.polling = await this.create('Polling', 'socialIntentsPollingTrigger', {
			// Never on its own: n8n 1 forgets an execution that has just started when it is killed.
			pollTimes: { item: [{ mode: 'custom', cronExpression: '0 0 0 1 1 *' }] },
		});
		await publish(this.n8n, this.polling.id);
		await this.until(() => this.isListed(), 'the first poll');
	}

	private async create(name: string, type: string, parameters: INode['parameters']) {
		const trigger = this.node(TRIGGER, type, { ...parameters, events: ['lead'] });
		return await createWorkflow(this.n8n, { name, nodes: [trigger], connections: {} });
	}

	private node(name: string, type: string, parameters: INode['parameters']): INode {
		const { id, name: called } = this.credential;
		return {
			id: randomUUID(),
			name,
			type: type.includes('.') ? type : `n8n-nodes-social-intents.${type}`,
			typeVersion: 1,
			position: [0, 0],
			parameters,
			credentials: { socialIntentsApi: { id, name: called } },
		};
	}

	/** A workflow that gets all leads of so many days in a manual run, with one request a day. */
	async createGetMany(days: number): Promise<SavedWorkflow> {
		const start = this.node(START, 'n8n-nodes-base.manualTrigger', {});
		const parameters = {
			resource: 'contact',
			operation: 'getAll',
			returnAll: true,
			filters: { dateFrom: daysAgo(days) },
			options: { daysPerRequest: 1 },
		};
		return await createWorkflow(this.n8n, {
			name: 'Get Many',
			nodes: [start, this.node('Get Many', 'socialIntents', parameters)],
			connections: { [START]: { main: [[{ node: 'Get Many', type: 'main', index: 0 }]] } },
		});
	}

	/** Whether the leads have been requested. */
	private isListed(): boolean {
		return this.sandbox.requests.some(
			({ path, status }) => path.endsWith('/contacts') && status === 200,
		);
	}

	/** Creates leads of one visitor each and returns the statuses of their deliveries. */
	async captureLeads(count: number): Promise<Array<number | null>> {
		const actions = Array.from({ length: count }, () => this.sandbox.act({ type: 'lead' }));
		const results = await Promise.all(actions);
		this.leads.push(...results.map(({ record }) => record.id));
		return results.flatMap(({ deliveries }) => deliveries.map(({ status }) => status));
	}

	/**
	 * Restarts the killed n8n with the same data at the same address. n8n 1 responds to requests while
	 * it is still activating its workflows, and loses track of one that is deactivated in the meantime.
	 */
	async restart(): Promise<void> {
		const { majorVersion, userFolder, url } = this.n8n;
		const port = Number(new URL(url).port);
		// Before the start, whose first poll starts executions of its own.
		this.interrupted = new Set(unfinishedExecutions(userFolder));
		this.n8n = await startN8n({ majorVersion, userFolder, port, env: this.env });
		const isReady = async () => (await readFile(this.n8n.log, 'utf8')).includes(READY);
		await this.until(isReady, 'the start of n8n');
		await this.signIn();
	}

	/** Sessions expire when the clock changes. */
	async signIn(): Promise<void> {
		await setUpOwner(this.n8n, await ownerOf(this.n8n.userFolder));
	}

	/** Polls immediately: n8n does so whenever a workflow is published. */
	async poll(): Promise<void> {
		await unpublish(this.n8n, this.polling.id);
		await publish(this.n8n, this.polling.id);
	}

	/** Starts something that n8n may not get to finish. */
	async begun(work: Promise<unknown>, condition: () => boolean, what: string): Promise<void> {
		work.catch(() => undefined);
		await this.until(condition, what);
	}

	async until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
		const deadline = Date.now() + PATIENCE;
		while (!(await condition())) {
			if (Date.now() > deadline) throw new Error(`Waited too long for ${what}`);
			await sleep(20);
		}
	}

	/** The IDs of the newest hundred executions of a workflow, the newest first. */
	async executionsOf({ id }: SavedWorkflow): Promise<string[]> {
		return await executionIds(this.n8n, { workflowId: id });
	}

	/** The IDs of all leads that a workflow started with. */
	async startedWith(workflow: SavedWorkflow): Promise<string[]> {
		const ids = (await this.executionsOf(workflow)).filter((id) => !this.interrupted.has(id));
		const started = await Promise.all(ids.map(async (id) => await this.itemsOf(id)));
		return started.flat().map(({ json }) => String(json.id));
	}

	/** What the trigger emitted. n8n 1 stores an execution before its data, and cannot show one without. */
	private async itemsOf(execution: string): Promise<INodeExecutionData[]> {
		try {
			const { data } = await waitForExecution(this.n8n, execution);
			return data.resultData.runData[TRIGGER]?.[0]?.data?.main?.[0] ?? [];
		} catch (error) {
			if (error instanceof RestError && error.status === 500) return [];
			throw error;
		}
	}

	/**
	 * What must be true after every failure: once published, the account has one webhook per widget;
	 * a lead starts each workflow once; the polling trigger has emitted every lead once; once unpublished,
	 * no webhook is left. `lost` are webhooks whose IDs n8n did not get to save: all of
	 * them stay, and nothing else does.
	 */
	async expectRecovered(lost: string[]): Promise<void> {
		const { n8n, sandbox } = this;
		const known = () => {
			const ids = sandbox.webhooks.map(({ id }) => id);
			expect(ids).toEqual(expect.arrayContaining(lost));
			return sandbox.webhooks.filter(({ id }) => !lost.includes(id));
		};
		await unpublish(n8n, this.instant.id);
		expect(known()).toEqual([]);
		expect((await publish(n8n, this.instant.id)).status).toBe('published');
		const widgets = sandbox.data.widgets.map(({ id }) => id);
		expect(
			known()
				.map(({ appId }) => appId)
				.sort(),
		).toEqual(widgets.sort());
		const before = await this.startedWith(this.instant);
		await this.captureLeads(1);
		const lead = this.leads.at(-1) ?? '';
		await this.until(
			async () => (await this.startedWith(this.instant)).length > before.length,
			'the delivery of a lead',
		);
		expect((await this.startedWith(this.instant)).sort()).toEqual([...before, lead].sort());
		expect(new Set(before).size).toBe(before.length);
		await this.poll();
		await this.until(
			async () => (await this.startedWith(this.polling)).includes(lead),
			'the poll that finds the lead',
		);
		expect((await this.startedWith(this.polling)).sort()).toEqual(this.leads.sort());
		await unpublish(n8n, this.polling.id);
		await unpublish(n8n, this.instant.id);
		expect(known()).toEqual([]);
	}
}

/** The IDs of the executions that an n8n was killed with, from its database. */
function unfinishedExecutions(userFolder: string): string[] {
	using database = new DatabaseSync(join(userFolder, '.n8n', 'database.sqlite'));
	const rows = database
		.prepare("SELECT id FROM execution_entity WHERE status IN ('new', 'running')")
		.all();
	return rows.map(({ id }) => String(id));
}
