import { expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/server.mts';
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
} from '../../scripts/n8n/index.mts';
import { readMajorVersion } from '../../scripts/options.mts';
import { example, executionsOf, withParameters } from './exampleWorkflows.mts';
import { n8nWithPackage } from './n8nWithPackage.mts';

const COLUMNS = ['leadId', 'name', 'email', 'phone', 'page', 'addedAt'];

it('every lead arrives exactly once, even if n8n is killed and leads come in while it is down', async () => {
	await using sandbox = Object.assign(await startSandbox({ data: {} }), {
		async [Symbol.asyncDispose]() {
			await sandbox.close();
		},
	});
	await using first = await n8nWithPackage();
	const { baseUrl, token: apiToken } = sandbox;
	const credential = await createCredential(first, {
		name: 'Sandbox',
		type: 'socialIntentsApi',
		data: { authentication: 'apiToken', apiToken, baseUrl },
	});
	const table = await ensureDataTable(first, 'Leads', COLUMNS);
	const file = withParameters(await example('instant-and-complete'), 'Save Lead', {
		dataTableId: { __rl: true, mode: 'list', value: table.id },
	});
	const workflow = await createWorkflow(first, withCredential(file, credential));
	expect((await publish(first, workflow.id)).status).toBe('published');
	const leave = async (name: string) =>
		await sandbox.act({ type: 'lead', visitor: { name, email: `${name}@example.com` } });

	await leave('instant');
	await expect.poll(async () => (await executionsOf(first, workflow)).length).toBe(1);
	expect(await readDataTable(first, table)).toMatchObject([{ name: 'instant' }]);

	await first.kill();
	for (const name of ['missed1', 'missed2']) await leave(name);
	const { userFolder } = first;
	const line = readMajorVersion(process.env.E2E_N8N);
	const port = Number(new URL(first.url).port);
	await using second = await startN8n({ majorVersion: line, userFolder, port });
	await setUpOwner(second, await ownerOf(userFolder));
	await leave('afterwards');
	await expect.poll(async () => (await readDataTable(second, table)).length).toBe(2);

	// Runs what the schedule runs each morning, twice.
	for (let run = 0; run < 2; run++) {
		const { status } = await runWorkflow(second, workflow, { from: 'Run by Hand' });
		expect(status).toBe('success');
	}
	const names = (await readDataTable(second, table)).map(({ name }) => String(name));
	expect(names.sort()).toEqual(['afterwards', 'instant', 'missed1', 'missed2']);
}, 300_000);
