import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { engineTable, readReport, releaseTable } from '../../compat/tables.mts';
import { RELEASES } from '../../compat/versions.mts';

const results = RELEASES.map((version) => ({ version, passed: 130, failed: 0 }));

describe('the compatibility tables', () => {
	it('take the minimum release of the README from the releases whose tests passed', () => {
		const [oldest, ...others] = results;
		const failing = [{ ...oldest!, passed: 12, failed: 118 }, ...others];
		expect(releaseTable(failing, '2026-11-30', '2026-11-29').split('\n').at(-1)).toBe(
			"| 1.94.1 (minimum) to 2.40.7 | All nodes and the credential test in n8n's engine, in 9 releases | 2026-11-30 |",
		);
		expect(engineTable(failing, '2026-11-30')).toContain(
			'| 1.85.4 | 118 tests failed | 2026-11-30 |',
		);
	});

	it('quote the message of a release in which no test could run', () => {
		const testResults = [{ message: '' }, { message: 'Class could not be found.\n  at load' }];
		const counts = { numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 2 };
		const result = readReport('1.82.3', { ...counts, testResults });
		expect(engineTable([result], '2026-11-30')).toContain(
			'| 1.82.3 | The nodes do not load: "Class could not be found." | 2026-11-30 |',
		);
		const failing = { ...counts, numPassedTests: 3, numFailedTests: 2 };
		expect(readReport('1.85.4', { ...failing, testResults })).toEqual({
			version: '1.85.4',
			passed: 3,
			failed: 2,
		});
	});

	it('name the releases in the README that the tests run in today', async () => {
		const undated = (text: string) => text.replace(/\d{4}-\d\d-\d\d/g, '');
		const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
		expect(undated(readme)).toContain(undated(releaseTable(results, '', '')));
	});
});
