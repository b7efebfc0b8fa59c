import type { ApiRecord } from '../operation';

/** Which number comes first in a date with slashes. */
export type DayOrder = 'monthFirst' | 'dayFirst';

/** A date with slashes in ISO 8601, once for each order; null if the text is not one. */
export function inEachOrder(text: string): Record<DayOrder, string> | null {
	if (!text.includes('/')) return null;
	const match = /^(\d\d?)\/(\d\d?)\/(\d{4})(?:,? (.+))?$/.exec(text.trim());
	if (!match) return null;
	const [, first = '', second = '', year = '', time = ''] = match;
	const write = (month: string, day: string) =>
		`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')} ${time}`.trim();
	return { monthFirst: write(first, second), dayFirst: write(second, first) };
}

/**
 * Which number comes first in the dates of a response: whichever order puts more of them within the days
 * from which records can be, each `yyyy-MM-dd`. Undefined if both orders are equally possible.
 */
export function dayOrderOf(
	records: ApiRecord[],
	dateField: string,
	possible: { from: string; to: string },
): DayOrder | undefined {
	const isPossible = (date: string): boolean => {
		const day = date.slice(0, 10);
		return Number(day.slice(5, 7)) <= 12 && day >= possible.from && day <= possible.to;
	};
	let lead = 0;
	for (const { [dateField]: value } of records) {
		const dates = typeof value === 'string' ? inEachOrder(value) : null;
		if (dates) lead += Number(isPossible(dates.monthFirst)) - Number(isPossible(dates.dayFirst));
	}
	return lead > 0 ? 'monthFirst' : lead < 0 ? 'dayFirst' : undefined;
}
