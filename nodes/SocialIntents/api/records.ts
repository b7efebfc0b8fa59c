import type { ApiRecord } from '../operation';
import { isObject } from './json';

/** Envelopes in envelopes: no service nests them deeper. */
const MAX_DEPTH = 5;

const hasId = (record: ApiRecord) => record.id !== undefined && record.id !== null;

/**
 * The records in a response. The service wraps a list in an envelope beside its `apiStatus` fields and
 * leaves the list out where nothing matches; only some of the list keys are known. So: a bare list, the
 * list in an object under whatever key, a single record, or none of them, which is no records.
 */
export function extractRecords(body: unknown, depth = MAX_DEPTH): ApiRecord[] {
	if (Array.isArray(body)) return (body as unknown[]).filter(isObject);
	if (!isObject(body) || depth === 0) return [];
	if (hasId(body) && !('apiStatus' in body)) return [body];

	const values = Object.entries(body)
		// A single chat in the envelope contains its messages as a list.
		.filter(([key]) => !(hasId(body) && key === 'messages'))
		.map(([, value]) => value);
	const list = values.find((value) => Array.isArray(value) && value.some(isObject));
	if (list) return extractRecords(list);

	if (hasId(body)) {
		return [
			Object.fromEntries(Object.entries(body).filter(([key]) => !key.startsWith('apiStatus'))),
		];
	}
	// Beside an empty list, an object with an ID tells of something else, such as the account.
	const isEmptyList = values.some((value) => Array.isArray(value) && value.length === 0);
	return (
		values
			.filter(isObject)
			.filter((value) => !(isEmptyList && hasId(value)))
			.map((value) => extractRecords(value, depth - 1))
			.find((records) => records.length > 0) ?? []
	);
}
