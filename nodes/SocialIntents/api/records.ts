import type { ApiRecord } from '../operation';

const isRecord = (value: unknown): value is ApiRecord =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const hasId = (row: ApiRecord) => row.id !== undefined && row.id !== null;

/**
 * The records in an answer. The service wraps a list in an envelope beside its `apiStatus` fields and
 * leaves the list out where nothing matches; only some of the list keys are known. So: a bare list, the
 * list in an object under whatever key, a single record, or none of them, which is no rows.
 */
export function extractRecords(body: unknown): ApiRecord[] {
	if (Array.isArray(body)) return (body as unknown[]).filter(isRecord);
	if (!isRecord(body)) return [];
	if (hasId(body) && !('apiStatus' in body)) return [body];

	const values = Object.entries(body)
		// A single chat in the envelope carries its messages as a list of its own.
		.filter(([key]) => !(hasId(body) && key === 'messages'))
		.map(([, value]) => value);
	const list = values.find((value) => Array.isArray(value) && value.some(isRecord));
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
			.filter(isRecord)
			.filter((value) => !(isEmptyList && hasId(value)))
			.map(extractRecords)
			.find((rows) => rows.length > 0) ?? []
	);
}
