import { FACTS } from '../sandbox/facts/index.mts';
import type { ReportLine } from '../sandbox/facts/report.mts';

const ANSWERS = new Map([
	[true, 'yes'],
	[false, 'NO'],
	[null, '–'],
]);

/** Longer cells continue on the next line, so that the table fits 120 columns. */
const CELL_WIDTH = 36;

/** The report as a table for a terminal, at most 120 columns wide. */
export function reportTable(lines: readonly ReportLine[]): string {
	const header = ['Fact', 'Seen', 'Assumed', 'Same'];
	const rows = lines.map(({ fact, seen, assumed, same }) => [
		fact,
		seen,
		assumed,
		ANSWERS.get(same) ?? '',
	]);
	const parts = [header, ...rows].map((row) => row.map((cell) => wrapped(cell, CELL_WIDTH)));
	const widths = header.map((_, column) =>
		Math.max(...parts.flatMap((row) => (row[column] ?? []).map((part) => part.length))),
	);
	return parts
		.flatMap((row) => {
			const height = Math.max(...row.map((cell) => cell.length));
			return Array.from({ length: height }, (_, line) =>
				row.map((cell, column) => (cell[line] ?? '').padEnd(widths[column] ?? 0)).join('  '),
			);
		})
		.map((line) => line.trimEnd())
		.join('\n');
}

/** Breaks a text at spaces. A word that is longer than the width is cut. */
function wrapped(text: string, width: number): string[] {
	const words = text
		.split(' ')
		.flatMap((word) => word.match(new RegExp(`.{1,${width}}`, 'gu')) ?? []);
	const lines: string[] = [];
	for (const word of words) {
		const last = lines.at(-1);
		if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
		else lines[lines.length - 1] = `${last} ${word}`;
	}
	return lines;
}

/** For each fact that differs, what that means for the nodes; empty if none does. */
export function consequencesOf(lines: readonly ReportLine[]): string {
	const texts = lines
		.filter(({ same }) => same === false)
		.flatMap(({ fact }) => {
			const { otherwise = '' } = FACTS.find(({ key }) => key === fact) ?? {};
			return [fact, ...wrapped(otherwise, 116).map((line) => `  ${line}`)];
		});
	return texts.length === 0 ? '' : ['What the differences mean:', ...texts].join('\n');
}

/** The number of facts that are as assumed, differ, or could not be observed, and what it takes to see those. */
export function summaryOf(lines: readonly ReportLine[]): string {
	const count = (wanted: boolean | null): number =>
		lines.filter(({ same }) => same === wanted).length;
	const unseen = new Set(lines.filter(({ same }) => same === null).map(({ fact }) => fact));
	const needs = (what: 'webhook' | 'delivery') =>
		FACTS.some((fact) => fact.needs === what && unseen.has(fact.key));
	const flags = [needs('webhook') && '--webhooks', needs('delivery') && '--listen'];
	const missing = flags.filter((flag) => flag !== false).join(' and ');
	const hint = missing === '' ? '' : ` (use ${missing} to see more)`;
	return `${count(true)} as assumed, ${count(false)} different, ${count(null)} not seen${hint}.`;
}
