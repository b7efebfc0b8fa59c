import type { ApiClient } from '../api/client';
import { PATHS } from '../api/endpoints';
import { extractRecords } from '../api/records';
import type { ApiRequest } from '../operation';
import { widgetNamesIn, type WidgetNames } from '../resources/addFields';
import { toText } from '../resources/plainText';

export interface Widgets {
	ids: string[];
	names: WidgetNames;
}

/** All widgets of the account. Throws ApiRequestError. */
export async function fetchWidgets(
	api: ApiClient,
	timeouts: Pick<ApiRequest, 'timeout' | 'responseTimeout'> = {},
): Promise<Widgets> {
	const body = await api.send({ method: 'GET', path: PATHS.widgets, ...timeouts });
	const ids = extractRecords(body).map(({ id }) => toText(id));
	return { ids: ids.filter((id) => id !== ''), names: widgetNamesIn(body) };
}
