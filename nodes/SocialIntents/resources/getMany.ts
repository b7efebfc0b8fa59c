import type { INodeProperties } from 'n8n-workflow';
import { isInside } from '../dates/userDate';
import { splitIntoWindows } from '../dates/dayWindows';
import { type DayWindow } from '../dates/dayWindows';
import { parseServiceDate } from '../dates/serviceDate';
import type { ApiRequest, DateRange, OutputItem, Operation, Reader, ApiRecord } from '../operation';
import { extractRecords } from '../api/records';
import { checkWidget } from './checkWidget';
import { limitField, returnAllField } from './fields';
import { withAddFields, withWidgetNames } from './addFields';
import { readFilters, type ListFilter } from './listFilters';
import { outputFields, createItemFormatter } from './output';
import type { RecordType } from './recordTypes';

type Sort = 'newestFirst' | 'oldestFirst' | 'asReturned';

const DAY_MS = 86_400_000;

function sortByDate(entries: OutputItem[], sort: Sort): OutputItem[] {
	if (sort === 'asReturned') return entries;
	const sign = sort === 'newestFirst' ? -1 : 1;
	const dated = entries.filter(({ time }) => typeof time === 'number');
	const undated = entries.filter(({ time }) => typeof time !== 'number');
	dated.sort((a, b) => sign * ((a.time ?? 0) - (b.time ?? 0)));
	return [...dated, ...undated];
}

/** All wanted entries once: windows share a day, and a server may ignore dates. Inside one answer the service is believed. */
function mergeUnique(answers: OutputItem[][]): OutputItem[] {
	const seen = new Set<string>();
	return answers.flatMap((answer) => {
		const fresh = answer.filter(
			({ key, isLeftOut }) => !isLeftOut && (key === undefined || !seen.has(key)),
		);
		for (const { key } of answer) if (key !== undefined) seen.add(key);
		return fresh;
	});
}

function isSameSet(first: OutputItem[], second: OutputItem[] = []): boolean {
	const keys = new Set(first.map(({ key }) => key));
	return (
		first.length > 0 && first.length === second.length && second.every(({ key }) => keys.has(key))
	);
}

/**
 * Whether the answers repeat each other although the windows differ. An honest server gives the rows of
 * the day that two windows share twice, but none three times; where the rows have dates far from that
 * day, two answers are enough to tell.
 */
function ignoresDates(
	[first = [], second, third]: OutputItem[][],
	[a, b]: DayWindow[],
	timezone: string,
): boolean {
	if (!a || !b || !isSameSet(first, second)) return false;
	if (isSameSet(first, third)) return true;
	const shared = parseServiceDate(a.to === b.from ? a.to : a.from, timezone);
	if (shared === null) return false;
	const isFar = ({ time }: OutputItem) =>
		typeof time === 'number' && (time < shared - DAY_MS || time > shared + 2 * DAY_MS);
	return first.some(isFar);
}

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

/** In the order in which their rows are wanted; small ones first, where a limit may make the rest unnecessary. */
function windowsFor(range: DateRange, read: Reader, sort: Sort, isLimited: boolean): DayWindow[] {
	const isNewestFirst = sort === 'newestFirst';
	const growsFrom =
		isLimited && sort !== 'asReturned' ? (isNewestFirst ? 'newest' : 'oldest') : undefined;
	const windows = splitIntoWindows(range, read.number('options.daysPerRequest'), growsFrom);
	return isNewestFirst ? windows.reverse() : windows;
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
		],
		plan: (read) => {
			const limit = read.flag('returnAll') ? Infinity : read.number('limit');
			const sort = read.choice('options.sort') as Sort;
			const timeout = read.number('options.timeout');
			const range = read.dateRange();
			const { query, keeps } = readFilters(read, source.filters);
			const itemsOf = source.itemsOf ?? createOneItem(read, kind, range.timezone);
			const windows = windowsFor(range, read, sort, limit < Infinity);

			const requestOf = ({ from, to }: DayWindow): ApiRequest => ({
				method: 'GET',
				path,
				query: {
					...(from && { date_from: from }),
					...(to && { date_to: to }),
					timezone: range.timezone,
					...query,
				},
				timeout,
			});

			const datedItemsOf = (row: ApiRecord): OutputItem[] => {
				const time = parseServiceDate(row[kind.dateField], range.timezone);
				const key =
					windows.length === 1 ? undefined : row.id ? String(row.id) : JSON.stringify(row);
				const isWanted = isInside(time, range) && keeps(row);
				if (!isWanted) return [{ json: {}, key, time, isLeftOut: true }];
				return itemsOf(row).map((item, index) => {
					const itemKey = key === undefined || index === 0 ? key : `${key} ${index}`;
					return { ...item, key: itemKey, time };
				});
			};

			return withWidgetNames(read, {
				requests: windows.map(requestOf),
				parse: (body) => sortByDate(extractRecords(body).flatMap(datedItemsOf), sort),
				isComplete: (answers) => {
					const rows = mergeUnique(answers).filter(
						({ time }) => sort === 'asReturned' || time !== null,
					);
					return rows.length >= limit || ignoresDates(answers, windows, range.timezone);
				},
				// Without a limit only a server that ignores dates ends them early: two or three tell.
				nextBatchEnd: (answered) =>
					limit < Infinity
						? Math.max(answered * 2, 1)
						: ([2, 3].find((count) => count > answered) ?? Infinity),
				combine: (answers) => sortByDate(mergeUnique(answers), sort).slice(0, limit),
				followUp: checkWidget(read, timeout),
			});
		},
	};
}
