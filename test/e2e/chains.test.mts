import type { IDataObject } from 'n8n-workflow';
import { beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/server.mts';
import {
	ensureDataTable,
	publish,
	readDataTable,
	runWorkflow,
	unpinned,
	withCredential,
	type DataTable,
	type Workflow,
} from '../../scripts/n8n/index.mts';
import { testChatsToAirtable } from './chains/airtable.mts';
import { testLeadsToPipedrive } from './chains/pipedrive.mts';
import { testChatsToPostgresql } from './chains/postgresql.mts';
import { testWeeklyReport } from './chains/weeklyReport.mts';
import { useExampleServer } from './exampleServer.mts';
import {
	example,
	executionsOf,
	expectNotReady,
	expectSameShape,
	pinned,
	rowsOf,
	withParameters,
} from './exampleWorkflows.mts';
import { createAirtable } from './standIns/airtable.mts';
import { createGoogleSheets } from './standIns/googleSheets.mts';
import { createHubSpot } from './standIns/hubspot.mts';
import { createPipedrive } from './standIns/pipedrive.mts';
import { createSlack } from './standIns/slack.mts';
import { createTeams } from './standIns/teams.mts';

/** Examples that write to other services, whose real nodes reach stand-ins at their own addresses. */
const [slack, teams, hubspot, sheets, pipedrive, airtable] = [
	createSlack(),
	createTeams(),
	createHubSpot(),
	createGoogleSheets(),
	createPipedrive(),
	createAirtable(),
];
const server = useExampleServer({
	sandbox: { data: {} },
	services: [slack, teams, hubspot, sheets, pipedrive, airtable],
});
const { exampleWith, polls, expectRuns } = server;

const LEAD_COLUMNS = ['leadId', 'name', 'email', 'phone', 'page', 'addedAt'];
const byId = (value: string) => ({ __rl: true, mode: 'id', value });

const imports = async (workflow: Workflow) =>
	await server.imports(withCredential(workflow, server.socialIntents));

describe('missed chats to Slack', () => {
	const slackNode = 'n8n-nodes-base.slack';
	let file: Workflow;

	beforeEach(async () => {
		slack.messages.length = 0;
		const data = { accessToken: slack.token };
		file = await exampleWith('missed-chats-to-slack', slackNode, { type: 'slackApi', data });
	});

	const filled = () => withParameters(file, 'Send Message', { channelId: byId(slack.channel) });

	it('does not run before a channel is chosen', async () => {
		await expectNotReady(server.n8n, await imports(file), 'Chat Missed');
		expect(slack.messages).toEqual([]);
	});

	it('posts its sample chat with a link to the page', async () => {
		await runWorkflow(server.n8n, await imports(filled()), { from: 'Chat Missed' });
		expect(slack.messages).toMatchObject([
			{
				channel: slack.channel,
				text:
					'*Missed chat:* Omar Haddad (omar.haddad@example.com)\n' +
					'Page: <https://example.com/pricing|where the visitor was>\n' +
					'Omar Haddad: Is anybody there?',
			},
		]);
	});

	it('posts each missed chat once, and no markup of the visitor', async () => {
		const workflow = await imports(unpinned(filled()));
		expect((await publish(server.n8n, workflow.id)).status).toBe('published');
		await server.sandbox.act({ type: 'chat' });
		const visitor = { name: '<!channel> & Co', email: 'ana@example.com' };
		await server.sandbox.act({ type: 'missedChat', visitor, message: 'Hello <@U123>?' });
		await expectRuns(workflow, 1);
		expect(slack.messages).toHaveLength(1);
		expect(slack.messages[0]?.text).toContain('&lt;!channel&gt; &amp; Co (ana@example.com)');
		expect(slack.messages[0]?.text).toContain('Hello &lt;@U123&gt;?');
		const [execution] = await executionsOf(server.n8n, workflow);
		if (execution) {
			expectSameShape(pinned(file, 'Chat Missed'), rowsOf(execution, 'Chat Missed'));
		}
	});
});

describe('missed chats to Microsoft Teams', () => {
	let file: Workflow;

	beforeEach(async () => {
		teams.messages.length = 0;
		file = await exampleWith('missed-chats-to-teams', 'n8n-nodes-base.microsoftTeams', {
			type: 'microsoftTeamsOAuth2Api',
			data: {
				clientId: 'client',
				clientSecret: 'secret',
				oauthTokenData: { access_token: teams.token, token_type: 'Bearer' },
			},
		});
	});

	const filled = () =>
		withParameters(file, 'Send Message', {
			teamId: byId(teams.teamId),
			channelId: byId(teams.channelId),
		});

	it('does not run before a team and a channel are chosen', async () => {
		await expectNotReady(server.n8n, await imports(file), 'Chat Missed');
		expect(teams.messages).toEqual([]);
	});

	it('posts its sample chat with a link to the page', async () => {
		await runWorkflow(server.n8n, await imports(filled()), { from: 'Chat Missed' });
		expect(teams.messages).toEqual([
			'<b>Missed chat:</b> Omar Haddad (omar.haddad@example.com)<br>' +
				'Page: <a href="https://example.com/pricing">where the visitor was</a><br>' +
				'Omar Haddad: Is anybody there?',
		]);
	});

	it('posts each missed chat once, and no markup of the visitor', async () => {
		const workflow = await imports(unpinned(filled()));
		expect((await publish(server.n8n, workflow.id)).status).toBe('published');
		const visitor = { name: '<img src=x>', email: 'ana@example.com' };
		await server.sandbox.act({ type: 'missedChat', visitor, message: 'a < b' });
		await expectRuns(workflow, 1);
		expect(teams.messages).toHaveLength(1);
		expect(teams.messages[0]).toContain('&lt;img src=x&gt; (ana@example.com)');
		expect(teams.messages[0]).toContain('a &lt; b');
	});
});

describe('new leads to HubSpot', () => {
	let file: Workflow;

	beforeEach(async () => {
		hubspot.contacts.length = 0;
		hubspot.tasks.length = 0;
		file = await exampleWith('new-leads-to-hubspot', 'n8n-nodes-base.hubspot', {
			type: 'hubspotAppToken',
			data: { appToken: hubspot.token },
		});
	});

	it('makes a contact of its sample lead with an email, and a task of the one without', async () => {
		const workflow = await imports(file);
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

	it('updates the contact of a second lead of the same person, and loses no lead without an email', async () => {
		const workflow = await imports(unpinned(file));
		const ana = { name: 'Ana de Souza', email: 'ana@example.com', phone: '+1 555 0142' };
		await polls(workflow, async () => await server.sandbox.act({ type: 'lead', visitor: ana }));
		await polls(workflow, async () => {
			await server.sandbox.act({ type: 'lead', visitor: { ...ana, phone: '+1 555 0199' } });
			await server.sandbox.act({
				type: 'lead',
				visitor: { name: 'Omar Haddad', phone: '+1 555 0111' },
				fields: { email: null },
			});
		});
		await expectRuns(workflow, 2);
		expect(hubspot.contacts).toEqual([
			{ email: 'ana@example.com', firstname: 'Ana', lastname: 'de Souza', phone: '+1 555 0199' },
		]);
		expect(hubspot.tasks).toMatchObject([{ subject: 'Call Omar Haddad' }]);
		const [execution] = await executionsOf(server.n8n, workflow);
		if (execution) expectSameShape(pinned(file, 'New Lead'), rowsOf(execution, 'New Lead'));
	});
});

describe('chats to Google Sheets', () => {
	const source = 'Get Recent Chats';
	let file: Workflow;

	beforeEach(async () => {
		sheets.rows.length = 0;
		const data = { email: sheets.email, privateKey: sheets.privateKey, region: 'us-central1' };
		file = await exampleWith('chats-to-google-sheets', 'n8n-nodes-base.googleSheets', {
			type: 'googleApi',
			data,
		});
	});

	const filled = () =>
		withParameters(file, 'Update Sheet', {
			documentId: { __rl: true, mode: 'url', value: sheets.spreadsheetUrl },
		});

	/** The rows by their IDs, each with its cells by column. */
	function table(): IDataObject[] {
		const [names = [], ...rows] = sheets.rows;
		return rows.map((row) =>
			Object.fromEntries(names.map((name, column) => [String(name), row[column] as string])),
		);
	}

	it('does not run before a spreadsheet is chosen', async () => {
		await expectNotReady(server.n8n, await imports(file), 'Run by Hand');
		expect(sheets.rows).toEqual([]);
	});

	it('fills an empty sheet with its sample chats, a row each, and again changes nothing', async () => {
		const workflow = await imports(filled());
		for (let run = 0; run < 2; run++) {
			rowsOf(await runWorkflow(server.n8n, workflow, { from: 'Run by Hand' }), 'Update Sheet');
			const sample = pinned(file, source);
			expect(table().map(({ id }) => id)).toEqual(sample.map(({ id }) => id));
			expect(sheets.rows[0]).toEqual(Object.keys(sample[0] ?? {}));
		}
	});

	it('writes formulas and phone numbers as text, cuts long transcripts, and updates by ID', async () => {
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
		const service = await startSandbox({ data });
		const credential = await server.saveCredential('socialIntentsApi', {
			authentication: 'apiToken',
			apiToken: service.token,
			baseUrl: service.baseUrl,
		});
		const workflow = await server.imports(withCredential(unpinned(filled()), credential));
		for (let run = 0; run < 2; run++) {
			const execution = await runWorkflow(server.n8n, workflow, { from: 'Run by Hand' });
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
		await service.close();
	});
});

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
		await expectNotReady(server.n8n, await imports(file), 'New Lead');
	});

	it('keeps its sample leads, a row each, and again adds none', async () => {
		const workflow = await imports(filled());
		for (let run = 0; run < 2; run++) {
			await runWorkflow(server.n8n, workflow, { from: 'New Lead' });
			expect(await readDataTable(server.n8n, leads)).toMatchObject([
				{ leadId: '5f0c9b7e6a1f4a52d34d2f5e8f0b0001', name: 'Jane Miller', phone: '+1 555 0100' },
				{ leadId: '5f0c9b7e6a1f4a52d34d2f5e8f0b0002', name: 'Luis', email: '' },
			]);
		}
	});

	it('keeps each new lead', async () => {
		const workflow = await imports(unpinned(filled()));
		const visitor = { name: 'Ana de Souza', email: 'ana@example.com' };
		await polls(workflow, async () => await server.sandbox.act({ type: 'lead', visitor }));
		await expectRuns(workflow, 1);
		expect(await readDataTable(server.n8n, leads)).toMatchObject([
			{ name: 'Ana de Souza', email: 'ana@example.com' },
		]);
	});
});

testLeadsToPipedrive(server, pipedrive);
testChatsToAirtable(server, airtable);
testChatsToPostgresql(server);
testWeeklyReport(server);

it('the examples called nobody but the services they are for', () => {
	const foreign = server.internet.refused.filter(
		(host) => !/n8n\.(io|cloud)|posthog|sentry/.test(host),
	);
	expect(foreign).toEqual([]);
});
