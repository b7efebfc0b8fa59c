import type { IDataObject } from 'n8n-workflow';
import type { ApiRecord } from '../operation';
import { addedFields, type WidgetNames } from '../resources/addFields';
import { toText } from '../resources/plainText';
import type { TriggerEvent } from './events';

/** The events and widgets chosen in a trigger. */
interface EventFilter {
	events: TriggerEvent[];
	/** Undefined for all widgets. */
	widgetIds?: string[];
}

/** Whether a record starts the workflow, as which event, or why not. */
type EventMatch = { event: TriggerEvent } | { ignored: string };

/** Matches a record that was delivered for a service event, whose letter case in the URL does not matter. */
export function matchEvent(
	record: ApiRecord,
	serviceEvent: string,
	{ events, widgetIds }: EventFilter,
): EventMatch {
	const appId = toText(record.appId);
	// Deliveries write IDs in small letters that lists write in capitals.
	const isChosen = (id: string) => id.toLowerCase() === appId.toLowerCase();
	if (widgetIds && appId !== '' && !widgetIds.some(isChosen)) {
		return { ignored: `widget ${appId} is not chosen` };
	}
	const isFor = (one: TriggerEvent) =>
		one.serviceEvent.toLowerCase() === serviceEvent.toLowerCase();
	const event = events.find((one) => isFor(one) && one.isOne(record));
	return event ? { event } : { ignored: `no chosen event matches ${JSON.stringify(serviceEvent)}` };
}

/** How a trigger outputs a record. */
interface TriggerOutput {
	simplify: boolean;
	/** The record's date in milliseconds; null if it cannot be read. */
	time: number | null;
	/** Undefined for all widgets. */
	widgetIds?: string[];
	/** The values of 'Add Fields'. */
	addFields?: string[];
	widgetNames?: WidgetNames;
}

/** The event first, then the record in the shape of the action node with its widget, then added fields. */
export function toTriggerItem(
	record: ApiRecord,
	event: TriggerEvent,
	{ simplify, time, widgetIds = [], addFields: wanted = [], widgetNames }: TriggerOutput,
): IDataObject {
	const { recordType } = event;
	const [onlyWidget = null, ...others] = widgetIds;
	const otherwise = others.length === 0 ? onlyWidget : null;
	const widgetId = toText(record.appId) === '' ? otherwise : record.appId;
	const shaped = simplify ? recordType.simplify(record, time) : record;
	const eventFirst = { event: event.value, ...shaped };
	const added = addedFields({ ...record, appId: widgetId }, recordType, {
		wanted,
		time,
		widgetNames,
	});
	return { ...eventFirst, event: event.value, widgetId, ...added };
}
