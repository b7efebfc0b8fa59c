import { beforeEach, describe, expect, it } from 'vitest';
import {
	ensureDataTable,
	readDataTable,
	runWorkflow,
	unpinned,
	type DataTable,
	type Workflow,
} from '../../../scripts/n8n/index.mts';
import type { ExampleServer } from '../exampleServer.mts';
import { example, expectNotReady, withParameters } from '../exampleWorkflows.mts';

const LEAD_COLUMNS = ['leadId', 'name', 'email', 'phone', 'page', 'addedAt'];

export function testLeadsToDataTable(server: ExampleServer): void {
	describe('new leads to a data table', () => {
		let file: Workflow;
		let leads: DataTable;

		beforeEach(async () => {
			leads = await ensureDataTable(server.n8n, `Leads ${Date.now()}`, LEAD_COLUMNS);
			file = await example('new-leads-to-data-table');
		});

		const filled = () =>
			withParameters(file, 'Save Lead', {
				dataTableId: { __rl: true, mode: 'list', value: leads.id },
			});

		it('does not run before a table is chosen', async () => {
			await expectNotReady(server.n8n, await server.importsConnected(file), 'New Lead');
		});

		it('saves its sample leads, one row each, and adds none on a second run', async () => {
			const workflow = await server.importsConnected(filled());
			for (let run = 0; run < 2; run++) {
				await runWorkflow(server.n8n, workflow, { from: 'New Lead' });
				expect(await readDataTable(server.n8n, leads)).toMatchObject([
					{ leadId: '5f0c9b7e6a1f4a52d34d2f5e8f0b0001', name: 'Jane Miller', phone: '+1 555 0100' },
					{ leadId: '5f0c9b7e6a1f4a52d34d2f5e8f0b0002', name: 'Luis', email: '' },
				]);
			}
		});

		it('saves each new lead', async () => {
			const workflow = await server.importsConnected(unpinned(filled()));
			const visitor = { name: 'Ana de Souza', email: 'ana@example.com' };
			await server.polls(workflow, async () => await server.sandbox.act({ type: 'lead', visitor }));
			await server.expectRuns(workflow, 1);
			expect(await readDataTable(server.n8n, leads)).toMatchObject([
				{ name: 'Ana de Souza', email: 'ana@example.com' },
			]);
		});
	});
}
