import type { INodeProperties } from 'n8n-workflow';
import type { OutputItem } from '../operation';

export type SortOrder = 'newestFirst' | 'oldestFirst' | 'asReturned';

/** By date, what has none last, and what has the same in the order of the service. */
export function sortItems(items: OutputItem[], order: SortOrder): OutputItem[] {
	if (order === 'asReturned') return items;
	const sign = order === 'newestFirst' ? -1 : 1;
	const dated = items.filter(({ time }) => typeof time === 'number');
	const undated = items.filter(({ time }) => typeof time !== 'number');
	dated.sort((a, b) => sign * ((a.time ?? 0) - (b.time ?? 0)));
	return [...dated, ...undated];
}

export const sortField: INodeProperties = {
	displayName: 'Sort',
	name: 'sort',
	type: 'collection',
	placeholder: 'Add Sort',
	default: {},
	options: [
		{
			displayName: 'Order',
			name: 'order',
			type: 'options',
			default: 'newestFirst',
			options: [
				{ name: 'Newest First', value: 'newestFirst' },
				{ name: 'Oldest First', value: 'oldestFirst' },
				{
					name: 'As Returned',
					value: 'asReturned',
					description: 'The order in which Social Intents returns the records',
				},
			],
			description:
				"How to sort the records by date. 'Limit' keeps the first records in this order. Defaults to newest first.",
		},
	],
};
