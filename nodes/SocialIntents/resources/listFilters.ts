import type { ApiRecord, Reader } from '../operation';
import { isAnswered, isMissed } from './chatType';

/** One field of the Filters collection. */
export interface ListFilter {
	name: `filters.${string}`;
	/** The service's query parameter; without one, the node alone applies the filter. */
	query?: string;
	read: (read: Reader, name: string) => string | undefined;
	/**
	 * Whether a record belongs to what was requested: a service that ignores the query parameter must not
	 * return other people's records. Undefined if the record does not say.
	 */
	matches?: (record: ApiRecord, value: string) => boolean | undefined;
}

const readId: ListFilter['read'] = (read, name) => read.id(name);
const readText: ListFilter['read'] = (read, name) => read.text(name);
const readEmail: ListFilter['read'] = (read, name) => read.email(name);
const readChoice: ListFilter['read'] = (read, name) =>
	read.text(name) === undefined ? undefined : read.choice(name);

/** The text of a field; undefined if it is empty or, with history disabled, masked. */
function textIn(record: ApiRecord, field: string): string | undefined {
	const value = record[field];
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const text = String(value).trim().normalize('NFC').toLowerCase();
	return text === '' || /[*•]/.test(text) ? undefined : text;
}

const has = (field: string) => (record: ApiRecord, value: string) =>
	textIn(record, field) === value.toLowerCase();

const hasIfItSays = (field: string) => (record: ApiRecord, value: string) =>
	textIn(record, field) === undefined ? undefined : has(field)(record, value);

const widgetFilter: ListFilter = {
	name: 'filters.widgetId',
	query: 'app_id',
	read: readId,
	matches: hasIfItSays('appId'),
};

/** The filters of missed chats and offline messages. No record says its tags. */
export const visitorFilters: ListFilter[] = [
	widgetFilter,
	{ name: 'filters.tag', query: 'tag', read: readText },
	{
		name: 'filters.visitorId',
		query: 'visitor_id',
		read: readId,
		matches: hasIfItSays('visitorId'),
	},
	{
		name: 'filters.email',
		query: 'email',
		read: readEmail,
		matches: hasIfItSays('visitorEmail'),
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
	{ name: 'filters.email', read: readEmail, matches: has('email') },
];

/**
 * Which records of one response a filter keeps. Those that do not say are kept because the service was
 * asked to filter, unless another record of the response shows that it did not. Other responses of the same
 * list are not considered.
 */
function keptBy(matches: Array<boolean | undefined>): boolean[] {
	const isIgnored = matches.includes(false);
	return matches.map((match) => match ?? !isIgnored);
}

/** The query of an item's filters, and what they leave of the records of one response. */
export function readFilters(
	read: Reader,
	filters: ListFilter[],
): { query: Record<string, string>; select: (records: ApiRecord[]) => ApiRecord[] } {
	const query: Record<string, string> = {};
	const checks: Array<(record: ApiRecord) => boolean | undefined> = [];
	for (const filter of filters) {
		const value = filter.read(read, filter.name);
		if (value === undefined) continue;
		if (filter.query) query[filter.query] = value;
		checks.push((record) => filter.matches?.(record, value));
	}
	const select = (records: ApiRecord[]) => {
		const kept = checks.map((check) => keptBy(records.map(check)));
		return records.filter((_, index) => kept.every((isKept) => isKept[index]));
	};
	return { query, select };
}
