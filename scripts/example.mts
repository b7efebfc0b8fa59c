import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout, type Workflow } from './n8n/index.mts';

const fileOf = (name: string) => join(checkout, 'examples', name);

/** The example that `npm start` imports and `npm run demo` runs, and its nodes by their role. */
export const example = {
	file: fileOf('chats-of-last-week-to-spreadsheet.json'),
	trigger: 'Run by Hand',
	source: 'Get Chats of Last Week',
	spreadsheet: 'Make Spreadsheet',
};

/** The example that `npm start` publishes, to be started from the sandbox's page. */
export const eventExample = {
	file: fileOf('every-event-of-the-chat.json'),
	trigger: 'When Something Happens',
};

/** The example that `npm start` prepares to be run first, with the data table that it fills. */
export const leadsExample = {
	file: fileOf('new-leads-to-data-table.json'),
	action: 'Save Lead',
	table: 'Leads',
	columns: ['leadId', 'name', 'email', 'phone', 'page', 'addedAt'],
};

export async function readExample({ file }: { file: string }): Promise<Workflow> {
	return JSON.parse(await readFile(file, 'utf8')) as Workflow;
}
