import { expect, it } from 'vitest';
import { testChatsToAirtable } from './chains/airtable.mts';
import { testLeadsToDataTable } from './chains/dataTable.mts';
import { testChatsToGoogleSheets } from './chains/googleSheets.mts';
import { testHostileTexts } from './chains/hostileTexts.mts';
import { testLeadsToHubSpot } from './chains/hubspot.mts';
import { testLeadsToPipedrive } from './chains/pipedrive.mts';
import { testChatsToPostgresql } from './chains/postgresql.mts';
import { testMissedChatsToSlack } from './chains/slack.mts';
import { testMissedChatsToTeams } from './chains/teams.mts';
import { testWeeklyReport } from './chains/weeklyReport.mts';
import { useExampleServer } from './exampleServer.mts';
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

testMissedChatsToSlack(server, slack);
testMissedChatsToTeams(server, teams);
testLeadsToHubSpot(server, hubspot);
testChatsToGoogleSheets(server, sheets);
testLeadsToDataTable(server);
testLeadsToPipedrive(server, pipedrive);
testChatsToAirtable(server, airtable);
testChatsToPostgresql(server);
testWeeklyReport(server);
testHostileTexts(server, hubspot);

it('the examples called no services other than their own', () => {
	const foreign = server
		.refusedHosts()
		.filter((host) => !/n8n\.(io|cloud)|posthog|sentry/.test(host));
	expect(foreign).toEqual([]);
});
