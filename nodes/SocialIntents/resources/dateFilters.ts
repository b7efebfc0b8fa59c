import type { INodeProperties } from 'n8n-workflow';
import { locatorField } from './locator';

/** The filters of every list of dated records. */
export const dateFilters: INodeProperties[] = [
	{
		displayName: 'Date From',
		name: 'dateFrom',
		type: 'dateTime',
		default: '',
		description:
			"Only return records from this date on. A date without a UTC offset is read in 'Timezone'. A date without a time, or at midnight, means the whole day.",
	},
	{
		displayName: 'Date To',
		name: 'dateTo',
		type: 'dateTime',
		default: '',
		description:
			"Only return records up to and including this date. A date without a UTC offset is read in 'Timezone'. A date without a time, or at midnight, means the whole day. To include today, use {{ $now }}, because {{ $today }} is exactly midnight.",
	},
	{
		displayName: 'Period',
		name: 'period',
		type: 'options',
		default: 'last7Days',
		options: [
			{
				name: 'Last 30 Days',
				value: 'last30Days',
				description: 'Today so far and the 29 days before',
			},
			{
				name: 'Last 7 Days',
				value: 'last7Days',
				description: 'Today so far and the 6 days before',
			},
			{ name: 'Last Month', value: 'lastMonth' },
			{ name: 'Last Week', value: 'lastWeek', description: 'Monday to Sunday of last week' },
			{
				name: 'This Month',
				value: 'thisMonth',
				description: 'From the first of the month to today',
			},
			{ name: 'This Week', value: 'thisWeek', description: 'From Monday to today' },
			{ name: 'Today', value: 'today' },
			{ name: 'Yesterday', value: 'yesterday' },
		],
		description:
			"Only return records from this period. Use it instead of 'Date From' and 'Date To'. Days begin and end in 'Timezone'. A chat counts for the day it started, but is only listed once it is archived.",
	},
	locatorField({
		displayName: 'Timezone',
		name: 'timezone',
		list: { placeholder: 'Select a time zone…', searchListMethod: 'searchTimezones' },
		typed: { displayName: 'By Name', name: 'name', placeholder: 'e.g. America/New_York' },
		description: "The time zone in which days begin and end. Defaults to the workflow's time zone.",
	}),
];
