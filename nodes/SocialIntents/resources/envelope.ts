import type { Row } from '../operation';

const isRow = (value: unknown): value is Row =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const hasId = (row: Row) => row.id !== undefined && row.id !== null;

/** A chat carries its messages as a list of its own. */
const isOwnList = (key: string) => key === 'messages';

/**
 * The records in an answer. The service wraps a list in an envelope beside its `apiStatus` fields and
 * leaves the list out where nothing matches; only some of the list keys are known. So: a bare list, the
 * list in an object under whatever key, a single record, or none of them, which is no rows.
 */
export function rowsOf(body: unknown): Row[] {
	if (Array.isArray(body)) return (body as unknown[]).filter(isRow);
	if (!isRow(body)) return [];
	if (hasId(body) && !('apiStatus' in body)) return [body];

	const entries = Object.entries(body).filter(([key]) => !isOwnList(key));
	const lists = entries.map(([, value]) => value).filter((value) => Array.isArray(value));
	const list = lists.find((candidate) => candidate.some(isRow)) ?? lists[0];
	if (list) return rowsOf(list);

	if (hasId(body)) {
		return [Object.fromEntries(Object.entries(body).filter(([key]) => !key.startsWith('apiStatus')))];
	}
	for (const [, value] of entries) {
		const rows = isRow(value) ? rowsOf(value) : [];
		if (rows.length > 0) return rows;
	}
	return [];
}
