import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { toNodeError } from '../api/errors';
import { openApi } from '../api/request';
import { rowsOf } from '../resources/envelope';

/** The account's widgets whose name or ID contains the typed text, by name. Throws NodeApiError. */
export async function searchWidgets(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	try {
		const api = await openApi(this, 1);
		const widgets = rowsOf(await api.send({ method: 'GET', path: '/apps' }));
		const typed = filter?.trim().toLowerCase() ?? '';
		const results = widgets
			.filter(({ id }) => id !== undefined && id !== null)
			.map(({ id, name }) => ({ name: String(name ?? id), value: String(id) }))
			.filter(({ name, value }) => `${name}\n${value}`.toLowerCase().includes(typed))
			.sort((a, b) => a.name.localeCompare(b.name));
		return { results };
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
