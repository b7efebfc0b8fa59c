import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
	runWorkflow,
	unpinned,
	withCredential,
	type Workflow,
} from '../../../scripts/n8n/index.mts';
import { temporaryDataFolder } from '../dataFolder.mts';
import { startPostgres, type Postgres } from '../databases.mts';
import type { ExampleServer } from '../exampleServer.mts';
import {
	expectNotReady,
	expectSameShape,
	pinned,
	rowsOf,
	withParameters,
} from '../exampleWorkflows.mts';

type Row = Record<string, string | number | null>;

export function testChatsToPostgresql(server: ExampleServer): void {
	describe('chats to PostgreSQL', () => {
		const source = 'Get Recent Chats';
		let postgres: Postgres;
		let file: Workflow;

		const started = new AsyncDisposableStack();

		beforeAll(async () => {
			postgres = started.use(await startPostgres(await temporaryDataFolder(started)));
		});

		afterAll(async () => await started.disposeAsync());

		beforeEach(async () => {
			const { port, user, database } = postgres;
			file = await server.exampleWith('chats-to-postgresql', 'n8n-nodes-base.postgres', {
				type: 'postgres',
				data: { host: '127.0.0.1', port, user, database, password: '', ssl: 'disable' },
			});
			await postgres.query('DROP TABLE IF EXISTS chats');
			await postgres.query(statement());
		});

		/** The SQL statement from the note. */
		function statement(): string {
			const note = file.nodes.find(({ name }) => name === 'Table');
			return /```sql\n(.*)\n```/s.exec(String(note?.parameters.content))?.[1] ?? '';
		}

		const filled = () =>
			withParameters(file, 'Save Chat', { table: { __rl: true, mode: 'name', value: 'chats' } });

		async function rows(): Promise<Row[]> {
			const json = "encode(convert_to(json_agg(chats ORDER BY id)::text, 'UTF8'), 'hex')";
			const [[hex = ''] = []] = await postgres.query(`SELECT ${json} FROM chats`);
			return JSON.parse(Buffer.from(hex, 'hex').toString() || '[]') as Row[];
		}

		it('does not run before a table is chosen', async () => {
			const workflow = await server.importsConnected(file);
			await expectNotReady(server.n8n, workflow, 'Run Manually');
			expect(await rows()).toEqual([]);
		});

		it('saves its sample chats in the table from its note, one row each, and adds none on a second run', async () => {
			const workflow = await server.imports(filled());
			for (let run = 0; run < 2; run++) {
				const execution = await runWorkflow(server.n8n, workflow, { from: 'Run Manually' });
				expect(rowsOf(execution, 'Save Chat')).toHaveLength(3);
				const sample = pinned(file, source).sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
				expect(await rows()).toEqual(
					sample.map((chat) => ({
						id: chat.id,
						started_at: expect.stringMatching(/^2026-03-0\dT/) as unknown,
						chat_type: chat.chatType,
						visitor_name: chat.visitorFullName,
						visitor_email: chat.visitorEmail,
						visitor_phone: chat.visitorPhone,
						agent_name: chat.agentName,
						duration_seconds: chat.duration,
						page: chat.page,
						widget_id: chat.widgetId,
						transcript: chat.textBody,
					})),
				);
			}
		});

		it('keeps every character of a visitor’s text except NUL, and updates each chat by its ID', async () => {
			const words = `O'Brien "said" \\ $1:name \${id}; DROP TABLE chats; -- =1+1 \u{1f600}`;
			const startDate = new Date(Date.now() - 3_600_000).toISOString();
			const chat = (id: string, textBody: string | null) => ({
				id,
				chatType: 'Answered' as const,
				startDate,
				textBody,
				visitorFullName: `${words}\0`,
			});
			const data = { chats: [chat('nul', `\0a\0b\n${words}`), chat('none', null)] };
			const { credential } = await server.accountWith({ data });
			const workflow = await server.imports(withCredential(unpinned(filled()), credential));
			for (let run = 0; run < 2; run++) {
				const execution = await runWorkflow(server.n8n, workflow, { from: 'Run Manually' });
				expectSameShape(pinned(file, source), rowsOf(execution, source));
				expect(await rows()).toMatchObject([
					{ id: 'none', visitor_name: words, transcript: null },
					{ id: 'nul', visitor_name: words, transcript: `ab\n${words}` },
				]);
			}
		});
	});
}
