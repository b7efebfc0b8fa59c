import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout, type Workflow } from './n8n/index.mts';

/** The example that `npm start` imports and `npm run demo` runs, and its nodes by their role. */
export const example = {
	file: join(checkout, 'examples', 'chats-of-last-week-to-spreadsheet.json'),
	trigger: 'Run by Hand',
	source: 'Get Chats of Last Week',
	spreadsheet: 'Make Spreadsheet',
};

export async function readExample(): Promise<Workflow> {
	return JSON.parse(await readFile(example.file, 'utf8')) as Workflow;
}
