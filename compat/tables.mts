import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { releases } from '../scripts/n8n/releases.mts';

/** The tests of one n8n release. */
export interface Result {
	version: string;
	passed: number;
	failed: number;
	/** Why no test could run. */
	reason?: string;
}

/** The part of vitest's report that is read here. */
export interface Report {
	numPassedTests: number;
	numFailedTests: number;
	numFailedTestSuites: number;
	testResults: Array<{ message?: string }>;
}

/** The counts of a report, and the first message if no test could run. */
export function readReport(version: string, report: Report): Result {
	const { numPassedTests: passed, numFailedTests, numFailedTestSuites } = report;
	const failed = numFailedTests || numFailedTestSuites;
	if (passed + numFailedTests > 0) return { version, passed, failed };
	const [reason] = report.testResults.flatMap(({ message }) => message?.split('\n')[0] || []);
	return { version, passed, failed, reason };
}

/** When the package last passed its tests in full n8n servers, as yyyy-MM-dd. */
export async function serversTested(): Promise<string> {
	const file = new URL('../evidence/results.json', import.meta.url);
	const results = JSON.parse(await readFile(file, 'utf8')) as Record<string, { date: string }>;
	const dates = Object.entries(results).map(([test, { date }]) =>
		test.startsWith('e2e/trigger.test.mts') ? date : '',
	);
	return dates.toSorted().at(-1) ?? '';
}

function outcomeOf({ passed, failed, reason }: Result): string {
	if (reason) return `The nodes do not load: "${reason}"`;
	return failed === 0 ? `${passed} tests passed` : `${failed} tests failed`;
}

/** One row per release, for docs/compatibility.md. */
export function engineTable(results: Result[], date: string): string {
	const rows = results.map((result) => `| ${result.version} | ${outcomeOf(result)} | ${date} |`);
	return ['| n8n (engine) | Result | Date |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The README's table: the full servers, then the oldest to the newest release whose engine passed. */
export function releaseTable(results: Result[], date: string, serversDate: string): string {
	const passed = results.filter(({ failed }) => failed === 0);
	const [oldest, newest] = [passed[0]?.version, passed.at(-1)?.version];
	const { version: core } = createRequire(import.meta.url)('n8n-core-v1/package.json') as Result;
	const rows = [
		[
			releases[2].version,
			"A full server with a browser, queue mode, and n8n's engine",
			serversDate,
		],
		[
			releases[1].version,
			`A full server with a browser, and n8n's engine (n8n-core ${core})`,
			serversDate,
		],
		[
			`${oldest} (minimum) to ${newest}`,
			`All nodes and the credential test in n8n's engine, in ${passed.length} releases`,
			date,
		],
	];
	return [
		'| n8n | Tested with | Last passed |',
		'| --- | --- | --- |',
		...rows.map((cells) => `| ${cells.join(' | ')} |`),
	].join('\n');
}
