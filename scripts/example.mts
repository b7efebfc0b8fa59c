import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout, type Workflow } from './n8n/index.mts';

const fileOf = (name: string) => join(checkout, 'examples', name);

/** The example that `npm start` imports and `npm run demo` runs, with its nodes by role. */
export const example = {
	file: fileOf('chats-of-last-week-to-spreadsheet.json'),
	trigger: 'Run Manually',
	source: 'Get Chats from Last Week',
	spreadsheet: 'Make Spreadsheet',
};

/** The example that `npm start` publishes; events on the sandbox's page start it. */
export const eventExample = {
	file: fileOf('every-event-of-the-chat.json'),
	trigger: 'When Something Happens',
};

/** The example that `npm start` prepares as the first to run, with its data table. */
export const leadsExample = {
	file: fileOf('new-leads-to-data-table.json'),
	action: 'Save Lead',
	table: 'Leads',
	columns: ['leadId', 'name', 'email', 'phone', 'page', 'addedAt'],
};

export async function readExample({ file }: { file: string }): Promise<Workflow> {
	return JSON.parse(await readFile(file, 'utf8')) as Workflow;
}
