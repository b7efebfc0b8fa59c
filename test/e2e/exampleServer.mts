import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import {
	createCredential,
	createWorkflow,
	publish,
	unpublish,
	withCredential,
	type Execution,
	type N8n,
	type SavedCredential,
	type SavedWorkflow,
	type Workflow,
} from '../../scripts/n8n/index.mts';
import { example, executionsOf } from './exampleWorkflows.mts';
import { n8nWithPackage } from './n8nWithPackage.mts';
import { startSandbox, type Sandbox, type SandboxOptions } from './sandbox.mts';
import { startInternet, type HostedService, type Internet } from './standIns/internet.mts';

interface Options {
	/** The sandbox of the account that the examples read. */
	sandbox?: SandboxOptions;
	/** Stand-ins that n8n's nodes reach under the real hosts of the services. */
	services?: HostedService[];
}

export interface ExampleServer {
	readonly n8n: N8n;
	readonly sandbox: Sandbox;
	/** The credential of the sandbox. */
	readonly socialIntents: SavedCredential;
	/** Other hosts that n8n tried to reach. */
	refusedHosts(): string[];
	/** Saves a workflow, which is unpublished after the test. */
	imports(workflow: Workflow): Promise<SavedWorkflow>;
	/** Saves a workflow with the credential of the sandbox. */
	importsConnected(workflow: Workflow): Promise<SavedWorkflow>;
	/** A separate account, which exists until the test ends. */
	accountWith(options: SandboxOptions): Promise<{ account: Sandbox; credential: SavedCredential }>;
	saveCredential(type: string, data: ICredentialDataDecryptedObject): Promise<SavedCredential>;
	/** The example with the credential for the service that one of n8n's node types calls. */
	exampleWith(
		name: string,
		nodeType: string,
		credential: { type: string; data: ICredentialDataDecryptedObject },
	): Promise<Workflow>;
	/** Publishes, causes an event, and polls by publishing again. */
	polls(workflow: SavedWorkflow, happens: () => Promise<unknown>): Promise<void>;
	/** The executions of a published workflow, once there are that many and all have succeeded. */
	expectRuns(workflow: SavedWorkflow, count: number): Promise<Execution[]>;
}

/** One n8n and one sandbox for all tests of a file, with the package packed as for publishing. */
export function useExampleServer({ sandbox: account, services = [] }: Options = {}): ExampleServer {
	let n8n: N8n;
	let sandbox: Sandbox;
	let socialIntents: SavedCredential;
	let internet: Internet | undefined;
	let imported: SavedWorkflow[];
	let accounts: Sandbox[];

	beforeAll(async () => {
		if (services.length > 0) internet = await startInternet(services);
		sandbox = await startSandbox(account);
		n8n = await n8nWithPackage({ env: internet?.env });
		socialIntents = await credentialOf(sandbox);
	});

	afterAll(async () => {
		await n8n?.stop();
		await sandbox?.close();
		await internet?.[Symbol.asyncDispose]();
	});

	beforeEach(() => {
		imported = [];
		accounts = [];
	});

	afterEach(async () => {
		for (const { id } of imported) await unpublish(n8n, id);
		for (const account of accounts) await account.close();
	});

	async function imports(workflow: Workflow): Promise<SavedWorkflow> {
		const saved = await createWorkflow(n8n, workflow);
		imported.push(saved);
		return saved;
	}

	const credentialOf = async ({ token: apiToken, baseUrl }: Sandbox) =>
		await saveCredential('socialIntentsApi', { authentication: 'apiToken', apiToken, baseUrl });

	async function saveCredential(
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<SavedCredential> {
		return await createCredential(n8n, { name: type, type, data });
	}

	async function polls(workflow: SavedWorkflow, happens: () => Promise<unknown>): Promise<void> {
		expect((await publish(n8n, workflow.id)).status).toBe('published');
		await happens();
		await unpublish(n8n, workflow.id);
		expect((await publish(n8n, workflow.id)).status).toBe('published');
	}

	async function expectRuns(workflow: SavedWorkflow, count: number): Promise<Execution[]> {
		await expect
			.poll(async () => (await executionsOf(n8n, workflow)).length, { timeout: 90_000 })
			.toBe(count);
		const executions = await executionsOf(n8n, workflow);
		for (const { status, data } of executions) {
			expect({ status, error: data.resultData.error?.message }).toEqual({ status: 'success' });
		}
		return executions;
	}

	return {
		get n8n() {
			return n8n;
		},
		get sandbox() {
			return sandbox;
		},
		get socialIntents() {
			return socialIntents;
		},
		refusedHosts: () => internet?.refused ?? [],
		imports,
		importsConnected: async (workflow) => await imports(withCredential(workflow, socialIntents)),
		async accountWith(options) {
			const opened = await startSandbox(options);
			accounts.push(opened);
			return { account: opened, credential: await credentialOf(opened) };
		},
		saveCredential,
		async exampleWith(name, nodeType, { type, data }) {
			return withCredential(await example(name), await saveCredential(type, data), nodeType);
		},
		polls,
		expectRuns,
	};
}
