import type { Result } from './compare.mts';

/** A figure and its goal. */
interface Goal {
	text: string;
	value: string;
	isReached: boolean;
}

/** The result of one benchmark. */
export interface Section {
	title: string;
	/** How it was measured, in a sentence or two. */
	text?: string;
	rows: Array<Record<string, string | number>>;
	goals: Goal[];
}

/** At most `most`. */
export function atMost(text: string, value: number, most: number): Goal {
	return { text: `${text}: at most ${most}`, value: value.toFixed(2), isReached: value <= most };
}

export function atLeast(text: string, value: number, least: number): Goal {
	return { text: `${text}: at least ${least}`, value: value.toFixed(2), isReached: value >= least };
}

export function equal(text: string, value: number, wanted: number): Goal {
	return { text: `${text}: ${wanted}`, value: String(value), isReached: value === wanted };
}

export function resultOf(results: Result[], name: string): Result {
	const found = results.find((result) => result.name === name);
	if (!found) throw new Error(`Nothing was measured for ${name}`);
	return found;
}

/** Results as table rows; the others are compared with the first. */
export function tableOf(results: Result[]): Section['rows'] {
	const base = results[0]?.ms ?? NaN;
	return results.map(({ name, ms, records, isFailed, peakMb, seen }) => ({
		what: name,
		ms: Math.round(ms),
		'first to this': (base / ms).toFixed(2),
		records: isFailed ? 'fails' : records,
		requests: seen.requests,
		refused: seen.refused,
		'at once': seen.mostAtOnce,
		MB: (seen.bytes / 1e6).toFixed(1),
		'n8n peak MB': name.startsWith('plain') ? '' : Math.round(peakMb),
	}));
}

/** A section as Markdown. */
export function markdown({ title, text, rows, goals }: Section): string {
	const names = Object.keys(rows[0] ?? {});
	const line = (cells: Array<string | number>) => `| ${cells.join(' | ')} |`;
	const tableLines = [
		line(names),
		line(names.map((_, index) => (index === 0 ? '---' : '---:'))),
		...rows.map((row) => line(names.map((name) => row[name] ?? ''))),
	];
	const goalLines = goals.map(
		(goal) => `- ${goal.isReached ? 'reached' : '**missed**'}: ${goal.text} (${goal.value})`,
	);
	return [`### ${title}`, text, tableLines.join('\n'), goalLines.join('\n')]
		.filter(Boolean)
		.join('\n\n');
}
