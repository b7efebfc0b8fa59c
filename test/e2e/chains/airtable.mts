import { beforeEach, describe, expect, it } from 'vitest';
import {
	runWorkflow,
	unpinned,
	withCredential,
	type Workflow,
} from '../../../scripts/n8n/index.mts';
import type { ExampleServer } from '../exampleServer.mts';
import {
	byId,
	expectNotReady,
	expectSameShape,
	pinned,
	rowsOf,
	withParameters,
} from '../exampleWorkflows.mts';
import type { Airtable } from '../standIns/airtable.mts';

export function testChatsToAirtable(server: ExampleServer, airtable: Airtable): void {
	describe('chats to Airtable', () => {
		const source = 'Get Recent Chats';
		let file: Workflow;

		beforeEach(async () => {
			airtable.records.length = 0;
			airtable.requests.length = 0;
			file = await server.exampleWith('chats-to-airtable', 'n8n-nodes-base.airtable', {
				type: 'airtableTokenApi',
				data: { accessToken: airtable.token },
			});
		});

		const filled = () =>
			withParameters(file, 'Save Chat', {
				base: byId(airtable.base),
				table: byId(airtable.table),
			});

		it('does not run before a base and a table are chosen', async () => {
			const workflow = await server.importsConnected(file);
			await expectNotReady(server.n8n, workflow, 'Run Manually');
			expect(airtable.records).toEqual([]);
		});

		it('saves its sample chats with their transcripts, one record each', async () => {
			const workflow = await server.imports(filled());
			await runWorkflow(server.n8n, workflow, { from: 'Run Manually' });
			const sample = pinned(file, source);
			expect(airtable.records).toEqual(
				sample.map((chat) => ({
					'Chat ID': chat.id,
					Started: chat.startDate,
					Type: chat.chatType,
					Visitor: chat.visitorFullName,
					Email: chat.visitorEmail,
					Phone: chat.visitorPhone,
					Agent: chat.agentName,
					Duration: chat.duration,
					Page: chat.page,
					Transcript: chat.textBody,
				})),
			);
		});

		it('updates each chat by its ID, within the limits of Airtable, and keeps formulas as text', async () => {
			const chats = Array.from({ length: 6 }, (_, index) => ({
				id: `chat${index}`,
				chatType: 'Answered' as const,
				startDate: new Date(Date.now() - (6 - index) * 60_000).toISOString(),
				visitorFullName: '=SUM({Duration})',
				textBody: index === 0 ? 'x'.repeat(120_000) : '{Chat ID} & "quoted" \u{1f600}',
			}));
			const { credential } = await server.accountWith({ data: { chats } });
			const workflow = await server.imports(withCredential(unpinned(filled()), credential));
			for (let run = 0; run < 2; run++) {
				const execution = await runWorkflow(server.n8n, workflow, { from: 'Run Manually' });
				expectSameShape(pinned(file, source), rowsOf(execution, source));
				expect(airtable.records.map((record) => record['Chat ID'])).toEqual(
					chats.map(({ id }) => id),
				);
			}
			expect(airtable.requests).toHaveLength(12);
			const [long, ...others] = airtable.records;
			expect(long?.Transcript).toMatch(/^x{99980}\n\[transcript cut\]$/);
			for (const record of others) {
				expect(record.Visitor).toBe('=SUM({Duration})');
				expect(record.Transcript).toBe('{Chat ID} & "quoted" \u{1f600}');
			}
		});
	});
}
