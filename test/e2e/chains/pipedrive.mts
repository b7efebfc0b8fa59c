import { beforeEach, describe, expect, it } from 'vitest';
import { runWorkflow, unpinned, type Workflow } from '../../../scripts/n8n/index.mts';
import type { ExampleServer } from '../exampleServer.mts';
import { expectSameShape, pinned, rowsOf } from '../exampleWorkflows.mts';
import type { Pipedrive } from '../standIns/pipedrive.mts';

export function testLeadsToPipedrive(server: ExampleServer, pipedrive: Pipedrive): void {
	describe('new leads to Pipedrive', () => {
		let file: Workflow;

		beforeEach(async () => {
			pipedrive.persons.length = 0;
			pipedrive.notes.length = 0;
			file = await server.exampleWith('new-leads-to-pipedrive', 'n8n-nodes-base.pipedrive', {
				type: 'pipedriveApi',
				data: { apiToken: pipedrive.token },
			});
		});

		it('creates a person with a note from each sample lead, even one without an email', async () => {
			const workflow = await server.importsConnected(file);
			const execution = await runWorkflow(server.n8n, workflow, { from: 'New Lead' });
			rowsOf(execution, 'Add Note');
			expect(pipedrive.persons).toEqual([
				{ name: 'Jane Miller', email: ['jane.miller@example.com'], phone: ['+1 555 0100'] },
				{ name: 'Luis', email: [], phone: ['+1 555 0142'] },
			]);
			expect(pipedrive.notes).toEqual([
				{
					personId: 1,
					content:
						'Lead from live chat<br>Name: Jane Miller<br>Email: jane.miller@example.com<br>' +
						'Phone: +1 555 0100<br>Group: Sales<br>Page: https://example.com/pricing',
				},
				{
					personId: 2,
					content:
						'Lead from live chat<br>Name: Luis<br>Email: none<br>Phone: +1 555 0142<br>' +
						'Group: Sales<br>Page: https://example.com/contact',
				},
			]);
		});

		it('updates the person with the same email, keeps existing phone numbers, and loses no lead of the same poll', async () => {
			const known = { name: 'A. Souza', email: ['ANA@example.com'], phone: ['+1 555 0001'] };
			pipedrive.persons.push(known);
			const workflow = await server.importsConnected(unpinned(file));
			const lead = async (visitor: object, fields = {}) =>
				await server.sandbox.act({ type: 'lead', visitor, fields });
			const ana = { name: 'Ana de Souza', email: 'ana@example.com', phone: '+1 555 0142' };
			await server.polls(workflow, async () => {
				await lead(ana);
				await lead({ name: 'Omar', phone: '+1 555 0111' }, { email: null });
				await lead({ phone: '+1 555 0122' }, { email: null, firstName: null, lastName: null });
				await lead({ ...ana, name: '<b>Ana</b> =1+1', phone: null }, { phone: null });
				await lead({ name: 'New One', email: 'new@example.com' });
				await lead({ name: 'New Two', email: 'new@example.com' });
			});
			const [execution] = await server.expectRuns(workflow, 1);
			const named = (name: string) => pipedrive.persons.filter((person) => person.name === name);
			expect(pipedrive.persons).toHaveLength(4);
			const { phone: phones } = pipedrive.persons[0] ?? {};
			expect(phones).toEqual(['+1 555 0142', '+1 555 0001']);
			expect(named('Omar')).toEqual([{ name: 'Omar', email: [], phone: ['+1 555 0111'] }]);
			expect(named('+1 555 0122')).toHaveLength(1);
			expect(pipedrive.persons.filter(({ email }) => email[0] === 'new@example.com')).toHaveLength(
				1,
			);
			expect(pipedrive.notes).toHaveLength(6);
			const contents = pipedrive.notes.map(({ content }) => content).join('\n');
			expect(contents).toContain('&lt;b&gt;Ana&lt;/b&gt; =1+1');
			if (execution) expectSameShape(pinned(file, 'New Lead'), rowsOf(execution, 'New Lead'));
		});
	});
}
