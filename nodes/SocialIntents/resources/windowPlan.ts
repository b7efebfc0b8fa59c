import { startOfDay } from '../dates/days';
import { lookBackInSteps, splitIntoWindows, type DayWindow } from '../dates/dayWindows';
import type { DateRange, OutputItem, RequestPlan } from '../operation';
import type { SortOrder } from './sort';
import { dropRepeated } from './uniqueItems';

interface ListOptions {
	range: DateRange;
	order: SortOrder;
	/** Infinity for all records. */
	limit: number;
	daysPerRequest: number;
	/** The service filters by visitor, so that all days are a small response. */
	isOfOneVisitor?: boolean;
}

/** The windows of days to request, in the order in which their records are wanted, and how many at once. */
interface WindowPlan extends Pick<RequestPlan, 'isComplete' | 'nextBatchEnd'> {
	windows: DayWindow[];
}

/** One window, then twice as many as so far, for a limit that may need only a few. */
const doubledBatchEnd = (received: number) => Math.max(received * 2, 1);

/**
 * The records of which no later window can have one that comes before them, whether the service counts
 * days in the requested time zone or in UTC.
 */
function isSettled({ range, order }: ListOptions, { from, to }: DayWindow) {
	if (order === 'asReturned') return () => true;
	const isNewestFirst = order === 'newestFirst';
	const day = isNewestFirst ? from : to;
	const edges =
		day === undefined ? [] : [range.timezone, 'utc'].map((zone) => startOfDay(day, zone));
	return ({ time }: OutputItem) =>
		typeof time === 'number' && edges.every((edge) => (isNewestFirst ? time >= edge : time < edge));
}

/** Plans the requests of a list: all at once, or bit by bit where a limit may make the rest unnecessary. */
export function planWindows(options: ListOptions): WindowPlan {
	const { range, order, limit, daysPerRequest, isOfOneVisitor } = options;
	const isInSteps = limit < Infinity && order === 'newestFirst' && !range.from && !isOfOneVisitor;
	const windowOrder = order === 'newestFirst' ? 'newestFirst' : 'oldestFirst';
	const steps = isInSteps
		? lookBackInSteps(range, daysPerRequest)
		: [splitIntoWindows(range, daysPerRequest, windowOrder)];
	const windows = steps.flat();
	if (limit === Infinity) return { windows };

	let end = 0;
	const stepEnds = steps.map((step) => (end += step.length));
	return {
		windows,
		nextBatchEnd: isInSteps
			? (received) => stepEnds.find((stepEnd) => stepEnd > received) ?? windows.length
			: doubledBatchEnd,
		isComplete: (responses) => {
			const last = windows[responses.length - 1];
			return (
				last !== undefined &&
				dropRepeated(responses).filter(isSettled(options, last)).length >= limit
			);
		},
	};
}
