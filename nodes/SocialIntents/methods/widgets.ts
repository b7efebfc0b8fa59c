import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import { PATHS } from '../api/endpoints';
import { toNodeError } from '../api/errors';
import { createClient } from '../api/client';
import { idKey } from '../api/ids';
import { extractRecords } from '../api/records';

/** The account's widgets, for the editor's lists, by name. Throws NodeApiError or NodeOperationError. */
export async function getWidgets(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	try {
		const api = await createClient(this, 1);
		return extractRecords(await api.send({ method: 'GET', path: PATHS.widgets }))
			.filter(({ id }) => idKey(id) !== '')
			.map(({ id, name }) => ({ name: String(name ?? '').trim() || String(id), value: String(id) }))
			.sort((a, b) => a.name.localeCompare(b.name));
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}

/** The widgets whose name or ID contains the typed text. */
export async function searchWidgets(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const typed = filter.trim().toLowerCase();
	const widgets = await getWidgets.call(this);
	const results = widgets
		.map(({ name, value }) => ({ name, value: String(value) }))
		.filter(({ name, value }) => `${name}\n${value}`.toLowerCase().includes(typed));
	return { results };
}
