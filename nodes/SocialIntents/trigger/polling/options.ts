import type { INodeProperties } from 'n8n-workflow';
import { addFieldsOption } from '../../resources/addFields';
import { triggerFields } from '../settings';

const pollingOptions: INodeProperties[] = [
	addFieldsOption(['metrics', 'transcript', 'widgetName']),
	{
		displayName: 'Include Past Days',
		name: 'startDaysBack',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 3650 },
		default: 0,
		description:
			'How many past days the first poll includes. With 0, only new events start the workflow.',
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
