/// <reference lib="esnext.disposable" />
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../sandbox/server.mts';
import { eventExample, example, readExample } from './example.mts';
import {
	createWorkflow,
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
} from './n8n/index.mts';
import { cacheFolder } from './n8n/folders.mts';
import { tryLock } from './n8n/lock.mts';
import { UserError } from './userError.mts';
import { step } from './progress.mts';

interface EnvironmentOptions {
	line: MajorVersion;
	userFolder: string;
	n8nPort: number;
	sandboxPort: number;
	/** Whether to publish the example that starts with an event of the chat. */
	publishesTrigger?: boolean;
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
}

/** Sets everything up, step by step, with progress shown. Disposing of it stops everything. */
export async function setUpEnvironment(options: EnvironmentOptions): Promise<Environment> {
	const { line, userFolder, n8nPort, sandboxPort, signal } = options;
	await using started = new AsyncDisposableStack();
	await mkdir(userFolder, { recursive: true });
	const lock = started.use(await tryLock(join(userFolder, 'in-use')));
	if (lock.heldBy !== undefined) {
		throw new UserError(
			`Process ${lock.heldBy} is using ${userFolder}. Stop it, or choose another folder: --user-folder`,
		);
	}

	const { version } = releases[line];
	if (!(await installedN8n(line))) {
		console.log(`This once n8n is downloaded into ${cacheFolder()}. It takes minutes and 3 GB.`);
		await step(`Installing n8n ${version}`, async (report) => {
			await installN8n(line, { signal, report });
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
		started.use(await startN8n({ line, userFolder, port: n8nPort, signal, report })),
	);
	const owner = await ownerOf(userFolder);
	const { workflow, eventWorkflow } = await step(
		'Preparing owner, credential and example workflows',
		async () => {
			await setUpOwner(n8n, owner);
			const credential = await saveSandboxCredential(n8n, sandbox);
			return {
				workflow: await prepare(n8n, example, credential),
				eventWorkflow: options.publishesTrigger
					? await publishAnew(n8n, await prepare(n8n, eventExample, credential))
					: undefined,
			};
		},
	);
	signal.throwIfAborted();
	const everything = started.move();
	return {
		sandbox,
		n8n,
		owner,
		workflow,
		eventWorkflow,
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

/** Makes the workflow if it is missing: the user's own changes to it stay as they are. */
async function prepare(
	n8n: N8n,
	file: { file: string },
	credential: SavedCredential,
): Promise<SavedWorkflow> {
	const workflow = await readExample(file);
	const known = await findWorkflow(n8n, workflow.name);
	return known ?? (await createWorkflow(n8n, withCredential(unpinned(workflow), credential)));
}

/** The sandbox forgets its webhooks when it stops, and n8n does not register them again by itself. */
async function publishAnew(n8n: N8n, workflow: SavedWorkflow): Promise<SavedWorkflow> {
	await unpublish(n8n, workflow.id);
	const { status, triggers } = await publish(n8n, workflow.id);
	if (status === 'published') return workflow;
	const reason = triggers.find(({ errorMessage }) => errorMessage)?.errorMessage;
	throw new UserError(`n8n did not publish "${workflow.name}": ${reason ?? status}`);
}
