import type { INodeProperties } from 'n8n-workflow';
import { extractRecords } from '../api/records';
import { withAddFields, withWidgetNames } from './addFields';
import { checkWidget } from './checkWidget';
import type { DayWindow } from '../dates/dayWindows';
import { isInside } from '../dates/range';
import { readRecordDate } from '../dates/serviceDate';
import type { ApiRecord, ApiRequest, Operation, OutputItem, Reader } from '../operation';
import { limitField, returnAllField } from './fields';
import { readFilters, type ListFilter } from './listFilters';
import { createItemFormatter, outputFields } from './output';
import type { RecordType } from './recordTypes';
import { sortField, sortItems, type SortOrder } from './sort';
import { dropRepeated, recordKey } from './uniqueItems';
import { planWindows } from './windowPlan';

/** One list endpoint that takes a range of days. */
export interface ListSource {
	kind: RecordType;
	path: string;
	filtersField: INodeProperties;
	optionsField: INodeProperties;
	filters: ListFilter[];
	/** The items of a record where they are not the record itself; 'Limit' counts them. */
	itemsOf?: (record: ApiRecord) => OutputItem[];
}

function createOneItem(read: Reader, kind: RecordType, timezone: string) {
	const toItem = createItemFormatter(read, kind, timezone);
	return (record: ApiRecord): OutputItem[] => [toItem(record)];
}

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
			const itemsOf = source.itemsOf ?? createOneItem(read, kind, range.timezone);
			const daysPerRequest = read.number('options.daysPerRequest');
			const { windows, ...batches } = planWindows({ range, order, limit, daysPerRequest });

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

			const datedItemsOf = (record: ApiRecord): OutputItem[] => {
				const readings = readRecordDate(record, kind.dateField, range.timezone);
				if (!isInside(readings, range)) return [];
				const time = readings[0]?.first ?? null;
				const key = recordKey(record);
				return itemsOf(record).map((item, index) => ({ ...item, key: `${index} ${key}`, time }));
			};

			return withWidgetNames(read, {
				requests: windows.map(requestOf),
				parse: (body) => sortItems(select(extractRecords(body)).flatMap(datedItemsOf), order),
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
