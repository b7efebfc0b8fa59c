import type { IDataObject } from 'n8n-workflow';
import { beforeEach, describe, expect, it } from 'vitest';
import {
	runWorkflow,
	unpinned,
	withCredential,
	type Workflow,
} from '../../../scripts/n8n/index.mts';
import type { ExampleServer } from '../exampleServer.mts';
import {
	expectNotReady,
	expectSameShape,
	pinned,
	rowsOf,
	withParameters,
} from '../exampleWorkflows.mts';
import type { GoogleSheets } from '../standIns/googleSheets.mts';

export function testChatsToGoogleSheets(server: ExampleServer, sheets: GoogleSheets): void {
	describe('chats to Google Sheets', () => {
		const source = 'Get Recent Chats';
		let file: Workflow;

		beforeEach(async () => {
			sheets.rows.length = 0;
			const data = { email: sheets.email, privateKey: sheets.privateKey, region: 'us-central1' };
			file = await server.exampleWith('chats-to-google-sheets', 'n8n-nodes-base.googleSheets', {
				type: 'googleApi',
				data,
			});
		});

		const filled = () =>
			withParameters(file, 'Update Sheet', {
				documentId: { __rl: true, mode: 'url', value: sheets.spreadsheetUrl },
			});

		/** The rows by ID, each with its cells by column. */
		function table(): IDataObject[] {
			const [names = [], ...rows] = sheets.rows;
			return rows.map((row) =>
				Object.fromEntries(names.map((name, column) => [String(name), row[column] as string])),
			);
		}

		it('does not run before a spreadsheet is chosen', async () => {
			await expectNotReady(server.n8n, await server.importsConnected(file), 'Run Manually');
			expect(sheets.rows).toEqual([]);
		});

		it('fills an empty sheet with its sample chats, one row each, and changes nothing on a second run', async () => {
			const workflow = await server.importsConnected(filled());
			for (let run = 0; run < 2; run++) {
				rowsOf(await runWorkflow(server.n8n, workflow, { from: 'Run Manually' }), 'Update Sheet');
				const sample = pinned(file, source);
				expect(table().map(({ id }) => id)).toEqual(sample.map(({ id }) => id));
				expect(sheets.rows[0]).toEqual(Object.keys(sample[0] ?? {}));
			}
		});

		it('writes formulas and phone numbers as text, truncates long transcripts, and updates rows by ID', async () => {
			const startDate = new Date(Date.now() - 3_600_000).toISOString();
			const chat = (id: string, textBody: string) => ({
				id,
				chatType: 'Answered' as const,
				startDate,
				textBody,
				visitorFullName: '=HYPERLINK("https://example.com")',
				visitorPhone: '+1 555 0142',
			});
			const data = { chats: [chat('one', 'Hi'), chat('long', 'x'.repeat(60_000))] };
			const { credential } = await server.accountWith({ data });
			const workflow = await server.imports(withCredential(unpinned(filled()), credential));
			for (let run = 0; run < 2; run++) {
				const execution = await runWorkflow(server.n8n, workflow, { from: 'Run Manually' });
				expectSameShape(pinned(file, source), rowsOf(execution, source));
				const rows = table();
				expect(rows.map(({ id }) => id).sort()).toEqual(['long', 'one']);
				for (const row of rows) {
					expect(row.visitorFullName).toBe('=HYPERLINK("https://example.com")');
					expect(row.visitorPhone).toBe('+1 555 0142');
				}
				const long = rows.find(({ id }) => id === 'long');
				expect(String(long?.textBody)).toMatch(/^x+\n\[transcript cut\]$/);
				expect(String(long?.textBody).length).toBeLessThanOrEqual(50_000);
			}
		});
	});
}
