import type { Operation, Plan, Reader, Row } from '../operation';
import { rowsOf } from '../api/records';
import { idField } from './fields';
import { outputFields } from './output';
import { requestOptionsField } from './options';
import { type RecordKind } from './recordTypes';
import { presenter } from './output';

/** The one record with the asked ID. A server that ignores the ID filter does not hand out another's record. */
export function planOfOne(
	read: Reader,
	kind: RecordKind,
	request: { path: string; id: string; query?: Record<string, string> },
	present: (row: Row) => ReturnType<Plan['entries']>,
): Plan {
	const isWanted = (row: Row) => String(row.id) === request.id;
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
		entries: (body) => rowsOf(body).filter(isWanted).slice(0, 1).flatMap(present),
		output: ([found = []]) => {
			if (found.length > 0) return found;
			const message = `No ${kind.noun} has the ID "${request.id}"`;
			if (read.isTool) return [{ json: { found: false, message } }];
			const article = /^[aeiou]/.test(kind.noun) ? 'an' : 'a';
			throw read.fault(
				message,
				`Check the ID. It must belong to the account of the credential, and be the ID of ${article} ${kind.noun}, not of something else.`,
			);
		},
	};
}

/** The time zone says in which one the service tells dates that have none of their own. */
export const queryOfOne = (read: Reader, id: string) => ({ id, timezone: read.workflowTimezone });

/** The operation Get of a record that has a list with an `id` filter. */
export function getRecord(
	kind: RecordKind,
	path: string,
	idName: string,
	label: string,
): Operation {
	return {
		value: 'get',
		name: 'Get',
		action: `Get ${kind.noun}`,
		description: `Retrieve one ${kind.noun} by its ID`,
		fields: [idField(idName, label), ...outputFields(kind.fields), requestOptionsField],
		plan: (read) => {
			const id = read.requiredId(idName);
			const present = presenter(read, kind, read.workflowTimezone);
			return planOfOne(read, kind, { path, id, query: queryOfOne(read, id) }, (row) => [
				{ json: present(row) },
			]);
		},
	};
}
