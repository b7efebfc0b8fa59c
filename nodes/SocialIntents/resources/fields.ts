import type { INodeProperties } from 'n8n-workflow';
import { dateFilters } from './dateFilters';
import { locatorField } from './locator';

/** Fields that several operations share, so that a value survives a switch of operation. */
export function idField(
	name: string,
	label: string,
	source = "as returned by 'Get Many' and the triggers",
): INodeProperties {
	return {
		displayName: `${label} ID`,
		name,
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 2c9fa6c38f3d1a7e018f4b1d6c2e0a11',
		description: `The ID of the ${label.toLowerCase()}, ${source}`,
	};
}

const widgetLocator = locatorField({
	displayName: 'Widget',
	name: 'widgetId',
	list: { placeholder: 'Select a widget…', searchListMethod: 'searchWidgets' },
	typed: {
		displayName: 'By ID',
		name: 'id',
		placeholder: 'e.g. 2c9fa6c38f3d1a7e018f4b1d6c2e0a11',
	},
});

export const widgetField: INodeProperties = {
	...widgetLocator,
	required: true,
	description: 'Choose a widget from the list, or enter its ID as returned by Widget > Get Many',
};

const widgetFilter: INodeProperties = {
	...widgetLocator,
	description: 'Only return records from this widget',
};

export const returnAllField: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

export const limitField: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
	displayOptions: { show: { returnAll: [false] } },
};

const visitorFilters: INodeProperties[] = [
	{
		displayName: 'Tag',
		name: 'tag',
		type: 'string',
		default: '',
		description: 'Only return records with this tag',
	},
	{
		displayName: 'Visitor Email',
		name: 'email',
		type: 'string',
		default: '',
		placeholder: 'e.g. jane@example.com',
		description: 'Only return records of the visitor with this email address',
	},
	{
		displayName: 'Visitor ID',
		name: 'visitorId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 5f0c2c1e-8d5b-4f0e-9b57-3a6a2f1d9c44',
		description:
			"Only return records of the visitor with this ID. Records contain it as 'visitorId' when 'Simplify' is off.",
	},
];

const chatTypeFilter: INodeProperties = {
	displayName: 'Chat Type',
	name: 'chatType',
	type: 'options',
	default: 'answered',
	options: [
		{ name: 'Answered', value: 'answered', description: 'Chats that an agent answered' },
		{ name: 'Missed', value: 'missed', description: 'Chats that no agent answered' },
	],
	description:
		'Only return chats of this type. Social Intents has no such filter, so the node applies it to the chats that match the other filters.',
};

const emailFilter: INodeProperties = {
	displayName: 'Email',
	name: 'email',
	type: 'string',
	default: '',
	placeholder: 'e.g. jane@example.com',
	description:
		'Only return contacts with this email address. Social Intents has no such filter, so the node applies it to the contacts that match the other filters.',
};

function filters(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [...options].sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

export const visitorFiltersField = filters([...dateFilters, ...visitorFilters, widgetFilter]);
export const chatFiltersField = filters([
	...dateFilters,
	chatTypeFilter,
	...visitorFilters,
	widgetFilter,
]);
export const contactFiltersField = filters([...dateFilters, emailFilter, widgetFilter]);
