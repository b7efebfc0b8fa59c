/// <reference lib="esnext.disposable" />
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { INode } from 'n8n-workflow';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import {
	createCredential,
	createWorkflow,
	ownerOf,
	publish,
	setUpOwner,
	startN8n,
	unpublish,
	type N8n,
	type SavedCredential,
	type SavedWorkflow,
} from '../../scripts/n8n/index.mts';
import { readMajorVersion } from '../../scripts/options.mts';
import { CommunityNodesPage } from './communityNodesPage.mts';
import { temporaryDataFolder } from './dataFolder.mts';
import { Editor } from './editor.mts';
import { executionsOf } from './exampleWorkflows.mts';
import { startSandbox, type Sandbox } from './sandbox.mts';
import { startInternet, type Internet } from './standIns/internet.mts';
import { createPackages, REGISTRY_HOST } from './standIns/registry.mts';

/** n8n's own installer, with a local npm registry; each test continues after the previous one. */
const NAME = 'n8n-nodes-social-intents';
const NEXT_VERSION = '0.1.1';
/** n8n accepts no shorter interval than a minute, but any number of them. */
const EVERY_TEN_SECONDS = [0, 10, 20, 30, 40, 50].map((second) => ({
	mode: 'custom',
	cronExpression: `${second} * * * * *`,
}));
const packages = createPackages();
const started = new AsyncDisposableStack();

let folder: string;
let internet: Internet;
let sandbox: Sandbox;
let n8n: N8n;
let page: CommunityNodesPage;
let credential: SavedCredential;
let instant: SavedWorkflow;
let polling: SavedWorkflow;

// n8n's installer runs npm several times.
vi.setConfig({ testTimeout: 300_000 });

const execute = promisify(execFile);

beforeAll(async () => {
	folder = await temporaryDataFolder(started);
	internet = started.use(
		await startInternet([
			{ hosts: [REGISTRY_HOST], respond: packages.respond },
			{ hosts: ['api.n8n.io'], respond: () => ({ status: 200, body: { status: 'OK' } }) },
		]),
	);
	sandbox = await startSandbox({ data: {} });
	started.defer(async () => await sandbox.close());
	await publishPackage(inject('tarball'));
	const userFolder = join(folder, 'n8n');
	await configureNpm(join(userFolder, '.n8n', 'nodes'));
	n8n = started.use(
		await startN8n({
			majorVersion: readMajorVersion(process.env.E2E_N8N),
			userFolder,
			env: {
				...npmEnvironment(),
				N8N_LOG_LEVEL: process.env.E2E_N8N === '2' ? 'debug' : 'info',
			},
		}),
	);
	const owner = await ownerOf(userFolder);
	await setUpOwner(n8n, owner);
	const editor = started.use(await Editor.open(n8n));
	await editor.signIn(owner);
	page = new CommunityNodesPage(editor);
});

afterAll(async () => await started.disposeAsync());

/** npm reaches the registry through the proxy, trusts its certificate, and has an empty cache. */
function npmEnvironment(): Record<string, string> {
	return {
		...internet.env,
		npm_config_cafile: internet.env.NODE_EXTRA_CA_CERTS ?? '',
		npm_config_cache: join(folder, 'npm-cache'),
		npm_config_registry: `https://${REGISTRY_HOST}`,
	};
}

/** The same settings in a file: n8n 1 looks for updates without the environment that it was started with. */
async function configureNpm(nodes: string): Promise<void> {
	await mkdir(nodes, { recursive: true });
	const { HTTPS_PROXY, npm_config_cafile, npm_config_cache } = npmEnvironment();
	const lines = [
		`https-proxy=${HTTPS_PROXY}`,
		`cafile=${npm_config_cafile}`,
		`cache=${npm_config_cache}`,
	];
	await writeFile(join(nodes, '.npmrc'), lines.join('\n'));
}

async function publishPackage(tarball: string): Promise<void> {
	const registry = `https://${REGISTRY_HOST}`;
	const args = ['publish', tarball, `--registry=${registry}`];
	const env = { ...process.env, ...npmEnvironment() };
	await execute('npm', [...args, `--//${REGISTRY_HOST}/:_authToken=${packages.token}`], { env });
}

