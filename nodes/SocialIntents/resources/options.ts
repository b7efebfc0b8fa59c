import type { INodeProperties } from 'n8n-workflow';

function options(items: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: items,
	};
}

const daysPerRequestOption: INodeProperties = {
	displayName: 'Days per Request',
	name: 'daysPerRequest',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 31,
	description:
		'Maximum number of days in one request (at least 2, because consecutive requests overlap by one day). Longer ranges are split into at most 400 requests, with more days each if necessary.',
};

const ignoreEmptyFiltersOption: INodeProperties = {
	displayName: 'Ignore Empty Filters',
	name: 'ignoreEmptyFilters',
	type: 'boolean',
	default: false,
	description:
		'Whether to ignore a filter whose expression returns nothing. When off, such a filter stops the node, so that it does not return the records of all visitors.',
};

const concurrencyOption: INodeProperties = {
	displayName: 'Max Concurrent Requests',
	name: 'maxConcurrency',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 100 },
	default: 32,
	description:
		'Maximum number of requests to run at once. The node starts with fewer and slows down when it reaches the Social Intents rate limit.',
};

const timeoutOption: INodeProperties = {
	displayName: 'Timeout (Milliseconds)',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 120000,
	description: 'How long to wait without receiving data before aborting the request',
};

export const fileNameOption: INodeProperties = {
	displayName: 'File Name',
	name: 'fileName',
	type: 'string',
	default: '',
	placeholder: 'e.g. transcript.txt',
	description: 'Name of the file. The extension is added if it is missing.',
	displayOptions: { hide: { '@tool': [true] } },
};

/** A collection with one option more, in the order of the labels. */
export const withOption = (
	collection: INodeProperties,
	option: INodeProperties,
): INodeProperties => ({
	...collection,
	options: [...(collection.options as INodeProperties[]), option].sort((a, b) =>
		a.displayName.localeCompare(b.displayName),
	),
});

export const requestOptionsField = options([concurrencyOption, timeoutOption]);
export const rangeOptionsField = options([
	daysPerRequestOption,
	ignoreEmptyFiltersOption,
	concurrencyOption,
	timeoutOption,
]);
