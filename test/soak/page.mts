import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { checkout, releases, type MajorVersion } from '../../scripts/n8n/index.mts';
import { growth, type Sample } from './measure.mts';

interface Result {
	n8n: MajorVersion;
	counts: Record<'polls' | 'deliveries' | 'late' | 'getMany' | 'faults' | 'requests', number>;
	/** Before anything was published. */
	idle: Sample;
	/** After the warm-up. */
	warm: Sample[];
	/** After everything was unpublished. */
	end: Sample;
}

const PAGE = join(checkout, 'docs/endurance.md');
const KEYS = ['resident', 'heap', 'timers', 'handles', 'staticData'] as const;
const LABELS = {
	resident: 'Resident memory, MB',
	heap: 'JavaScript heap after garbage collection, MB',
	timers: 'Timers',
	handles: 'Open handles',
	staticData: 'Longest static data of a workflow, KB',
};

/** The result as a sentence and a table. */
export function describeResult({ n8n, counts, idle, warm, end }: Result): string {
	const [first, last] = [warm.at(0), warm.at(-1)];
	const round = (value: number) => value.toFixed(Math.abs(value) < 10 ? 1 : 0);
	const rows = KEYS.map((key) => {
		const values = warm.map((sample) => sample[key]);
		const range = `${round(Math.min(...values))} to ${round(Math.max(...values))}`;
		return `| ${LABELS[key]} | ${round(idle[key])} | ${range} | ${round(growth(warm, key))} | ${round(end[key])} |`;
	});
	const span = `from minute ${round(first?.minute ?? 0)} to ${round(last?.minute ?? 0)}`;
	return [
		`n8n ${releases[n8n].version} on ${new Date().toISOString().slice(0, 10)}: ${counts.polls} polls, ${counts.deliveries} deliveries (and ${counts.late} without a response within 10 seconds), ${counts.getMany} requests of Get Many, ${counts.faults} faults in ${counts.requests} requests; measured ${span}.`,
		'',
		'| Measured | Before publishing | While running | Growth per minute | After unpublishing |',
		'| --- | --: | --: | --: | --: |',
		...rows,
	].join('\n');
}

/** Writes the result to the page and prints it. */
export async function writeResult(result: Result): Promise<void> {
	const text = describeResult(result);
	console.log(text);
	const page = await readFile(PAGE, 'utf8');
	const [start, end] = [`<!-- soak ${result.n8n} -->`, `<!-- end of soak ${result.n8n} -->`];
	const [before, rest = ''] = page.split(start);
	const [, after] = rest.split(end);
	if (after === undefined) throw new Error(`${PAGE} has no place for the result of the soak test`);
	const next = `${before}${start}\n\n${text}\n\n${end}${after}`;
	await writeFile(PAGE, await format(next, { parser: 'markdown' }));
}
