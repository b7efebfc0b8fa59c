import type { INodeProperties, IPollFunctions } from 'n8n-workflow';
import { addFieldsOption } from '../../resources/addFields';
import { readSettings, triggerFields, type TriggerSettings } from '../settings';

const pollingOptions: INodeProperties[] = [
	addFieldsOption(['metrics', 'transcript', 'widgetName']),
	{
		displayName: 'Include Past Days',
		name: 'startDaysBack',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 3650 },
		default: 0,
		description:
			'How many past days the first poll includes. With 0, only new events start the workflow. A change after that poll has no effect.',
	},
	{
		displayName: 'Look-Back Days',
		name: 'lookbackDays',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 31 },
		default: 2,
		description:
			'How many days back each poll looks. Chats are listed under their start date but only after archiving, so longer chats may be missed.',
	},
];
export const pollingFields = triggerFields(
	'Every widget, including those that you add later',
	pollingOptions,
);

/** How a polling trigger is set. */
export interface PollingSettings extends TriggerSettings {
	/** The values of 'Add Fields'. */
	addFields: string[];
	lookbackDays: number;
	startDaysBack: number;
}

/** Reads all fields of a polling trigger. Throws NodeOperationError if one has no valid value. */
export function readPollingSettings(context: IPollFunctions): PollingSettings {
	const settings = readSettings(context, pollingFields);
	const { read } = settings;
	return {
		...settings,
		addFields: read.choices('options.addFields'),
		lookbackDays: read.number('options.lookbackDays'),
		startDaysBack: read.number('options.startDaysBack'),
	};
}
