import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { ApiRecord, OutputItem, Reader } from '../operation';
import { addedFields } from './addFields';
import { toText } from './plainText';
import type { RecordType } from './recordTypes';

/** The output of a record: by 'Simplify', or by 'Output' if the node runs as a tool. */
function createFormatter(
	read: Reader,
	recordType: RecordType,
): (record: ApiRecord, time: number | null) => IDataObject {
	const output = read.isTool ? read.choice('output') : read.flag('simplify') ? 'simplified' : 'raw';
	if (output === 'simplified') return recordType.simplify;
	// Two items may get the same record, and must not share its lists and objects.
	if (output === 'raw') return (record) => structuredClone(record);
	const names = read.choices('fields');
	return (record, time) => {
		const simple = recordType.simplify(record, time);
		return structuredClone(selectFields({ ...record, ...simple }, names));
	};
}

/**
 * The item of a record: simplified, raw or selected fields, and those of Add Fields. `time` is the record's
 * date in milliseconds, null if it cannot be read.
 */
export function createItemFormatter(
	read: Reader,
	recordType: RecordType,
	alwaysAdded: string[] = [],
): (record: ApiRecord, time: number | null) => OutputItem {
	const format = createFormatter(read, recordType);
	const chosen = recordType.addable.length > 0 ? read.choices('options.addFields') : [];
	const wanted = [...chosen, ...alwaysAdded];
	if (wanted.length === 0) return (record, time) => ({ json: format(record, time) });
	return (record, time) => {
		const added = addedFields(record, recordType, { wanted, time });
		const json = { ...format(record, time), ...added };
		const widgetId = toText(record.appId);
		if (added.widgetName !== null || widgetId === '') return { json };
		const withName = (widgetName: string | null) => ({ json: { ...json, widgetName } });
		return { json, unnamed: { widgetId, withName } };
	};
}

/** Only the named fields, the ID first; null if the record has no value. */
export function selectFields(record: IDataObject, names: string[]): IDataObject {
	const valueOf = (name: string) => {
		const value = Object.hasOwn(record, name) ? record[name] : null;
		return value === '' ? null : value;
	};
	return Object.fromEntries(['id', ...names].map((name) => [name, valueOf(name)]));
}

/** Simplify for people, Output for AI agents: n8n's UX rules ask for both. */
export function outputFields(fieldNames: string[]): INodeProperties[] {
	return [
		{
			displayName: 'Simplify',
			name: 'simplify',
			type: 'boolean',
			default: true,
			description: 'Whether to return a simplified version of the response instead of the raw data',
			displayOptions: { hide: { '@tool': [true] } },
		},
		{
			displayName: 'Output',
			name: 'output',
			type: 'options',
			default: 'simplified',
			options: [
				{
					name: 'Simplified',
					value: 'simplified',
					description: 'Up to ten of the most useful fields',
				},
				{
					name: 'Raw',
					value: 'raw',
					description: 'Every field, as Social Intents returned it',
				},
				{
					name: 'Selected Fields',
					value: 'selectedFields',
					description: 'The ID and the fields that you choose',
				},
			],
			displayOptions: { show: { '@tool': [true] } },
		},
		{
			displayName: 'Fields',
			name: 'fields',
			type: 'multiOptions',
			default: [],
			options: ['id', ...fieldNames]
				.map((value) => ({ name: titleOf(value), value }))
				.sort((a, b) => a.name.localeCompare(b.name)),
			description: 'The fields to return in addition to the ID',
			displayOptions: { show: { '@tool': [true], output: ['selectedFields'] } },
		},
	];
}

/** The service's name of a field in Title Case: `visitorCustom1` is "Visitor Custom 1". */
function titleOf(field: string): string {
	const words = field.replace(/([A-Z]|\d+)/g, ' $1').split(' ');
	const isInitials = (word: string) => ['html', 'id', 'ip'].includes(word.toLowerCase());
	return words
		.map((word) =>
			isInitials(word) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1),
		)
		.join(' ');
}