/** The package with the next version in its manifest, as after a release. */
async function packNextVersion(): Promise<string> {
	const next = join(folder, 'next');
	await mkdir(next);
	await execute('tar', ['-xzf', inject('tarball'), '-C', next, '--strip-components=1']);
	const file = join(next, 'package.json');
	const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
	await writeFile(file, JSON.stringify({ ...manifest, version: NEXT_VERSION }));
	await execute('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: next });
	return join(folder, `${NAME}-${NEXT_VERSION}.tgz`);
}

/** This package's node and credential types that n8n offers. */
async function offeredTypes(): Promise<string[]> {
	const lists = await Promise.all(
		['nodes', 'credentials'].map(
			async (list) =>
				JSON.parse((await n8n.download(`/types/${list}.json`)).toString()) as Array<{
					name: string;
				}>,
		),
	);
	const names = new Set(lists.flat().map(({ name }) => name));
	return [...names].filter((name) => /socialIntents/.test(name)).sort();
}

const node = (name: string, type: string, parameters: INode['parameters']): INode => ({
	id: randomUUID(),
	name,
	type: `${NAME}.${type}`,
	typeVersion: 1,
	position: [0, 0],
	parameters,
	credentials: { socialIntentsApi: { id: credential.id, name: credential.name } },
});

/** A workflow with a trigger and a node that lists the account's widgets for each item. */
async function createChain(trigger: INode): Promise<SavedWorkflow> {
	const action = node('List Widgets', 'socialIntents', { resource: 'widget', operation: 'getAll' });
	return await createWorkflow(n8n, {
		name: trigger.name,
		nodes: [trigger, action],
		connections: { [trigger.name]: { main: [[{ node: action.name, type: 'main', index: 0 }]] } },
	});
}

const captureLead = async () => (await sandbox.act({ type: 'lead' })).record.id;

/** The leads that a workflow started with, the newest last; all of its executions succeeded. */
async function leadsOf(workflow: SavedWorkflow): Promise<string[]> {
	const executions = await executionsOf(n8n, workflow);
	expect(executions.filter(({ status }) => status !== 'success')).toEqual([]);
	return executions
		.reverse()
		.flatMap(({ data: { resultData } }) => {
			expect(resultData.runData['List Widgets']?.[0]?.data?.main?.[0]?.length).toBeGreaterThan(0);
			return resultData.runData[workflow.name]?.[0]?.data?.main?.[0] ?? [];
		})
		.map(({ json }) => String(json.id));
}

const registered = () => sandbox.webhooks.map(({ appId, targetUrl }) => `${appId} ${targetUrl}`);

it('installs the package by its name under Settings > Community Nodes', async () => {
	expect(await page.open()).toBe('');
	await page.install(NAME);
	expect(await page.open()).toMatch(/n8n-nodes-social-intents[\s\S]*3 nodes[\s\S]*0\.1\.0/);
	const types = await offeredTypes();
	expect(types).toEqual(expect.arrayContaining(['socialIntentsApi', `${NAME}.socialIntents`]));
});

it('runs all three nodes of the installed package', async () => {
	credential = await createCredential(n8n, {
		name: 'Sandbox',
		type: 'socialIntentsApi',
		data: { authentication: 'apiToken', apiToken: sandbox.token, baseUrl: sandbox.baseUrl },
	});
	instant = await createChain(node('Instant', 'socialIntentsTrigger', { events: ['lead'] }));
	polling = await createChain(
		node('Polling', 'socialIntentsPollingTrigger', {
			events: ['lead'],
			pollTimes: { item: EVERY_TEN_SECONDS },
			options: { startDaysBack: 1 },
		}),
	);
	expect((await publish(n8n, instant.id)).status).toBe('published');
	const first = await captureLead();
	await expect.poll(async () => await leadsOf(instant)).toEqual([first]);
	expect((await publish(n8n, polling.id)).status).toBe('published');
	await expect.poll(async () => await leadsOf(polling)).toEqual([first]);
});

it('updates to the next version while workflows are published, and they keep running', async () => {
	const before = registered();
	expect(before).toHaveLength(sandbox.data.widgets.length);
	await publishPackage(await packNextVersion());
	await page.open();
	await page.update(polling.name);
	expect(await page.open()).toContain(NEXT_VERSION);
	expect(registered()).toEqual(before);

	const [first] = await leadsOf(instant);
	const second = await captureLead();
	await expect.poll(async () => await leadsOf(instant)).toEqual([first, second]);
	const polled = { timeout: 30_000 };
	await expect.poll(async () => await leadsOf(polling), polled).toEqual([first, second]);

	expect((await publish(n8n, instant.id)).status).toBe('published');
	expect(registered()).toHaveLength(before.length);
	const third = await captureLead();
	await expect.poll(async () => await leadsOf(instant)).toEqual([first, second, third]);
	await unpublish(n8n, polling.id);
	expect((await publish(n8n, polling.id)).status).toBe('published');
	await expect.poll(async () => await leadsOf(polling)).toEqual([first, second, third]);
});

it('uninstalls the package and leaves only the workflows, which n8n reports as no longer able to run', async () => {
	await unpublish(n8n, instant.id);
	await unpublish(n8n, polling.id);
	expect(registered()).toEqual([]);
	await page.open();
	expect(await page.uninstall(polling.name)).toMatch(/workflows will be effected/);
	expect(await page.open()).toBe('');
	expect(await offeredTypes()).toEqual([]);
	const nodes = join(n8n.userFolder, '.n8n', 'nodes');
	expect(existsSync(join(nodes, 'node_modules', NAME))).toBe(false);
	const manifest = JSON.parse(await readFile(join(nodes, 'package.json'), 'utf8')) as object;
	// n8n 1 leaves its own entry for the package.
	const left = n8n.majorVersion === '1' ? { [NAME]: NEXT_VERSION } : {};
	expect({ dependencies: {}, ...manifest }.dependencies).toEqual(left);
	const { nodes: kept } = await n8n.rest<SavedWorkflow>('GET', `workflows/${instant.id}`);
	expect(kept.map(({ type }) => type)).toEqual(instant.nodes.map(({ type }) => type));
	expect(internet.refused).toEqual([]);
});
