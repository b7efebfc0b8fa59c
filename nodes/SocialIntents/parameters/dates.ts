import { getGlobalState } from 'n8n-workflow';
import { dayOf } from '../dates/days';
import { periodRange, type Period } from '../dates/period';
import { isReversed, sharedMidnight } from '../dates/range';
import { isMisleading, isTimezone } from '../dates/timezones';
import { parseDateBound, wholeDay } from '../dates/userDate';
import type { DateBound, DateRange } from '../operation';
import type { FieldValues } from './fieldValues';
import { isEmpty, quote } from './plainValues';
import { readChoice, readText } from './scalars';

/** What the date filters need from the other parameters of an item. */
interface DateSource extends FieldValues {
	workflowTimezone: string;
	/** Milliseconds. */
	now: number;
}

const FIELDS = { from: 'filters.dateFrom', to: 'filters.dateTo' } as const;

/** n8n returns DEFAULT if a workflow uses the time zone of its instance. */
const isSet = (timezone?: string): timezone is string =>
	timezone !== undefined && !['', 'DEFAULT'].includes(timezone.trim());

/** The time zone of the workflow, or of the n8n instance. Throws what `error` makes of an unknown one. */
export function readWorkflowTimezone({
	workflowTimezone,
	error,
}: Pick<DateSource, 'workflowTimezone' | 'error'>): string {
	if (!isSet(workflowTimezone)) return getGlobalState().defaultTimezone;
	if (isTimezone(workflowTimezone)) return workflowTimezone;
	throw error(
		`The time zone of the workflow must be an IANA time zone, but is ${quote(workflowTimezone)}`,
		"Choose another 'Timezone' in the workflow settings.",
	);
}

function readTimezone(source: DateSource): string {
	const timezone = readText(source, 'filters.timezone');
	if (!isSet(timezone)) return readWorkflowTimezone(source);
	if (isTimezone(timezone) && !isMisleading(timezone)) return timezone;
	const { labelOf, error } = source;
	throw error(
		`${labelOf('filters.timezone')} must be an IANA time zone, but is ${quote(timezone)}`,
		'Use a name such as America/New_York, Europe/Berlin, or UTC.',
	);
}

function readBound(
	{ value, labelOf, error }: DateSource,
	edge: 'from' | 'to',
	timezone: string,
): DateBound | undefined {
	const given = value(FIELDS[edge]);
	if (isEmpty(given)) return undefined;
	const bound = parseDateBound(given, edge, timezone);
	if (bound) return bound;
	throw error(
		`${labelOf(FIELDS[edge])} must be a date, but is ${quote(given)}`,
		'Use a date such as 2025-01-31, a date and time such as 2025-01-31T09:30:00Z, milliseconds, or an expression such as {{ $now.minus({ days: 7 }) }}.',
	);
}

const formatBound = (bound?: DateBound) =>
	bound && (bound.isWholeDay ? bound.day : new Date(bound.time).toISOString());

/** The range that the date filters of an item ask for. Throws what `error` makes of a wrong one. */
export function readDateRange(source: DateSource): DateRange {
	const { labelOf, error, now } = source;
	const timezone = readTimezone(source);
	const today = dayOf(now, timezone);
	const from = readBound(source, 'from', timezone);
	const to = readBound(source, 'to', timezone);
	if (readText(source, 'filters.period') !== undefined) {
		const period = readChoice(source, 'filters.period') as Period;
		if (!from && !to) return { ...periodRange(period, today, timezone), timezone, today };
		throw error(
			`${labelOf('filters.period')} cannot be combined with ${labelOf(from ? FIELDS.from : FIELDS.to)}`,
			'Remove one of the two.',
		);
	}
	if (isReversed({ from, to })) {
		throw error(
			`${labelOf(FIELDS.from)} (${formatBound(from)}) is after ${labelOf(FIELDS.to)} (${formatBound(to)})`,
			`Set ${labelOf(FIELDS.from)} to the earlier date, or remove one of the two.`,
		);
	}
	const day = sharedMidnight({ from, to }, timezone);
	if (day === undefined) return { from, to, timezone, today };
	return {
		from: wholeDay(day, 'from', timezone),
		to: wholeDay(day, 'to', timezone),
		timezone,
		today,
	};
}
