import { isReversed, isTimezone, parseDateBound } from './dates/userDate';
import { dayOf } from './dates/days';
import type { DateBound, DateRange } from './operation';

/** What reading the date filters takes of the other parameters of an item. */
export interface DateParameterSource {
	/** The value of a field, or its default. */
	value: (name: string) => unknown;
	text: (name: string) => string | undefined;
	labelOf: (name: string) => string;
	quote: (value: unknown) => string;
	error: (message: string, description: string) => Error;
	workflowTimezone: string;
	/** Milliseconds. */
	now: number;
}

function readBound(
	{ value, labelOf, quote, error, workflowTimezone }: DateParameterSource,
	edge: 'from' | 'to',
	timezone: string,
): DateBound | undefined {
	const name = edge === 'from' ? 'filters.dateFrom' : 'filters.dateTo';
	const given = value(name);
	if (given === undefined || (typeof given === 'string' && given.trim() === '')) return undefined;
	const bound = parseDateBound(given, edge, workflowTimezone, timezone);
	if (bound) return bound;
	throw error(
		`${labelOf(name)} is not a date: ${quote(given)}`,
		'Use a date such as 2025-01-31, a date and time such as 2025-01-31T09:30:00Z, milliseconds, or an expression such as {{ $now.minus({ days: 7 }) }}.',
	);
}

const formatBound = (bound?: DateBound) =>
	bound?.instant === undefined ? bound?.day : new Date(bound.instant).toISOString();

/** The range that the date filters of an item ask for. Throws what `error` makes where one makes no sense. */
export function readDateRange(source: DateParameterSource): DateRange {
	const { text, labelOf, quote, error, workflowTimezone, now } = source;
	const timezone = text('filters.timezone') ?? workflowTimezone;
	if (!isTimezone(timezone)) {
		throw error(
			`${labelOf('filters.timezone')} is not a time zone: ${quote(timezone)}`,
			'Use a name from the IANA list, such as America/New_York, Europe/Berlin or UTC.',
		);
	}
	const from = readBound(source, 'from', timezone);
	const to = readBound(source, 'to', timezone);
	if (isReversed({ from, to })) {
		const [first, last] = ['filters.dateFrom', 'filters.dateTo'];
		throw error(
			`${labelOf(first)} (${formatBound(from)}) is after ${labelOf(last)} (${formatBound(to)})`,
			`Set ${labelOf(first)} to the earlier date, or empty one of the two.`,
		);
	}
	return { from, to, timezone, today: dayOf(now, timezone) };
}
