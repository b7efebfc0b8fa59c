import type { IDataObject } from 'n8n-workflow';
import type { Row } from '../operation';
import { textOf, type TriggerEvent } from './events';

/** What a workflow listens to. */
export interface Interest {
	events: TriggerEvent[];
	/** Undefined for all widgets. */
	widgetIds?: string[];
}

/** Whether a record starts the workflow, as which event, or why not. */
export type Decision = { event: TriggerEvent } | { ignored: string };
/** Decides over one record that came in for a service event, in whatever case its address has it. */
export function decide(row: Row, serviceEvent: string, { events, widgetIds }: Interest): Decision {
	const appId = textOf(row.appId);
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
export function triggerItem(
	row: Row,
	event: TriggerEvent,
	options: { simplify: boolean; timezone: string; widgetIds?: string[] },
): IDataObject {
	const shaped = options.simplify ? event.kind.simplify(row, options.timezone) : row;
	const [onlyWidget = null, ...others] = options.widgetIds ?? [];
	const otherwise = others.length === 0 ? onlyWidget : null;
	return {
		...shaped,
		event: event.value,
		widgetId: textOf(row.appId) === '' ? otherwise : row.appId,
	};
}
