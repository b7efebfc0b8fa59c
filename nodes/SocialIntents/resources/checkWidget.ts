import { PATHS } from '../api/endpoints';
import { sameId } from '../api/ids';
import { extractRecords } from '../api/records';
import type { RequestPlan, Reader } from '../operation';

/**
 * What to do where a list by widget comes back empty: a widget that does not exist must not look like one
 * without records. Where the widgets cannot be listed, the empty list stands.
 */
export function checkWidget(read: Reader, timeout: number): RequestPlan['followUp'] {
	const widgetId = read.id('filters.widgetId');
	if (widgetId === undefined) return undefined;
	return (items) => {
		if (items.length > 0) return undefined;
		return {
			request: { method: 'GET', path: PATHS.widgets, timeout },
			combine: (body) => {
				const widgets = extractRecords(body);
				const exists = widgets.some(({ id }) => sameId(id, widgetId));
				if (body === undefined || exists) return items;
				const message = `No widget has the ID "${widgetId}"`;
				if (read.isTool) return [{ json: { found: false, message } }];
				throw read.error(
					message,
					"Choose the 'Widget' from the list, or correct its ID. It must belong to the account of the credential.",
				);
			},
		};
	};
}
