import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { N8n } from '../../../scripts/n8n/index.mts';

/** How many executions n8n has stored, of the given workflows or of all. */
export function countExecutions({ userFolder }: N8n, workflows?: string[]): number {
	const file = join(userFolder, '.n8n', 'database.sqlite');
	using database = new DatabaseSync(file, { readOnly: true });
	const rows = database.prepare('SELECT workflowId FROM execution_entity').all();
	return rows.filter(({ workflowId }) => workflows?.includes(String(workflowId)) ?? true).length;
}
