import { join } from 'node:path';
import { checkout, releases, type MajorVersion } from '../../../scripts/n8n/index.mts';
import { writeSection } from '../../support/pageSection.mts';

const PAGE = join(checkout, 'docs/endurance.md');

/** Writes into the page that n8n has recovered from every failure. */
export async function reportCrashes(line: MajorVersion, failures: number): Promise<void> {
	const today = new Date().toISOString().slice(0, 10);
	const text = `n8n ${releases[line].version} on ${today}: all ${failures} crash tests passed.`;
	await writeSection(PAGE, `crashes ${line}`, text);
}
