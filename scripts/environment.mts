/// <reference lib="esnext.disposable" />
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../sandbox/server.mts';
import { eventExample, example, leadsExample, readExample } from './example.mts';
import {
	createWorkflow,
	ensureDataTable,
	findWorkflow,
	installedN8n,
	installN8n,
	installPackage,
	ownerOf,
	packPackage,
	publish,
	releases,
	saveCredential,
	setUpOwner,
	startN8n,
	unpinned,
	unpublish,
	withCredential,
	type N8n,
	type MajorVersion,
	type Owner,
	type SavedCredential,
	type SavedWorkflow,
	type Workflow,
} from './n8n/index.mts';
import { cacheFolder } from './n8n/folders.mts';
import { tryLock } from './n8n/lock.mts';
import { UserError } from './userError.mts';
import { step } from './progress.mts';

interface EnvironmentOptions {
	majorVersion: MajorVersion;
	userFolder: string;
	n8nPort: number;
	sandboxPort: number;
	/** Whether to add the examples that start on an event: the published one and the one with a data table. */
	withTriggers?: boolean;
	signal: AbortSignal;
}

/** A sandbox and an n8n with this package, an owner, a credential and the example workflow. */
export interface Environment extends AsyncDisposable {
	sandbox: Sandbox;
	n8n: N8n;
	owner: Owner;
	workflow: SavedWorkflow;
	/** The published one. */
	eventWorkflow?: SavedWorkflow;
	/** The one that fills a data table. */
	leadsWorkflow?: SavedWorkflow;
}

/** Sets everything up and shows its progress. Disposing of it stops everything. */
export async function setUpEnvironment(options: EnvironmentOptions): Promise<Environment> {
	const { majorVersion, userFolder, n8nPort, sandboxPort, signal } = options;
	await using started = new AsyncDisposableStack();
	await mkdir(userFolder, { recursive: true });
	const lock = started.use(await tryLock(join(userFolder, 'in-use')));
	if (lock.heldBy !== undefined) {
		throw new UserError(
			`Process ${lock.heldBy} is using ${userFolder}. Stop it, or choose another folder: --user-folder`,
		);
	}

	const { version } = releases[majorVersion];
	if (!(await installedN8n(majorVersion))) {
		console.log(
			`n8n is downloaded into ${cacheFolder()}, once. This takes several minutes and 3 GB.`,
		);
		await step(`Installing n8n ${version}`, async (report) => {
			await installN8n(majorVersion, { signal, report });
		});
	}
	await step('Building this package and installing it into n8n', async () => {
		await using tarball = await packPackage({ build: true, signal });
		await installPackage(userFolder, tarball.file, signal);
	});
	const sandbox = started.adopt(
		await startSandbox({ port: sandboxPort }),
		async (running) => await running.close(),
	);
	const n8n = await step(`Starting n8n ${version}`, async (report) =>
		started.use(await startN8n({ majorVersion, userFolder, port: n8nPort, signal, report })),
	);
	const owner = await ownerOf(userFolder);
	const workflows = await step(
		'Setting up the owner, the credential, and the example workflows',
		async () => {
			await setUpOwner(n8n, owner);
			const credential = await saveSandboxCredential(n8n, sandbox);
			return {
				workflow: await prepare(n8n, example, credential),
				...(options.withTriggers && {
					eventWorkflow: await publishAnew(n8n, await prepare(n8n, eventExample, credential)),
					leadsWorkflow: await prepareLeads(n8n, credential),
				}),
			};
		},
	);
	signal.throwIfAborted();
	const everything = started.move();
	return {
		sandbox,
		n8n,
		owner,
		...workflows,
		[Symbol.asyncDispose]: async () => await everything.disposeAsync(),
	};
}

async function saveSandboxCredential(n8n: N8n, sandbox: Sandbox): Promise<SavedCredential> {
	return await saveCredential(n8n, {
		name: 'Social Intents sandbox',
		type: 'socialIntentsApi',
		data: {
			authentication: 'apiToken',
			apiToken: sandbox.token,
			accountId: sandbox.accountId,
			baseUrl: sandbox.baseUrl,
		},
	});
}

/** Creates the workflow if it is missing; keeps the user's changes otherwise. */
async function prepare(
	n8n: N8n,
	file: { file: string },
	credential: SavedCredential,
): Promise<SavedWorkflow> {
	return await keepOrCreate(n8n, unpinned(await readExample(file)), credential);
}

/** The example with its data table created and selected. */
async function prepareLeads(n8n: N8n, credential: SavedCredential): Promise<SavedWorkflow> {
	const { id } = await ensureDataTable(n8n, leadsExample.table, leadsExample.columns);
	const workflow = unpinned(await readExample(leadsExample));
	for (const { name, parameters } of workflow.nodes) {
		if (name !== leadsExample.action) continue;
		const { table } = leadsExample;
		parameters.dataTableId = { __rl: true, mode: 'list', value: id, cachedResultName: table };
	}
	return await keepOrCreate(n8n, workflow, credential);
}

async function keepOrCreate(
	n8n: N8n,
	workflow: Workflow,
	credential: SavedCredential,
): Promise<SavedWorkflow> {
	const known = await findWorkflow(n8n, workflow.name);
	return known ?? (await createWorkflow(n8n, withCredential(workflow, credential)));
}

/** The sandbox forgets its webhooks when it stops, and n8n does not register them again on its own. */
async function publishAnew(n8n: N8n, workflow: SavedWorkflow): Promise<SavedWorkflow> {
	await unpublish(n8n, workflow.id);
	const { status, triggers } = await publish(n8n, workflow.id);
	if (status === 'published') return workflow;
	const reason = triggers.find(({ errorMessage }) => errorMessage)?.errorMessage;
	throw new UserError(`n8n did not publish "${workflow.name}": ${reason ?? status}`);
}
