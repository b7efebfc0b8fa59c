import type { ApiClient } from '../../api/client';
import { extractRecords } from '../../api/records';
import { dayOrderOf, type DayOrder } from '../../dates/dayOrder';
import { recordTime } from '../../dates/serviceDate';
import type { ApiRecord } from '../../operation';
import { toText } from '../../resources/plainText';
import { recordKey } from '../../resources/uniqueItems';
import type { TriggerEvent } from '../events';
import { matchEvent } from '../items';
import type { TriggerSettings } from '../settings';

/** One list of the service, and the events and widgets chosen in it. */
export interface ChosenList {
	path: string;
	events: TriggerEvent[];
	/** Undefined for all widgets. */
	widgetIds?: string[];
	/** The ID of the only chosen widget as the service lists it, for its own filter. */
	listedId?: string;
	dateField: string;
	/** Whether a record with another date is another event. */
	recurs: boolean;
}

/** One response, and how to read the dates in it. */
export interface ListResponse {
	records: ApiRecord[];
	order?: DayOrder;
	/** When a record was made, in milliseconds; null if it does not say. */
	timeOf: (record: ApiRecord) => number | null;
	/** What distinguishes a record from others. It may be known under any of the keys. */
	keysOf: (record: ApiRecord) => [string, ...string[]];
}

/** A record to emit. `time` is in milliseconds, or null without a readable date. */
export interface MatchedRecord {
	record: ApiRecord;
	event: TriggerEvent;
	time: number | null;
	/** For dates in which day and month may be swapped. */
	order?: DayOrder;
}

/** The lists that contain the chosen events. */
export function listsFor(
	{ events, widgetIds }: Pick<TriggerSettings, 'events' | 'widgetIds'>,
	listedId?: string,
): ChosenList[] {
	return [...new Set(events.map(({ path }) => path))].map((path) => {
		const inPath = events.filter((event) => event.path === path);
		const dateField = inPath[0]?.recordType.dateField ?? '';
		const recurs = inPath.some((event) => event.recurs);
		return { path, events: inPath, widgetIds, listedId, dateField, recurs };
	});
}

/** One request for the records of some days, each `yyyy-MM-dd`. Throws ApiRequestError. */
export async function fetchList(
	api: ApiClient,
	{ path, listedId, dateField, recurs }: ChosenList,
	from: string,
	to: string,
): Promise<ListResponse> {
	const days = { date_from: from, date_to: to, timezone: 'UTC' };
	const query = listedId === undefined ? days : { ...days, app_id: listedId };
	const records = extractRecords(await api.send({ method: 'GET', path, query }));
	const order = dayOrderOf(records, dateField, { from, to });
	const timeOf = (record: ApiRecord) => recordTime(record, dateField, 'utc', order);
	const keysOf = (record: ApiRecord): [string, ...string[]] => {
		const key = recordKey(record);
		// A date that cannot be read may be another one in each response, such as "5 minutes ago".
		if (!recurs || timeOf(record) === null) return [key];
		return [`${key} ${toText(record[dateField])}`, key];
	};
	return { records, order, timeOf, keysOf };
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
	{ records, order, timeOf }: ListResponse,
	{ events, widgetIds }: ChosenList,
): MatchedRecord[] {
	return records.flatMap((record) => {
		const event = eventOf(record, events, widgetIds);
		return event ? [{ record, event, time: timeOf(record), order }] : [];
	});
}
