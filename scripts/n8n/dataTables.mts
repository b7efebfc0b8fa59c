import type { IDataObject } from 'n8n-workflow';
import type { N8n } from './server.mts';

/** A data table of the owner's personal project. */
export interface DataTable {
	id: string;
	name: string;
}

/** The data table of that name with these text columns; created if it does not exist. */
export async function ensureDataTable(
	n8n: N8n,
	name: string,
	columns: string[],
): Promise<DataTable> {
	const tables = await tablesPath(n8n);
	const filter = encodeURIComponent(JSON.stringify({ name: name.toLowerCase() }));
	const { data } = await n8n.rest<{ data: DataTable[] }>('GET', `${tables}?filter=${filter}`);
	const known = data.find((table) => table.name === name);
	if (known) return known;
	return await n8n.rest('POST', tables, {
		name,
		columns: columns.map((column) => ({ name: column, type: 'string' })),
	});
}

/** The rows of a data table, with n8n's own columns `id`, `createdAt` and `updatedAt`. */
export async function readDataTable(n8n: N8n, { id }: DataTable): Promise<IDataObject[]> {
	const path = `${await tablesPath(n8n)}/${id}/rows?take=200`;
	const { data } = await n8n.rest<{ data: IDataObject[] }>('GET', path);
	return data;
}

async function tablesPath({ rest }: N8n): Promise<string> {
	const { id } = await rest<{ id: string }>('GET', 'projects/personal');
	return `projects/${id}/data-tables`;
}
