import { join } from 'node:path';
import { projectFolder } from '../../support/engine/project.mts';
import { writeSection } from '../../support/pageSection.mts';

export const today = () => new Date().toISOString().slice(0, 10);

/** Prints a result, and writes it into the page if it is that of `npm run test:deep`. */
export async function report(section: string, isDeep: boolean, text: string): Promise<void> {
	console.log(text);
	if (isDeep) await writeSection(join(projectFolder, 'docs/reliability.md'), section, text);
}
