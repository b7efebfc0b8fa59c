import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { timezoneNames } from '../dates/timezones';

/** So that "new york" finds America/New_York. */
const searchable = (text: string) =>
	text
		.trim()
		.toLowerCase()
		.replace(/[\s_]+/g, ' ');

/** The time zones whose name contains the typed text. */
export async function searchTimezones(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const names = timezoneNames().filter((name) => searchable(name).includes(searchable(filter)));
	return { results: names.map((name) => ({ name, value: name })) };
}
