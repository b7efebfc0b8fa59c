import { readFile } from 'node:fs/promises';
import { UserError } from '../scripts/userError.mts';
import { splitReference } from './promises.mts';
import type { Result } from './results.mts';

const FAILURES = /\d tests failed|with a problem: (?!0\b)/;

/**
 * The result of the run that wrote a section of a page. Throws UserError if there is no such section, or if
 * the run found failures or says nothing about its date.
 */
export async function runOf(reference: string): Promise<Result> {
	const { file, title } = splitReference(reference);
	const page = await readFile(new URL(`../${file}`, import.meta.url), 'utf8');
	return sectionResult(page, title);
}

/** The result that a section of a page reports. */
export function sectionResult(page: string, name: string): Result {
	const [, rest] = page.split(`<!-- ${name} -->`);
	const [section = '', end] = (rest ?? '').split(`<!-- end of ${name} -->`);
	if (end === undefined) throw new UserError(`The page has no section ${name}`);
	const failure = FAILURES.exec(section);
	if (failure) throw new UserError(`The section ${name} reports "${failure[0]}"`);
	const date = section.match(/\d{4}-\d\d-\d\d/g)?.toSorted()[0];
	if (date === undefined) throw new UserError(`The section ${name} has no date`);
	return { date, tests: 0, servers: 0 };
}
