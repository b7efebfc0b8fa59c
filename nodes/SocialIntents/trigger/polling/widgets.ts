import type { ApiClient } from '../../api/client';
import { idKey, sameId } from '../../api/ids';
import type { WidgetNames } from '../../resources/addFields';
import { fetchWidgets, type Widgets } from '../widgets';
import type { MatchedRecord } from './lists';
import type { TriggerSettings } from '../settings';
import { listedIds, widgetNames } from './processState';

const HOUR_MS = 3_600_000;

/** Requests the widgets of the account at most once in a poll. Throws ApiRequestError. */
export function createWidgetsReader(api: ApiClient): () => Promise<Widgets> {
	let widgets: Promise<Widgets> | undefined;
	return async () => await (widgets ??= fetchWidgets(api));
}

/**
 * Throws NodeOperationError if a chosen widget does not exist, because it would never start the workflow.
 * Does nothing where the widgets cannot be listed.
 */
export async function assertWidgetsExist(
	{ widgetIds = [], read }: TriggerSettings,
	readWidgets: () => Promise<Widgets>,
): Promise<void> {
	const ids = await readWidgets().then(
		(widgets) => widgets.ids,
		() => [],
	);
	const unknown = widgetIds.find((chosen) => !ids.some((id) => sameId(id, chosen)));
	if (ids.length === 0 || unknown === undefined) return;
	throw read.error(
		`No widget has the ID "${unknown}"`,
		"Correct 'Widget Names or IDs'. The widget must belong to the account of the credential.",
	);
}

/**
 * The ID of the only chosen widget as the service lists it, because its filter may compare letter by
 * letter. Undefined for several widgets, or if it is not known: then records are only filtered here.
 */
export async function fetchListedId(
	{ widgetIds = [] }: TriggerSettings,
	readWidgets: () => Promise<Widgets>,
): Promise<string | undefined> {
	const [chosen, ...others] = widgetIds;
	if (chosen === undefined || others.length > 0) return undefined;
	const widgets = await readWidgets().catch(() => undefined);
	return widgets?.ids.find((id) => sameId(id, chosen));
}

/** The same, requested once, and at most once an hour while it is not known. */
export async function listedIdOf(
	settings: TriggerSettings,
	key: string,
	credential: string,
	readWidgets: () => Promise<Widgets>,
): Promise<string | undefined> {
	const chosen = String(settings.widgetIds);
	const known = listedIds.get(key);
	const isSame = known?.chosen === chosen && known.credential === credential;
	const isRecent = isSame && Math.abs(Date.now() - known.fetchedAt) < HOUR_MS;
	if (isSame && (known.listed !== undefined || isRecent)) return known.listed;
	const fetchedAt = Date.now();
	const listed = await fetchListedId(settings, readWidgets);
	listedIds.set(key, { chosen, credential, listed, fetchedAt });
	return listed;
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
	const isRecent = isKnown && Math.abs(Date.now() - known.fetchedAt) < HOUR_MS;
	if (isRecent || found.every(isNamed)) return names;
	try {
		const { names: newest } = await readWidgets();
		widgetNames.set(key, { credential, names: newest, fetchedAt: Date.now() });
		return newest;
	} catch {
		return names;
	}
}
