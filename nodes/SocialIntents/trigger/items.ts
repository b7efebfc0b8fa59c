import type { IDataObject } from 'n8n-workflow';
import type { ApiRecord } from '../operation';
import { toText, type TriggerEvent } from './events';

/** What a workflow listens to. */
export interface EventFilter {
	events: TriggerEvent[];
	/** Undefined for all widgets. */
	widgetIds?: string[];
}

/** Whether a record starts the workflow, as which event, or why not. */
export type EventMatch = { event: TriggerEvent } | { ignored: string };
/** Decides over one record that came in for a service event, in whatever case its address has it. */
export function matchEvent(
	row: ApiRecord,
	serviceEvent: string,
	{ events, widgetIds }: EventFilter,
): EventMatch {
	const appId = toText(row.appId);
	if (widgetIds && appId !== '' && !widgetIds.includes(appId)) {
		return { ignored: `widget ${appId} is not chosen` };
	}
	const isFor = (one: TriggerEvent) =>
		one.serviceEvent.toLowerCase() === serviceEvent.toLowerCase();
	const event = events.find((one) => isFor(one) && one.isOne(row));
	return event
		? { event }
		: { ignored: `no chosen event is behind ${JSON.stringify(serviceEvent)}` };
}

/** A record as it leaves a trigger: the action node's shape, and which event of which widget it is. */
export function toTriggerItem(
	row: ApiRecord,
	event: TriggerEvent,
	options: { simplify: boolean; timezone: string; widgetIds?: string[] },
): IDataObject {
	const shaped = options.simplify ? event.recordType.simplify(row, options.timezone) : row;
	const [onlyWidget = null, ...others] = options.widgetIds ?? [];
	const otherwise = others.length === 0 ? onlyWidget : null;
	return {
		...shaped,
		event: event.value,
		widgetId: toText(row.appId) === '' ? otherwise : row.appId,
	};
}
