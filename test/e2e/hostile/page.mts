import { join } from 'node:path';
import { checkout, releases, type MajorVersion } from '../../../scripts/n8n/index.mts';
import { writeSection } from '../../support/pageSection.mts';
import { REQUESTS, type Attack } from './attack.mts';
import { SECONDS, type Measured } from './flood.mts';

const PAGE = join(checkout, 'docs/reliability.md');
const today = () => new Date().toISOString().slice(0, 10);

/** Prints a result, and writes it into the page if it is that of `npm run test:deep`. */
async function report(section: string, isDeep: boolean, text: string): Promise<void> {
	console.log(text);
	if (isDeep) await writeSection(PAGE, section, text);
}

/** Reports the responses to hostile requests and what they did to n8n's memory. */
export async function reportAttack(line: MajorVersion, result: Attack): Promise<void> {
	const { statuses, heap, external, resident, seed } = result;
	const counts = Object.entries(statuses)
		.sort(([, a], [, b]) => b - a)
		.map(([status, count]) => `${status === 'none' ? 'closed without one' : status}: ${count}`);
	const range = ([before, after]: [number, number]) =>
		`${before.toFixed(0)} to ${after.toFixed(0)} MB`;
	await report(
		`hostile requests ${line}`,
		process.env.HOSTILE_REQUESTS !== undefined,
		`n8n ${releases[line].version} on ${today()}, seed ${seed}: ${REQUESTS} requests after a warm-up, no execution. The heap after garbage collection went from ${range(heap)}, the buffers outside it from ${range(external)}, the resident memory from ${range(resident)}. Responses, including those of the warm-up: ${counts.join(', ')}.`,
	);
}

/** Reports how many genuine deliveries get through beside a flood. */
export async function reportFlood(line: MajorVersion, rows: Measured[]): Promise<void> {
	const text = [
		`n8n ${releases[line].version} on ${today()}, ${SECONDS} seconds each:`,
		'',
		'| Flood | Genuine deliveries per second | Flooding requests per second | Rejected with |',
		'| --- | --: | --: | --: |',
		...rows.map(
			({ name, genuine, wrong }) =>
				`| ${name} | ${genuine.perSecond.toFixed(1)} | ${wrong?.perSecond.toFixed(1) ?? ''} | ${Object.keys(wrong?.statuses ?? {}).join(', ')} |`,
		),
	].join('\n');
	await report(`flood ${line}`, process.env.FLOOD_SECONDS !== undefined, text);
}
