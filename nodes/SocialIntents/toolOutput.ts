import type { IDataObject, NodeOperationError } from 'n8n-workflow';
import type { OutputItem, RequestPlan } from './operation';

/** About 25,000 tokens. n8n passes all the output of a tool to the model, and few models read much more. */
export const MAX_CHARACTERS = 100_000;

/** Room for the item that says what is missing. */
const NOTICE_CHARACTERS = 1_000;
const MAX_NAMED_FIELDS = 8;

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

/** The record with its longest fields cut until it is no longer than `most` as JSON, and their names. */
function shorten(record: IDataObject, most: number): { json: IDataObject; fields: string[] } {
	const json = { ...record };
	const longestFirst = Object.keys(json).sort((a, b) => jsonLength(json[b]) - jsonLength(json[a]));
	const fields: string[] = [];
	for (const name of longestFirst) {
		const excess = jsonLength(json) - most;
		if (excess <= 0) break;
		json[name] = truncate(json[name], jsonLength(json[name]) - excess);
		fields.push(name);
	}
	return { json, fields };
}

/** How to request the records after these items, if they are sorted by date. */
function continuationHint(kept: OutputItem[], filter: RequestPlan['continueWith']): string {
	const first = kept[0]?.time;
	const last = kept.at(-1)?.time;
	if (!filter || typeof first !== 'number' || typeof last !== 'number' || first === last) return '';
	return ` To get the rest, set '${filter}' to ${new Date(last).toISOString()}.`;
}

/** What an agent gets instead of a result if its arguments are invalid. */
export function invalidArgument(error: NodeOperationError): IDataObject {
	const { message, description } = error;
	return { invalid: true, message: description ? `${message}. ${description}` : message };
}

function noticeOf(
	cutFields: string[],
	kept: OutputItem[],
	total: number,
	continueWith: RequestPlan['continueWith'],
): IDataObject {
	const named = cutFields.slice(0, MAX_NAMED_FIELDS).map((name) => name.slice(0, 64));
	const parts = [
		...(kept.length < total ? [`first ${inWords(kept.length)} of ${inWords(total)} records`] : []),
		...(named.length > 0
			? [`these fields of the first record are cut short: ${named.join(', ')}`]
			: []),
	];
	const hint = kept.length < total ? continuationHint(kept, continueWith) : '';
	const message = `Truncated to ${inWords(MAX_CHARACTERS)} characters: ${parts.join('; ')}.${hint} For shorter output, use fewer days, a filter, or fewer fields.`;
	return { truncated: true, message };
}

/**
 * What an agent gets of a result: all of it, or as many records as fit, and then one item that says
 * what is missing and how to get it. One record that is too long by itself has its longest fields cut.
 * As one JSON list, in which n8n hands the items over, it is never longer than MAX_CHARACTERS.
 */
export function truncateForAgent(
	items: OutputItem[],
	continueWith?: RequestPlan['continueWith'],
): OutputItem[] {
	const brackets = 2;
	const sizes = items.map(({ json }) => jsonLength(json) + 1);
	const total = sizes.reduce((sum, size) => sum + size, brackets);
	if (total - 1 <= MAX_CHARACTERS) return items;

	const most = MAX_CHARACTERS - NOTICE_CHARACTERS - brackets;
	let size = 0;
	const end = sizes.findIndex((one) => (size += one) > most);
	const [first = { json: {} }] = items;
	const shortened = end === 0 ? shorten(first.json, most - 1) : undefined;
	const kept = shortened ? [{ ...first, json: shortened.json }] : items.slice(0, end);
	const notice = noticeOf(shortened?.fields ?? [], kept, items.length, continueWith);
	return [...kept, { json: notice }];
}

/** What an agent gets: never an empty result, which makes it invent one, and never too much. */
export function toAgentItems(
	items: OutputItem[],
	continueWith?: RequestPlan['continueWith'],
): OutputItem[] {
	if (items.length > 0) return truncateForAgent(items, continueWith);
	return [{ json: { found: false, message: 'No records match these parameters' } }];
}
