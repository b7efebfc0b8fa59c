import type { INodeExecutionData } from 'n8n-workflow';
import type { WidgetNames } from '../../resources/addFields';
import { toTriggerItem } from '../items';
import type { TriggerSettings } from '../settings';
import type { MatchedRecord } from './lists';

/** The items of a poll, the oldest first; what has no date comes last. */
export function toItems(
	found: MatchedRecord[],
	{ simplify, widgetIds, read }: TriggerSettings,
	widgetNames?: WidgetNames,
): INodeExecutionData[] {
	const options = {
		simplify,
		timezone: 'UTC',
		widgetIds,
		widgetNames,
		addFields: read.list('options.addFields'),
	};
	return [...found]
		.sort((a, b) => (a.time ?? Infinity) - (b.time ?? Infinity) || 0)
		.map(({ record, event }) => ({ json: toTriggerItem(record, event, options) }));
}
