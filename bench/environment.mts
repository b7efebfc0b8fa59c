/// <reference lib="esnext.disposable" />
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import {
	createCredential,
	createWorkflow,
	installPackage,
	ownerOf,
	packPackage,
	publish,
	setUpOwner,
	startN8n,
	type N8n,
	type SavedCredential,
	type SavedWorkflow,
	type Workflow,
} from '../scripts/n8n/index.mts';
import { step } from '../scripts/progress.mts';
import { UserError } from '../scripts/userError.mts';
import type { Service } from './service.mts';

/** Nodes for comparison, which n8n loads alongside the package. */
const NODES = fileURLToPath(new URL('nodes', import.meta.url));

/** An n8n with this package packed as for publishing, in a temporary folder. */
export async function startEnvironment(signal: AbortSignal): Promise<N8n> {
	await using started = new AsyncDisposableStack();
	const userFolder = await mkdtemp(join(tmpdir(), 'n8n-bench-'));
	started.defer(async () => await rm(userFolder, { recursive: true, force: true, maxRetries: 3 }));
	await step('Building this package and installing it into n8n', async () => {
		await using tarball = await packPackage({ build: true, signal });
		await installPackage(userFolder, tarball.file, signal);
	});
	const env = { N8N_CUSTOM_EXTENSIONS: NODES };
	const n8n = await step('Starting n8n', async (report) =>
		started.use(await startN8n({ majorVersion: '2', userFolder, env, signal, report })),
	);
	await setUpOwner(n8n, await ownerOf(userFolder));
	const everything = started.move();
	const stop = async () => await everything.disposeAsync();
	return { ...n8n, stop, [Symbol.asyncDispose]: stop };
}

/** A credential for a service. */
export async function signIn(n8n: N8n, { baseUrl, token }: Service): Promise<SavedCredential> {
	return await createCredential(n8n, {
		name: baseUrl,
		type: 'socialIntentsApi',
		data: { authentication: 'apiToken', apiToken: token, baseUrl },
	});
}

/** Saves and publishes a workflow. */
export async function publishNew(n8n: N8n, workflow: Workflow): Promise<SavedWorkflow> {
	const saved = await createWorkflow(n8n, workflow);
	const { status, triggers } = await publish(n8n, saved.id);
	if (status === 'published') return saved;
	throw new UserError(`n8n did not publish ${workflow.name}: ${JSON.stringify(triggers)}`);
}
