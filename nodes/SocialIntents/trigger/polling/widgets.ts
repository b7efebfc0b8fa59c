import type { ApiClient } from '../../api/client';
import { PATHS } from '../../api/endpoints';
import { idKey } from '../../api/ids';
import { extractRecords } from '../../api/records';
import { widgetNamesIn, type WidgetNames } from '../../resources/addFields';
import type { MatchedRecord } from './lists';
import { widgetNames } from './processState';

const HOUR_MS = 3_600_000;

export interface Widgets {
	ids: string[];
	names: WidgetNames;
}

/** Asks for the widgets of the account, once in a poll. Throws ApiRequestError. */
export function createWidgetsReader(api: ApiClient): () => Promise<Widgets> {
	let asked: Promise<Widgets> | undefined;
	return async () => {
		asked ??= api.send({ method: 'GET', path: PATHS.widgets }).then((body) => ({
			ids: extractRecords(body)
				.map(({ id }) => idKey(id))
				.filter((id) => id !== ''),
			names: widgetNamesIn(body),
		}));
		return await asked;
	};
}

/**
 * The names for the option 'Add Fields'. They are requested with the first records, and at most once an
 * hour for a widget added since. If the request fails, the records are emitted without names.
 */
export async function namesFor(
	found: MatchedRecord[],
	key: string,
	credential: string,
	readWidgets: () => Promise<Widgets>,
): Promise<WidgetNames> {
	const known = widgetNames.get(key);
	const isKnown = known?.credential === credential;
	const names = isKnown ? known.names : {};
	const isNamed = ({ record }: MatchedRecord) =>
		Boolean(record.appName) || Object.hasOwn(names, idKey(record.appId));
	const isRecent = isKnown && Math.abs(Date.now() - known.askedAt) < HOUR_MS;
	if (isRecent || found.every(isNamed)) return names;
	try {
		const fresh = (await readWidgets()).names;
		widgetNames.set(key, { credential, names: fresh, askedAt: Date.now() });
		return fresh;
	} catch {
		return names;
	}
}
