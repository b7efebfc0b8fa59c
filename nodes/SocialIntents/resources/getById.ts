import { sameId } from '../api/ids';
import { extractRecords } from '../api/records';
import { addDays, dayOf } from '../dates/days';
import { FIRST_DAY } from '../dates/dayWindows';
import { recordTime } from '../dates/serviceDate';
import type {
	ApiRecord,
	ApiRequest,
	Operation,
	OutputItem,
	Reader,
	RequestPlan,
} from '../operation';
import { idField } from './fields';
import { withAddFields, withWidgetNames } from './addFields';
import { outputFields, createItemFormatter } from './output';
import { requestOptionsField } from './options';
import type { RecordType } from './recordTypes';

/**
 * The one record with the requested ID. A server that ignores the ID filter must not make it another
 * record. Without dates the service may look back only some days, so what it does not find is requested
 * once more, in all days. `itemsOf` gets the record's date too, in milliseconds or null. It may throw, and
 * a record may have no items.
 */
export function planGetById(
	read: Reader,
	kind: RecordType,
	request: { path: string; id: string; query?: Record<string, string> },
	itemsOf: (record: ApiRecord, time: number | null) => OutputItem[],
): RequestPlan {
	const timeout = read.number('options.timeout');
	const { workflowTimezone } = read;
	const { path, query } = request;
	const lookup = (dates: Record<string, string>): ApiRequest => ({
		method: 'GET',
		path,
		query: { ...query, ...dates },
		timeout,
		isLookup: true,
	});
	const tomorrow = () => addDays(dayOf(read.now, workflowTimezone), 1);
	return {
		requests: query
			? [lookup({}), lookup({ date_from: FIRST_DAY, date_to: tomorrow() })]
			: [{ method: 'GET', path, timeout }],
		isComplete: (responses) => responses.some((found) => found.length > 0),
		nextBatchEnd: (received) => received + 1,
		parse: (body) =>
			extractRecords(body)
				.filter(({ id }) => sameId(id, request.id))
				.slice(0, 1)
				.map((record) => ({ json: record })),
		combine: (responses) => {
			const [found] = responses.flat();
			if (found) {
				const time = recordTime(found.json, kind.dateField, workflowTimezone);
				return itemsOf(found.json, time);
			}
			const message = `No ${kind.noun} has the ID "${request.id}"`;
			if (read.isTool) return [{ json: { found: false, message } }];
			const article = /^[aeiou]/.test(kind.noun) ? 'an' : 'a';
			throw read.error(
				message,
				`Check the ID. It must be the ID of ${article} ${kind.noun} in the account of the credential.`,
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
			const toItem = createItemFormatter(read, kind);
			const request = { path, id, query: idQuery(read, id) };
			return withWidgetNames(
				read,
				planGetById(read, kind, request, (record, time) => [toItem(record, time)]),
			);
		},
	};
}
