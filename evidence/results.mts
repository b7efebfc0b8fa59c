import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { UserError } from '../scripts/userError.mts';
import { splitReference } from './promises.mts';
import { isNameOf } from './titles.mts';

/** A reference's last run: when, how many tests, and how often each (twice: once per n8n server). */
export interface Result {
	date: string;
	tests: number;
	servers: number;
}
export type Results = Readonly<Record<string, Result>>;

/** The parts of Vitest's JSON report that are used here. */
export interface Report {
	startTime: number;
	testResults: Array<{
		name: string;
		assertionResults: Array<{ ancestorTitles: string[]; title: string; status: string }>;
	}>;
}

/** Reads a report that `npm test` or `npm run test:e2e` has written. Throws UserError if there is none. */
export async function readReport(file: URL): Promise<Report> {
	try {
		return JSON.parse(await readFile(file, 'utf8')) as Report;
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new UserError(`Run npm test and npm run test:e2e first: ${reason}`);
	}
}

/**
 * The results of the tests under a folder that a reference names. Throws UserError if none of them ran,
 * or if one did not pass.
 */
export function resultOf(reference: string, reports: Report[], folder: string): Result {
	const { file, title } = splitReference(reference);
	const runs = reports.flatMap(({ startTime, testResults }) =>
		testResults
			.filter(({ name }) => relative(folder, name) === file)
			.map(({ assertionResults }) => ({
				date: new Date(startTime).toISOString().slice(0, 10),
				tests: assertionResults.filter((test) =>
					[...test.ancestorTitles, test.title].some((name) => isNameOf(title, name)),
				),
			})),
	);
	const tests = runs.flatMap((run) => run.tests);
	if (tests.length === 0) throw new UserError(`Did not run: ${reference}`);
	const other = tests.find(({ status }) => status !== 'passed');
	if (other) throw new UserError(`${other.status}: ${reference} (${other.title})`);
	const date = runs.map((run) => run.date).toSorted()[0] ?? '';
	return { date, tests: tests.length, servers: runs.filter((run) => run.tests.length > 0).length };
}
