import type { ApiClient } from '../../api/client';
import { extractRecords } from '../../api/records';
import { recordTime } from '../../dates/serviceDate';
import type { ApiRecord } from '../../operation';
import type { TriggerEvent } from '../events';
import { matchEvent } from '../items';
import type { TriggerSettings } from '../settings';

/** One list of the service, and the events and widgets chosen in it. */
export interface ChosenList {
	path: string;
	events: TriggerEvent[];
	/** Undefined for all widgets. */
	widgetIds?: string[];
	/** When a record was made, in milliseconds; null if it does not say. */
	timeOf: (record: ApiRecord) => number | null;
}

/** A record to emit. `time` is in milliseconds, or null without a readable date. */
export interface MatchedRecord {
	record: ApiRecord;
	event: TriggerEvent;
	time: number | null;
}

/** The lists that contain the chosen events. */
export function listsFor({ events, widgetIds }: TriggerSettings): ChosenList[] {
	return [...new Set(events.map(({ path }) => path))].map((path) => {
		const inPath = events.filter((event) => event.path === path);
		const dateField = inPath[0]?.recordType.dateField ?? '';
		const timeOf = (record: ApiRecord) => recordTime(record, dateField, 'utc');
		return { path, events: inPath, widgetIds, timeOf };
	});
}

/** One request for the records of some days, each `yyyy-MM-dd`. Throws ApiRequestError. */
export async function fetchList(
	api: ApiClient,
	{ path, widgetIds = [] }: ChosenList,
	from: string,
	to: string,
): Promise<ApiRecord[]> {
	const widget = widgetIds.length === 1 ? widgetIds[0] : undefined;
	const days = { date_from: from, date_to: to, timezone: 'UTC' };
	const query = widget === undefined ? days : { ...days, app_id: widget };
	return extractRecords(await api.send({ method: 'GET', path, query }));
}

/** The first of the events that a record can be, if it is of one of the widgets. */
export function eventOf(
	record: ApiRecord,
	events: TriggerEvent[],
	widgetIds?: string[],
): TriggerEvent | undefined {
	const match = matchEvent(record, events[0]?.serviceEvent ?? '', { events, widgetIds });
	return 'event' in match ? match.event : undefined;
}

/** The records that belong to chosen events. */
export function matchRecords(
	records: ApiRecord[],
	{ events, widgetIds, timeOf }: ChosenList,
): MatchedRecord[] {
	return records.flatMap((record) => {
		const event = eventOf(record, events, widgetIds);
		return event ? [{ record, event, time: timeOf(record) }] : [];
	});
}
