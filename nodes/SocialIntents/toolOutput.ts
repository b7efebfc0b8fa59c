import type { IDataObject, NodeOperationError } from 'n8n-workflow';
import type { OutputItem } from './operation';

/** n8n hands all that a tool gives to the model: much more than this no model reads. About 25,000 tokens. */
export const MAX_CHARACTERS = 100_000;

const jsonLength = (value: unknown): number => JSON.stringify(value)?.length ?? 0;

const inWords = (count: number) => count.toLocaleString('en-US');

/** Cuts a text, or the tail of a list, to a size as JSON; anything else that is too long goes. */
function truncate(value: unknown, most: number): IDataObject[string] {
	if (typeof value === 'string') {
		let text = value;
		// A character may take up to six in JSON.
		while (text !== '' && jsonLength(text) > most) {
			text = text.slice(0, Math.floor((text.length * Math.max(most, 0)) / jsonLength(text)));
		}
		return text.replace(/[\uD800-\uDBFF]$/, '');
	}
	if (!Array.isArray(value)) return null;
	let size = 2;
	const end = value.findIndex((part) => (size += jsonLength(part) + 1) > most);
	return value.slice(0, end) as IDataObject[];
}

/** The record with its longest fields cut until it fits, and their names. */
function shorten(record: IDataObject): { json: IDataObject; fields: string[] } {
	const json = { ...record };
	const longestFirst = Object.keys(json).sort((a, b) => jsonLength(json[b]) - jsonLength(json[a]));
	const fields: string[] = [];
	for (const name of longestFirst) {
		const excess = jsonLength(json) - MAX_CHARACTERS;
		if (excess <= 0) break;
		json[name] = truncate(json[name], jsonLength(json[name]) - excess);
		fields.push(name);
	}
	return { json, fields };
}

/** How to ask for what comes after these entries, where they are in the order of their dates. */
function continuationHint(kept: OutputItem[]): string {
	const first = kept[0]?.time;
	const last = kept.at(-1)?.time;
	if (typeof first !== 'number' || typeof last !== 'number' || first === last) return '';
	const filter = last < first ? 'Date To' : 'Date From';
	return ` The rest comes with '${filter}' set to ${new Date(last).toISOString()}.`;
}

/** What an agent gets in place of an answer where its arguments make no sense. */
export function invalidArgument(fault: NodeOperationError): IDataObject {
	const { message, description } = fault;
	return { invalid: true, message: description ? `${message}. ${description}` : message };
}

/**
 * What an agent gets of an answer: all of it, or as many records as fit, and then one item that says
 * what is missing and how to get it. One record that is too long by itself has its longest fields cut.
 */
export function truncateForAgent(entries: OutputItem[]): OutputItem[] {
	let size = 0;
	const end = entries.findIndex(({ json }) => (size += jsonLength(json)) > MAX_CHARACTERS);
	if (end === -1) return entries;

	const [longest = { json: {} }] = entries;
	const { json, fields } = end === 0 ? shorten(longest.json) : { json: {}, fields: [] };
	const kept = end === 0 ? [{ ...longest, json }] : entries.slice(0, end);
	const isAll = kept.length === entries.length;
	const message = [
		`An AI agent gets at most ${inWords(MAX_CHARACTERS)} characters.`,
		...(fields.length > 0
			? [` Of the first record these fields are cut: ${fields.join(', ')}.`]
			: []),
		...(isAll
			? []
			: [
					` Here are the first ${inWords(kept.length)} of ${inWords(entries.length)}.${continuationHint(kept)}`,
				]),
		` Or ask for less: fewer days, a filter, fewer fields.`,
	].join('');
	return [...kept, { json: { truncated: true, message } }];
}
