import type { Operation, RequestPlan, Reader, ApiRecord } from '../operation';
import { extractRecords } from '../api/records';
import { idField } from './fields';
import { withAddFields, withWidgetNames } from './addFields';
import { outputFields, createItemFormatter } from './output';
import { requestOptionsField } from './options';
import { type RecordType } from './recordTypes';

/** The one record with the asked ID. A server that ignores the ID filter does not hand out another's record. */
export function planGetById(
	read: Reader,
	kind: RecordType,
	request: { path: string; id: string; query?: Record<string, string> },
	present: (row: ApiRecord) => ReturnType<RequestPlan['parse']>,
): RequestPlan {
	const isWanted = (row: ApiRecord) => String(row.id) === request.id;
	return {
		requests: [
			{
				method: 'GET',
				path: request.path,
				query: request.query,
				timeout: read.number('options.timeout'),
				...(request.query && { isLookup: true }),
			},
		],
		parse: (body) => extractRecords(body).filter(isWanted).slice(0, 1).flatMap(present),
		combine: ([found = []]) => {
			if (found.length > 0) return found;
			const message = `No ${kind.noun} has the ID "${request.id}"`;
			if (read.isTool) return [{ json: { found: false, message } }];
			const article = /^[aeiou]/.test(kind.noun) ? 'an' : 'a';
			throw read.error(
				message,
				`Check the ID. It must belong to the account of the credential, and be the ID of ${article} ${kind.noun}, not of something else.`,
			);
		},
	};
}

/** The time zone says in which one the service tells dates that have none of their own. */
export const idQuery = (read: Reader, id: string) => ({ id, timezone: read.workflowTimezone });

/** The operation Get of a record that has a list with an `id` filter. */
export function getById(kind: RecordType, path: string, idName: string, label: string): Operation {
	return {
		value: 'get',
		name: 'Get',
		action: `Get ${kind.noun}`,
		description: `Retrieve one ${kind.noun} by its ID`,
		fields: [
			idField(idName, label),
			...outputFields(kind.fields),
			withAddFields(requestOptionsField, kind),
		],
		plan: (read) => {
			const id = read.requiredId(idName);
			const toItem = createItemFormatter(read, kind, read.workflowTimezone);
			const request = { path, id, query: idQuery(read, id) };
			return withWidgetNames(
				read,
				planGetById(read, kind, request, (row) => [toItem(row)]),
			);
		},
	};
}
