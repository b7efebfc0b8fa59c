import { DateTime } from 'luxon';

import type { AnyRecord } from './reading.mts';

const FORMS: ReadonlyArray<readonly [RegExp, string]> = [
	[/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, "yyyy-MM-dd'T'HH:mm:ss'Z'"],
	[/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"],
	[/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/, "yyyy-MM-dd'T'HH:mm:ssZZ"],
	[/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/, "yyyy-MM-dd'T'HH:mm:ss"],
	[/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/, 'yyyy-MM-dd HH:mm:ss'],
	[/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [AP]M$/, 'yyyy-MM-dd HH:mm:ss a'],
	[
		/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}$/,
		'EEE, dd MMM yyyy HH:mm:ss ZZZ',
	],
];

const SLASHED = /^(\d\d)\/\d\d\/\d{4} \d\d:\d\d:\d\d( [AP]M)?$/;

/** Of dates with slashes, the day comes first if one of them starts with a number above 12. */
function slashedPattern(values: readonly unknown[]): string | undefined {
	const [, , half] = SLASHED.exec(String(values[0])) ?? [];
	if (!SLASHED.test(String(values[0]))) return undefined;
	const isDayFirst = values.some((value) => Number(SLASHED.exec(String(value))?.[1]) > 12);
	return `${isDayFirst ? 'dd/MM' : 'MM/dd'}/yyyy ${half === undefined ? 'HH:mm:ss' : 'hh:mm:ss a'}`;
}

/**
 * A date's pattern in luxon's tokens; for an unknown one, only the positions of digits and letters. The
 * dates of other records tell day and month apart.
 */
export function patternOf(value: unknown, others: readonly unknown[] = []): string {
	if (typeof value === 'number') return value >= 1e11 ? 'milliseconds' : 'seconds';
	if (typeof value !== 'string') return 'other';
	const known = FORMS.find(([form]) => form.test(value))?.[1] ?? slashedPattern([value, ...others]);
	if (known) return known;
	return `other: ${value.slice(0, 40).replace(/\p{L}/gu, 'a').replace(/\p{N}/gu, '0')}`;
}

/** Whether a pattern lacks a time zone. */
export const isZoneless = (pattern: string): boolean =>
	/:ss( a)?$/.test(pattern) && !pattern.startsWith('other');

/** A date parsed in a zone, in ms; NaN if it cannot be parsed. */
export function readIn(value: unknown, zone: string, pattern = patternOf(value)): number {
	if (typeof value === 'number') return value >= 1e11 ? value : value * 1000;
	if (typeof value !== 'string') return NaN;
	if (/^\d{4}-\d\d-\d\dT/.test(value)) return DateTime.fromISO(value, { zone }).toMillis();
	const [text, format] =
		pattern === 'yyyy-MM-dd HH:mm:ss a'
			? [value.slice(0, 19), 'yyyy-MM-dd HH:mm:ss']
			: [value, pattern];
	return DateTime.fromFormat(text, format, { zone, locale: 'en-US' }).toMillis();
}

/** When a chat started: the time of its first message, or else its date parsed as UTC. */
export function momentOf(record: AnyRecord): number {
	const stamp = firstTimestamp(record);
	return Number.isNaN(stamp) ? readIn(record.startDate ?? record.addDate, 'UTC') : stamp;
}

export function firstTimestamp({ messages }: AnyRecord): number {
	const [first] = Array.isArray(messages) ? (messages as Array<AnyRecord | null>) : [];
	const { timestamp } = first ?? {};
	return typeof timestamp === 'number' ? timestamp : NaN;
}
