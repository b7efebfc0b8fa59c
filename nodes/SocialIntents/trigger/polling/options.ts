import type { INodeProperties } from 'n8n-workflow';
import { triggerFields } from '../settings';

export const pollingOptions: INodeProperties[] = [
	{
		displayName: 'Look-Back Days',
		name: 'lookbackDays',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 31 },
		default: 2,
		description:
			'How long a chat may last. A chat shows up when it is archived, under the day it started; one that took longer than this may not be seen.',
	},
	{
		displayName: 'Start With Past Days',
		name: 'startDaysBack',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 3650 },
		default: 0,
		description:
			'How many past days the workflow starts with when it is published for the first time. With 0 it starts with what comes from then on.',
	},
];
export const pollingFields = triggerFields(pollingOptions);
