import { join } from 'node:path';
import { checkout, releases, type MajorVersion } from '../../scripts/n8n/index.mts';
import { writeSection } from '../support/pageSection.mts';
import { halves } from './measure.mts';
import type { Run } from './run.mts';

interface Result {
	n8n: MajorVersion;
	/** With this package. The samples are those after the warm-up. */
	run: Run;
	/** With n8n's own nodes. */
	control: Run;
}

const PAGE = join(checkout, 'docs/endurance.md');
const KEYS = [
	'heap',
	'external',
	'resident',
	'timers',
	'handles',
	'listeners',
	'staticData',
] as const;
const LABELS = {
	heap: 'JavaScript heap after garbage collection, MB',
	external: 'Memory held outside the heap, MB',
	resident: 'Resident memory, MB',
	timers: 'Timers',
	handles: 'Open handles',
	listeners: 'Event listeners',
	staticData: 'Longest static data of a workflow, KB',
};

const round = (value: number) => value.toFixed(Number.isInteger(value) || value >= 1000 ? 0 : 1);

function describeRun({ counts, idle, samples, end }: Run): string[] {
	return [
		`${counts.polls} polls, ${counts.deliveries} deliveries accepted (${counts.late} without a response within 10 seconds, ${counts.rejected} rejected), ${counts.getMany} requests for missed chats, ${counts.faults} faults in ${counts.requests} requests:`,
		'',
		'| Measured | Before publishing | First half | Second half | After unpublishing |',
		'| --- | --: | --: | --: | --: |',
		...KEYS.map((key) => {
			const ranges = halves(samples).map((half) => {
				const values = half.map((sample) => sample[key]);
				return `${round(Math.min(...values))} to ${round(Math.max(...values))}`;
			});
			return `| ${LABELS[key]} | ${round(idle[key])} | ${ranges.join(' | ')} | ${round(end[key])} |`;
		}),
	];
}

/** Both runs as a sentence and a table each. */
export function describeResult({ n8n, run, control }: Result): string {
	const [first, last] = [run.samples.at(0), run.samples.at(-1)];
	return [
		`n8n ${releases[n8n].version} on ${new Date().toISOString().slice(0, 10)}, measured from minute ${first?.minute.toFixed(0)} to ${last?.minute.toFixed(0)}.`,
		'',
		'With this package:',
		'',
		...describeRun(run),
		'',
		"With n8n's own nodes:",
		'',
		...describeRun(control),
	].join('\n');
}

/** Writes the result to the page. */
export async function writeResult(result: Result): Promise<void> {
	await writeSection(PAGE, `soak ${result.n8n}`, describeResult(result));
}
