import type {
	IHookFunctions,
	INodeProperties,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import type { Reader } from '../operation';
import { createReader } from '../parameters';
import { eventOptions, eventsNamed, type TriggerEvent } from './events';
import { webhookOptions } from './webhook/options';

/** The fields that both triggers have, with their own options. */
export function triggerFields(options: INodeProperties[]): INodeProperties[] {
	return [
		{
			displayName: 'Trigger On',
			name: 'events',
			type: 'multiOptions',
			required: true,
			options: eventOptions,
			default: ['chatAnswered'],
		},
		{
			displayName: 'Widgets',
			name: 'widgets',
			type: 'options',
			options: [
				{ name: 'All', value: 'all' },
				{ name: 'Selected', value: 'selected' },
			],
			default: 'all',
		},
		{
			displayName: 'Widget Names or IDs',
			name: 'widgetIds',
			type: 'multiOptions',
			required: true,
			typeOptions: { loadOptionsMethod: 'getWidgets' },
			displayOptions: { show: { widgets: ['selected'] } },
			default: [],
			description:
				'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		},
		{
			displayName: 'Simplify',
			name: 'simplify',
			type: 'boolean',
			default: true,
			description: 'Whether to return a simplified version of the response instead of the raw data',
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options,
		},
	];
}

/** What a trigger node is set to. */
export interface TriggerSettings {
	events: TriggerEvent[];
	/** Undefined for all widgets. */
	widgetIds?: string[];
	simplify: boolean;
	read: Reader;
}

/** Reads the fields that both triggers have. Throws NodeOperationError where nothing is chosen. */
export function readSettings(
	context: IHookFunctions | IWebhookFunctions | IPollFunctions,
	fields = triggerFields(webhookOptions),
): TriggerSettings {
	const read = createReader({
		node: context.getNode(),
		fields,
		get: (name) => context.getNodeParameter(name, null),
		workflowTimezone: context.getTimezone(),
		isTool: false,
		now: Date.now(),
	});
	const chosen = read.list('events');
	const events = eventsNamed(chosen);
	const unknown = chosen.find((value) => !events.some((event) => event.value === value));
	if (unknown !== undefined) {
		throw read.error(
			`'Trigger On' has no choice "${unknown}"`,
			`Choose among: ${eventOptions.map(({ value }) => String(value)).join(', ')}.`,
		);
	}
	if (events.length === 0) {
		throw read.error("'Trigger On' is empty", 'Choose at least one event.');
	}
	const widgetIds = read.choice('widgets') === 'selected' ? read.list('widgetIds') : undefined;
	if (widgetIds?.length === 0) {
		throw read.error(
			"'Widget Names or IDs' is empty",
			"Choose at least one widget, or set 'Widgets' to All.",
		);
	}
	return { events, widgetIds, simplify: read.flag('simplify'), read };
}
