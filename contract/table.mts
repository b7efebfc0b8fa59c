import type { ReportLine } from '../sandbox/facts/report.mts';

const ANSWERS = new Map([
	[true, 'yes'],
	[false, 'NO'],
	[null, '–'],
]);

/** The report as a table for a terminal. */
export function reportTable(lines: readonly ReportLine[]): string {
	const rows = lines.map(({ fact, seen, assumed, same }) => [
		fact,
		seen,
		assumed,
		ANSWERS.get(same) ?? '',
	]);
	const all = [['Fact', 'Seen', 'Assumed', 'Same'], ...rows];
	const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
	return all
		.map((row) =>
			row
				.map((cell, column) => cell.padEnd(widths[column] ?? 0))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

/** The number of facts that are as assumed, differ, or could not be observed. */
export function summaryOf(lines: readonly ReportLine[]): string {
	const count = (wanted: boolean | null): number =>
		lines.filter(({ same }) => same === wanted).length;
	return `${count(true)} as assumed, ${count(false)} different, ${count(null)} not seen.`;
}
