/// <reference lib="esnext.disposable" />
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../sandbox/server.mts';
import { readExample } from './example.mts';
import {
	createWorkflow,
	findWorkflow,
	installedN8n,
	installN8n,
	installPackage,
	ownerOf,
	packPackage,
	releases,
	saveCredential,
	setUpOwner,
	startN8n,
	withCredential,
	type N8n,
	type N8nLine,
	type Owner,
	type SavedWorkflow,
} from './n8n/index.mts';
import { tryLock } from './n8n/lock.mts';
import { Problem } from './problem.mts';
import { step } from './progress.mts';

interface StageOptions {
	line: N8nLine;
	userFolder: string;
	n8nPort: number;
	sandboxPort: number;
	signal: AbortSignal;
}

/** A sandbox and an n8n with this package, an owner, a credential and the example workflow. */
export interface Stage extends AsyncDisposable {
	sandbox: Sandbox;
	n8n: N8n;
	owner: Owner;
	workflow: SavedWorkflow;
}

/** Sets everything up, step by step, with progress shown. Disposing of it stops everything. */
export async function setStage(options: StageOptions): Promise<Stage> {
	const { line, userFolder, n8nPort, sandboxPort, signal } = options;
	await using started = new AsyncDisposableStack();
	await mkdir(userFolder, { recursive: true });
	const lock = started.use(await tryLock(join(userFolder, 'in-use')));
	if (lock.heldBy !== undefined) {
		throw new Problem(
			`Process ${lock.heldBy} is using ${userFolder}. Stop it, or choose another folder: --user-folder`,
		);
	}

	const { version } = releases[line];
	if (!(await installedN8n(line))) {
		const title = `Installing n8n ${version}, which takes minutes the first time`;
		await step(title, async (report) => await installN8n(line, { signal, report }));
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
	const workflow = await step('Preparing owner, credential and example workflow', async () => {
		await setUpOwner(n8n, owner);
		return await prepareExample(n8n, sandbox);
	});
	signal.throwIfAborted();
	const everything = started.move();
	return {
		sandbox,
		n8n,
		owner,
		workflow,
		[Symbol.asyncDispose]: async () => await everything.disposeAsync(),
	};
}

/** Makes what is missing: the user's own changes to the workflow stay as they are. */
async function prepareExample(n8n: N8n, sandbox: Sandbox): Promise<SavedWorkflow> {
	const credential = await saveCredential(n8n, {
		name: 'Social Intents sandbox',
		type: 'socialIntentsApi',
		data: {
			authentication: 'apiToken',
			apiToken: sandbox.token,
			accountId: sandbox.accountId,
			baseUrl: sandbox.baseUrl,
		},
	});
	const example = await readExample();
	const known = await findWorkflow(n8n, example.name);
	return known ?? (await createWorkflow(n8n, withCredential(example, credential)));
}
