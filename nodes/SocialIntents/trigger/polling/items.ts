import type { INodeExecutionData } from 'n8n-workflow';
import type { WidgetNames } from '../../resources/addFields';
import { toTriggerItem } from '../items';
import type { MatchedRecord } from './lists';
import type { PollingSettings } from './options';

/** The items of a poll, the oldest first; records without a date come last. */
export function toItems(
	found: MatchedRecord[],
	{ simplify, widgetIds, addFields }: PollingSettings,
	widgetNames?: WidgetNames,
): INodeExecutionData[] {
	const options = {
		simplify,
		widgetIds,
		widgetNames,
		addFields,
	};
	return [...found]
		.sort((a, b) => (a.time ?? Infinity) - (b.time ?? Infinity) || 0)
		.map(({ record, event, time }) => ({
			json: toTriggerItem(record, event, { ...options, time }),
		}));
}
