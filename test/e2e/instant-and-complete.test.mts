import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
	createCredential,
	createWorkflow,
	ensureDataTable,
	ownerOf,
	publish,
	readDataTable,
	runWorkflow,
	setUpOwner,
	startN8n,
	withCredential,
	type DataTable,
	type N8n,
	type SavedWorkflow,
	type Workflow,
} from '../../scripts/n8n/index.mts';
import { readMajorVersion } from '../../scripts/options.mts';
import {
	example,
	executionsOf,
	expectSameShape,
	pinned,
	rowsOf,
	withParameters,
} from './exampleWorkflows.mts';
import { n8nWithPackage } from './n8nWithPackage.mts';
import { startSandbox, type Sandbox } from './sandbox.mts';
import { startStandIn, type StandIn } from './standIns/server.mts';

const COLUMNS = ['leadId', 'name', 'email', 'phone', 'page', 'addedAt'];

let sandbox: Sandbox;
let stops: AsyncDisposableStack;

beforeEach(async () => {
	stops = new AsyncDisposableStack();
	sandbox = await startSandbox({ data: {} });
	stops.defer(async () => await sandbox.close());
});

afterEach(async () => await stops.disposeAsync());

const leave = async (name: string) =>
	await sandbox.act({ type: 'lead', visitor: { name, email: `${name}@example.com` } });

const namesIn = async (n8n: N8n, table: DataTable) =>
	(await readDataTable(n8n, table)).map(({ name }) => String(name)).sort();

/** The example with its credential, and its table chosen in both nodes. */
async function filled(n8n: N8n, table: DataTable): Promise<Workflow> {
	const { baseUrl, token: apiToken } = sandbox;
	const credential = await createCredential(n8n, {
		name: 'Sandbox',
		type: 'socialIntentsApi',
		data: { authentication: 'apiToken', apiToken, baseUrl },
	});
	const dataTableId = { __rl: true, mode: 'list', value: table.id };
	const file = withCredential(await example('instant-and-complete'), credential);
	return withParameters(withParameters(file, 'Only New Leads', { dataTableId }), 'Save Lead', {
		dataTableId,
	});
}

/** What the schedule does each morning, twice. */
async function runTwoMornings(n8n: N8n, workflow: SavedWorkflow): Promise<void> {
	for (let run = 0; run < 2; run++) {
		const { status } = await runWorkflow(n8n, workflow, { from: 'Run Manually' });
		expect(status).toBe('success');
	}
}

/** The same n8n again, on the same port, where the webhooks of the service find it. */
async function startAgain({ url, userFolder }: N8n): Promise<N8n> {
	const majorVersion = readMajorVersion(process.env.E2E_N8N);
	const n8n = await startN8n({ majorVersion, userFolder, port: Number(new URL(url).port) });
	stops.use(n8n);
	await setUpOwner(n8n, await ownerOf(userFolder));
	return n8n;
}

it('every lead arrives exactly once, even if n8n is killed and leads come in while it is down', async () => {
	const first = stops.use(await n8nWithPackage());
	const table = await ensureDataTable(first, 'Leads', COLUMNS);
	const file = await filled(first, table);
	const workflow = await createWorkflow(first, file);
	expect((await publish(first, workflow.id)).status).toBe('published');

	await leave('instant');
	await expect.poll(async () => (await executionsOf(first, workflow)).length).toBe(1);
	const [execution = expect.unreachable()] = await executionsOf(first, workflow);
	expectSameShape(pinned(file, 'Lead Captured'), rowsOf(execution, 'Lead Captured'));
	expect(await namesIn(first, table)).toEqual(['instant']);

	await first.kill();
	for (const name of ['missed1', 'missed2']) await leave(name);
	const second = await startAgain(first);
	await leave('afterwards');
	await expect.poll(async () => (await namesIn(second, table)).length).toBe(2);

	await runTwoMornings(second, workflow);
	expect(await namesIn(second, table)).toEqual(['afterwards', 'instant', 'missed1', 'missed2']);
}, 300_000);

it('saves its sample leads, one row each, and adds none on a second run', async () => {
	const n8n = stops.use(await n8nWithPackage());
	const table = await ensureDataTable(n8n, 'Samples', COLUMNS);
	const workflow = await createWorkflow(n8n, await filled(n8n, table));
	for (let run = 0; run < 2; run++) {
		const { status } = await runWorkflow(n8n, workflow, { from: 'Lead Captured' });
		expect(status).toBe('success');
		expect(await readDataTable(n8n, table)).toMatchObject([
			{ name: 'Jane Miller', email: 'jane.miller@example.com' },
			{ name: 'Luis', email: '' },
		]);
	}
}, 300_000);

/** The example with the node of a CRM before the lead is saved, as its note says. */
function withCrm(workflow: Workflow, crm: StandIn): Workflow {
	const node = {
		id: 'crm',
		name: 'CRM',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		position: [650, 200] as [number, number],
		parameters: {
			method: 'POST',
			url: `${crm.url}/leads`,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ { id: $json.id, email: $json.email } }}',
		},
		retryOnFail: true,
		maxTries: 2,
		waitBetweenTries: 5000,
	};
	const to = (name: string) => ({ main: [[{ node: name, type: 'main' as const, index: 0 }]] });
	const connections = {
		...workflow.connections,
		'Only New Leads': to('CRM'),
		CRM: to('Save Lead'),
	};
	return { ...workflow, nodes: [...workflow.nodes, node], connections };
}

it('a lead that the CRM refuses, or that is in progress when n8n is killed, arrives exactly once with the next daily run', async () => {
	let isDown = false;
	const accepted: string[] = [];
	const crm = stops.use(
		await startStandIn(({ body }) => {
			if (isDown) return { status: 500, body: { error: 'down' } };
			accepted.push(String((JSON.parse(body) as IDataObject).email));
			return { status: 200, body: { created: true } };
		}),
	);
	const first = stops.use(await n8nWithPackage());
	const table = await ensureDataTable(first, 'Leads', COLUMNS);
	const workflow = await createWorkflow(first, withCrm(await filled(first, table), crm));
	expect((await publish(first, workflow.id)).status).toBe('published');

	isDown = true;
	await leave('refused');
	await expect
		.poll(async () => (await executionsOf(first, workflow)).map(({ status }) => status), {
			timeout: 30_000,
		})
		.toEqual(['error']);
	const asked = crm.requests.length;
	await leave('interrupted');
	await expect.poll(() => crm.requests.length, { timeout: 10_000 }).toBeGreaterThan(asked);
	await first.kill();
	isDown = false;

	const second = await startAgain(first);
	expect(await namesIn(second, table)).toEqual([]);
	await leave('instant');
	await expect.poll(async () => await namesIn(second, table)).toEqual(['instant']);
	await runTwoMornings(second, workflow);
	const names = ['instant', 'interrupted', 'refused'];
	expect(await namesIn(second, table)).toEqual(names);
	expect(accepted.sort()).toEqual(names.map((name) => `${name}@example.com`));
}, 300_000);
