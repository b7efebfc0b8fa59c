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

/** What 'Widgets: All' means to the webhook trigger. */
export const PUBLISHED_WIDGETS =
	'Every widget that exists when the workflow is published; to include new ones, unpublish (deactivate) the workflow and publish it again';

const isShown = { show: { events: ['chatAnswered', 'chatMissed'] } };
const ARCHIVED =
	'A chat starts the workflow after it has ended and been archived, so end your test chat';

/** The labels of the chosen events, as n8n shows them below the node on the canvas. */
const labels = Object.fromEntries(
	eventOptions.map(({ value, name }) => [value, name[0] + name.slice(1).toLowerCase()]),
);
export const eventsSubtitle = `={{ $parameter["events"].map((event) => (${JSON.stringify(labels)})[event] ?? event).join(", ") }}`;

/** When a test chat starts the workflow, for whoever chose chats. */
export const archiveNotices: INodeProperties[] = [
	{
		displayName: ARCHIVED,
		name: 'archiveNotice',
		type: 'notice',
		displayOptions: { ...isShown, hide: { events: ['chatMissed'] } },
		default: '',
	},
	{
		displayName: `${ARCHIVED}. To test a missed chat, do not answer it.`,
		name: 'missedChatNotice',
		type: 'notice',
		displayOptions: { show: { events: ['chatMissed'] } },
		default: '',
	},
];

/** The fields that both triggers have, with what 'Widgets: All' means to each, and its own options. */
export function triggerFields(allWidgets: string, options: INodeProperties[]): INodeProperties[] {
	return [
		{
			displayName: 'Trigger On',
			name: 'events',
			type: 'multiOptions',
			required: true,
			options: eventOptions,
			default: ['chatAnswered'],
			description: 'The events that start the workflow',
		},
		{
			displayName: 'Widgets',
			name: 'widgets',
			type: 'options',
			options: [
				{ name: 'All', value: 'all', description: allWidgets },
				{ name: 'Selected', value: 'selected', description: 'Only the widgets that you choose' },
			],
			default: 'all',
			description: `The widgets whose events start the workflow. All: ${allWidgets[0]?.toLowerCase()}${allWidgets.slice(1)}.`,
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

/** Reads the fields that both triggers have. Throws NodeOperationError if nothing is chosen. */
export function readSettings(
	context: IHookFunctions | IWebhookFunctions | IPollFunctions,
	fields = triggerFields(PUBLISHED_WIDGETS, webhookOptions),
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
			`'Trigger On' has no option "${unknown}"`,
			`Use one of these: ${eventOptions.map(({ value }) => String(value)).join(', ')}.`,
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
