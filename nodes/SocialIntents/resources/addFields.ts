import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { PATHS } from '../api/endpoints';
import { idKey } from '../api/ids';
import { extractRecords } from '../api/records';
import type { ApiRecord, FollowUp, OutputItem, Reader, RequestPlan } from '../operation';
import { metricsOf } from './metrics';
import { withOption } from './options';
import { toText } from './plainText';
import type { AddedField, RecordType } from './recordTypes';
import { transcriptText } from './transcriptText';

/** The names of widgets by the keys of their IDs. */
export type WidgetNames = Record<string, string>;

interface AddFieldsContext {
	/** The values of 'Add Fields'. */
	wanted: readonly string[];
	/** The record's date in milliseconds; null if it cannot be read. */
	time: number | null;
	widgetNames?: WidgetNames;
}

const CHOICES: Array<INodePropertyOptions & { value: AddedField }> = [
	{
		name: 'Metrics',
		value: 'metrics',
		description:
			'Message counts (total, visitor, agent), seconds to the first response, and the time the chat ended',
	},
	{
		name: 'Transcript',
		value: 'transcript',
		description: "The conversation as plain text, in the field 'textBody'",
	},
	{
		name: 'Widget Name',
		value: 'widgetName',
		description: 'The name of the widget, in addition to its ID',
	},
];

/** The option 'Add Fields' with those fields that make sense in its place. */
export function addFieldsOption(addable: readonly AddedField[]): INodeProperties {
	return {
		displayName: 'Add Fields',
		name: 'addFields',
		type: 'multiOptions',
		options: CHOICES.filter(({ value }) => addable.includes(value)),
		default: [],
		description: 'Additional fields to return, in simplified and raw records alike',
	};
}

/** A collection of options with 'Add Fields', where the records have something to add. */
export function withAddFields(
	options: INodeProperties,
	{ addable }: Pick<RecordType, 'addable'>,
): INodeProperties {
	if (addable.length === 0) return options;
	return withOption(options, addFieldsOption(addable));
}

/** The names in a response to `GET /apps`. */
export function widgetNamesIn(body: unknown): WidgetNames {
	const names = extractRecords(body).map(({ id, name }) => [idKey(id), toText(name)]);
	return Object.fromEntries(names.filter(([id, name]) => id && name));
}

/** The name of a record's widget: the service sends it with contacts only. Null if it is unknown. */
function widgetNameOf({ appName, appId }: ApiRecord, names: WidgetNames): string | null {
	const id = idKey(appId);
	return toText(appName) || (Object.hasOwn(names, id) ? (names[id] ?? null) : null);
}

/**
 * The fields to add to a record, whatever else of it is shown: `widgetName`, the metrics, and last the
 * transcript as `textBody`. Only those that this kind of record has.
 */
export function addedFields(
	record: ApiRecord,
	{ addable }: RecordType,
	{ wanted, time, widgetNames = {} }: AddFieldsContext,
): IDataObject {
	const isAdded = (field: AddedField) => wanted.includes(field) && addable.includes(field);
	return {
		...(isAdded('widgetName') && { widgetName: widgetNameOf(record, widgetNames) }),
		...(isAdded('metrics') && metricsOf(record, time)),
		...(isAdded('transcript') && { textBody: transcriptText(record) }),
	};
}

/** Requests the widgets and adds their names to the items that lack one; undefined if none does. */
function nameWidgets(read: Reader, items: OutputItem[]): FollowUp | undefined {
	if (!items.some(({ unnamed }) => unnamed !== undefined)) return undefined;
	return {
		request: { method: 'GET', path: PATHS.widgets, timeout: read.number('options.timeout') },
		isRequired: read.choices('options.addFields').includes('widgetName'),
		combine: (body) => {
			const names = widgetNamesIn(body);
			return items.map((item) => {
				if (!item.unnamed) return item;
				const { widgetId, withName } = item.unnamed;
				return { ...item, ...withName(widgetNameOf({ appId: widgetId }, names)) };
			});
		},
	};
}

/** The plan with a last request for the names of the widgets, where its items want them. */
export function withWidgetNames(read: Reader, plan: RequestPlan): RequestPlan {
	return { ...plan, followUp: (items) => nameWidgets(read, items) ?? plan.followUp?.(items) };
}
