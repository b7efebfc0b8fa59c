import type { INodeProperties } from 'n8n-workflow';
import { extractRecords } from '../api/records';
import { withAddFields, withWidgetNames } from './addFields';
import { checkWidget } from './checkWidget';
import { dayOrderOf, type DayOrder } from '../dates/dayOrder';
import { addDays } from '../dates/days';
import { FIRST_DAY, type DayWindow } from '../dates/dayWindows';
import { isInside } from '../dates/range';
import { readRecordDate } from '../dates/serviceDate';
import type { ApiRecord, ApiRequest, DateRange, Operation, OutputItem, Reader } from '../operation';
import { limitField, returnAllField } from './fields';
import { readFilters, type ListFilter } from './listFilters';
import { createItemFormatter, outputFields } from './output';
import type { RecordType } from './recordTypes';
import { sortField, sortItems, type SortOrder } from './sort';
import { dropRepeated, recordKey } from './uniqueItems';
import { planWindows } from './windowPlan';

/** `time` is the record's date in milliseconds, null if it cannot be read. */
type ItemsOf = (record: ApiRecord, time: number | null) => OutputItem[];

/** One list endpoint that takes a range of days. */
export interface ListSource {
	kind: RecordType;
	path: string;
	filtersField: INodeProperties;
	optionsField: INodeProperties;
	filters: ListFilter[];
	/** The items of a record where they are not the record itself; 'Limit' counts them. */
	itemsOf?: ItemsOf;
}

function createOneItem(read: Reader, kind: RecordType): ItemsOf {
	const toItem = createItemFormatter(read, kind);
	return (record, time) => [toItem(record, time)];
}

/** The days from which the records of a response can be, whatever time zone it counts them in. */
function possibleDays({ query = {} }: ApiRequest, { today }: DateRange) {
	const { date_from: from = FIRST_DAY, date_to: to } = query;
	const tomorrow = addDays(today, 1);
	return { from, to: to !== undefined && to < tomorrow ? to : tomorrow };
}

/** The items of those records that can be inside a range, with their time and, if needed, the key that dropRepeated compares. */
function createRangeFilter(
	kind: RecordType,
	range: DateRange,
	itemsOf: ItemsOf,
	needsKeys: boolean,
) {
	return (records: ApiRecord[], order?: DayOrder): OutputItem[] => {
		const items: OutputItem[] = [];
		for (const record of records) {
			const readings = readRecordDate(record, kind.dateField, range.timezone, order);
			if (!isInside(readings, range)) continue;
			const time = readings[0]?.first ?? null;
			const key = needsKeys ? recordKey(record) : undefined;
			itemsOf(record, time).forEach((item, index) => {
				items.push({ ...item, time, key: key && `${index} ${key}` });
			});
		}
		return items;
	};
}

const namesVisitor = (query: Record<string, string>) => 'visitor_id' in query || 'email' in query;

/** The operation Get Many of a list of dated records. */
export function getMany(source: ListSource): Operation {
	const { kind, path } = source;
	return {
		value: 'getAll',
		name: 'Get Many',
		action: `Get many ${kind.noun}s`,
		description: `Retrieve a list of ${kind.noun}s`,
		fields: [
			returnAllField,
			limitField,
			...(source.itemsOf ? [] : outputFields(kind.fields)),
			source.filtersField,
			withAddFields(source.optionsField, kind),
			sortField,
		],
		plan: (read) => {
			const timeout = read.number('options.timeout');
			const order = read.choice('sort.order') as SortOrder;
			const limit = read.flag('returnAll') ? Infinity : read.number('limit');
			const range = read.dateRange();
			const { query, select } = readFilters(read, source.filters);
			const itemsOf = source.itemsOf ?? createOneItem(read, kind);
			const daysPerRequest = read.number('options.daysPerRequest');
			const list = { range, order, limit, daysPerRequest };
			const { windows, ...batches } = planWindows({ ...list, isOfOneVisitor: namesVisitor(query) });

			const itemsInRange = createRangeFilter(kind, range, itemsOf, windows.length > 1);

			const requestOf = ({ from, to }: DayWindow): ApiRequest => ({
				method: 'GET',
				path,
				query: {
					date_from: from,
					...(to && { date_to: to }),
					timezone: range.timezone,
					...query,
				},
				timeout,
			});

			return withWidgetNames(read, {
				requests: windows.map(requestOf),
				parse: (body, request) => {
					const records = extractRecords(body);
					const dayOrder = dayOrderOf(records, kind.dateField, possibleDays(request, range));
					return itemsInRange(select(records), dayOrder);
				},
				combine: (responses) => sortItems(dropRepeated(responses), order).slice(0, limit),
				...batches,
				...(order !== 'asReturned' && {
					continueWith: order === 'newestFirst' ? 'Date To' : 'Date From',
				}),
				followUp: checkWidget(read, timeout),
			});
		},
	};
}
