import { beforeEach, describe, expect, it } from 'vitest';
import { runWorkflow, unpinned, type Workflow } from '../../../scripts/n8n/index.mts';
import type { ExampleServer } from '../exampleServer.mts';
import { executionsOf, expectSameShape, pinned, rowsOf } from '../exampleWorkflows.mts';
import type { HubSpot } from '../standIns/hubspot.mts';

export function testLeadsToHubSpot(server: ExampleServer, hubspot: HubSpot): void {
	describe('new leads to HubSpot', () => {
		let file: Workflow;

		beforeEach(async () => {
			hubspot.contacts.length = 0;
			hubspot.tasks.length = 0;
			file = await server.exampleWith('new-leads-to-hubspot', 'n8n-nodes-base.hubspot', {
				type: 'hubspotAppToken',
				data: { appToken: hubspot.token },
			});
		});

		it('creates a contact from the sample lead with an email and a task from the one without', async () => {
			const workflow = await server.importsConnected(file);
			const execution = await runWorkflow(server.n8n, workflow, { from: 'New Lead' });
			expect(rowsOf(execution, 'Create or Update Contact')).toHaveLength(1);
			expect(hubspot.contacts).toEqual([
				{
					email: 'jane.miller@example.com',
					firstname: 'Jane',
					lastname: 'Miller',
					phone: '+1 555 0100',
				},
			]);
			expect(hubspot.tasks).toEqual([
				{
					subject: 'Call Luis',
					body: 'Lead from live chat without an email. Phone: +1 555 0142. Page: https://example.com/contact.',
					status: 'NOT_STARTED',
				},
			]);
		});

		it('updates the contact when the same person leaves a second lead, and loses no lead without an email', async () => {
			const workflow = await server.importsConnected(unpinned(file));
			const ana = { name: 'Ana de Souza', email: 'ana@example.com', phone: '+1 555 0142' };
			await server.polls(
				workflow,
				async () => await server.sandbox.act({ type: 'lead', visitor: ana }),
			);
			await server.polls(workflow, async () => {
				await server.sandbox.act({ type: 'lead', visitor: { ...ana, phone: '+1 555 0199' } });
				await server.sandbox.act({
					type: 'lead',
					visitor: { name: 'Omar Haddad', phone: '+1 555 0111' },
					fields: { email: null },
				});
			});
			await server.expectRuns(workflow, 2);
			expect(hubspot.contacts).toEqual([
				{ email: 'ana@example.com', firstname: 'Ana', lastname: 'de Souza', phone: '+1 555 0199' },
			]);
			expect(hubspot.tasks).toMatchObject([{ subject: 'Call Omar Haddad' }]);
			const [execution] = await executionsOf(server.n8n, workflow);
			if (execution) expectSameShape(pinned(file, 'New Lead'), rowsOf(execution, 'New Lead'));
		});
	});
}
