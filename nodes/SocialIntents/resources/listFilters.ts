import type { ApiRecord, Reader } from '../operation';
import { isAnswered, isMissed } from './chatType';

/** One field of the Filters collection. */
export interface ListFilter {
	name: `filters.${string}`;
	/** The service's query parameter; without one, the node alone applies the filter. */
	query?: string;
	read: (read: Reader, name: string) => string | undefined;
	/**
	 * Whether a record belongs to what was asked for: a service that ignores the query parameter must not
	 * return other people's records.
	 */
	matches?: (record: ApiRecord, value: string) => boolean;
}

const readId: ListFilter['read'] = (read, name) => read.id(name);
const readText: ListFilter['read'] = (read, name) => read.text(name);
const readChoice: ListFilter['read'] = (read, name) =>
	read.text(name) === undefined ? undefined : read.choice(name);

/** The text of a field; undefined if it is empty or, with history disabled, masked. */
function textIn(record: ApiRecord, field: string): string | undefined {
	const value = record[field];
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const text = String(value).trim().toLowerCase();
	return text === '' || /[*•]/.test(text) ? undefined : text;
}

const has = (field: string) => (record: ApiRecord, value: string) =>
	textIn(record, field) === value.toLowerCase();

/** A record without the value matches: the service was asked to filter by it. */
const hasOrIsSilent = (field: string) => (record: ApiRecord, value: string) =>
	textIn(record, field) === undefined || has(field)(record, value);

const widgetFilter: ListFilter = {
	name: 'filters.widgetId',
	query: 'app_id',
	read: readId,
	matches: hasOrIsSilent('appId'),
};

/** The filters of missed chats and offline messages. No record says its tags. */
export const visitorFilters: ListFilter[] = [
	widgetFilter,
	{ name: 'filters.tag', query: 'tag', read: readText },
	{
		name: 'filters.visitorId',
		query: 'visitor_id',
		read: readId,
		matches: hasOrIsSilent('visitorId'),
	},
	{
		name: 'filters.email',
		query: 'email',
		read: readText,
		matches: hasOrIsSilent('visitorEmail'),
	},
];

export const chatFilters: ListFilter[] = [
	...visitorFilters,
	{
		name: 'filters.chatType',
		read: readChoice,
		matches: (chat, type) => (type === 'missed' ? isMissed(chat) : isAnswered(chat)),
	},
];

export const contactFilters: ListFilter[] = [
	widgetFilter,
	{ name: 'filters.email', read: readText, matches: has('email') },
];

/** The query of an item's filters, and which of the returned records they keep. */
export function readFilters(
	read: Reader,
	filters: ListFilter[],
): { query: Record<string, string>; keeps: (record: ApiRecord) => boolean } {
	const query: Record<string, string> = {};
	const checks: Array<(record: ApiRecord) => boolean> = [];
	for (const filter of filters) {
		const value = filter.read(read, filter.name);
		if (value === undefined) continue;
		if (filter.query) query[filter.query] = value;
		checks.push((record) => filter.matches?.(record, value) !== false);
	}
	return { query, keeps: (record) => checks.every((check) => check(record)) };
}
