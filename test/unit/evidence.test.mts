import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { SocialIntentsApi } from '../../credentials/SocialIntentsApi.credentials';
import { evidencePage } from '../../evidence/page.mts';
import { panelTexts } from '../../evidence/panels.mts';
import {
	chaptersOf,
	isRun,
	NO_PROMISE,
	referencesIn,
	splitReference,
} from '../../evidence/promises.mts';
import { resultOf, type Report, type Results } from '../../evidence/results.mts';
import { runOf, sectionResult } from '../../evidence/runs.mts';
import { statementsOf } from '../../evidence/statements.mts';
import { isNameOf, titlesIn, titlesOf } from '../../evidence/titles.mts';
import { nodes } from './support/descriptions';
import { readJson, readText, ROOT } from './support/sources.mts';

const texts = panelTexts([
	new SocialIntentsApi(),
	...nodes.map(([, { description }]) => description),
]);
const chapters = await chaptersOf(texts);

describe.each(chapters)('$title', (chapter) => {
	const { statements, evidence } = chapter;

	it('says nothing without a test that shows it, or a reason why it needs none', () => {
		const unaccounted = statements.filter(
			(statement) => typeof evidence[statement] !== 'string' && !evidence[statement]?.length,
		);
		expect(unaccounted).toEqual([]);
	});

	it('has no evidence for a statement that it does not make', () => {
		expect(Object.keys(evidence).filter((text) => !statements.includes(text))).toEqual([]);
	});

	it('gives only the known reasons for a statement without a test', () => {
		const reasons = Object.values(evidence).filter((entry) => typeof entry === 'string');
		expect(reasons.filter((reason) => !(reason in NO_PROMISE))).toEqual([]);
	});

	const references = referencesIn(chapter);
	it.each(references.filter((reference) => !isRun(reference)))(
		'names an existing test that is not skipped: %s',
		(reference) => {
			const { file, title } = splitReference(reference);
			expect(existsSync(`${ROOT}/test/${file}`)).toBe(true);
			const named = titlesOf(`${ROOT}/test/${file}`).filter((test) => test.title === title);
			expect(named.map(({ isSkipped }) => isSkipped)).toContain(false);
		},
	);

	it.each(references.filter(isRun))(
		'names a run that passed, and that its page shows: %s',
		async (reference) => {
			expect((await runOf(reference)).date).toMatch(/^\d{4}-\d\d-\d\d$/);
		},
	);
});

it('docs/evidence.md says what evidence/ says; `npm run evidence` writes it', () => {
	const results = readJson('evidence/results.json') as unknown as Results;
	expect(readText('docs/evidence.md')).toBe(evidencePage(chapters, results));
});

describe('the statements of a page', () => {
	it('are its sentences, list items and table rows, without marks, pictures and code', () => {
		const page =
			'# Title\n\n**Dates.** Both are\n*included*. See [it](x.md).\n\n- One.\n  ![p](x.png)\n\n| a | b |\n|---|---|\n| `c` | d |\n\n```sh\nnpm ci\n```';
		expect(statementsOf(page)).toEqual(['Both are included.', 'See it.', 'One.', 'c | d']);
	});
});

describe('a section that a run wrote', () => {
	const page = (text: string) =>
		`One.\n\n<!-- flood 1 -->\n\n${text}\n\n<!-- end of flood 1 -->\n\nTwo.`;

	it('is one statement, whatever it says', () => {
		const statements = ['One.', 'Generated section: flood 1', 'Two.'];
		expect(statementsOf(page('Three.\n\n| a |\n|---|\n| b |'))).toEqual(statements);
	});

	it('has the day of its oldest part', () => {
		const { date } = sectionResult(page('1.0 on 2026-11-27, 2.0 on 2026-11-26'), 'flood 1');
		expect(date).toBe('2026-11-26');
	});

	it.each([
		['118 tests failed on 2026-11-26', 'tests failed'],
		['2026-11-26: Cells with a problem: 3.', 'with a problem: '],
		['No day', 'no date'],
	])('is an error if it says %s', (text, message) => {
		expect(() => sectionResult(page(text), 'flood 1')).toThrow(message);
	});

	it('is an error if the page does not have it', () => {
		expect(() => sectionResult(page('2026-11-26'), 'flood 2')).toThrow('no section flood 2');
	});

	it('may say that there was no problem', () => {
		const text = 'Cells with a problem: 0. On 2026-11-26.';
		expect(sectionResult(page(text), 'flood 1').date).toBe('2026-11-26');
	});
});

describe('the titles of a test file', () => {
	it('are those of tests and groups, also of parameterized ones', () => {
		const source = "describe('a', () => { it.each([1])('b %s', () => {}); test('c', () => {}); });";
		expect(titlesIn(source).map(({ title }) => title)).toEqual(['a', 'b %s', 'c']);
	});

	it.each(["it.skip('a', f)", "describe.skip('b', () => { it('a', f); })", "it.skipIf(x)('a', f)"])(
		'are marked as skipped in %s',
		(source) => {
			expect(titlesIn(source).at(-1)).toEqual({ title: 'a', isSkipped: true });
		},
	);

	it('match the names that Vitest reports for them', () => {
		expect(isNameOf('rejects %s (twice)', 'rejects a list (twice)')).toBe(true);
		expect(isNameOf('rejects %s', 'accepts a list')).toBe(false);
	});
});

describe('the result of a test', () => {
	const report = (status: string): Report => ({
		startTime: Date.UTC(2026, 10, 26),
		testResults: [
			{
				name: '/p/test/unit/a.test.ts',
				assertionResults: [{ ancestorTitles: ['group'], title: 'works', status }],
			},
		],
	});

	it('has the day of its report and the number of tests', () => {
		const result = resultOf('unit/a.test.ts › group', [report('passed')], '/p/test');
		expect(result).toEqual({ date: '2026-11-26', tests: 1, servers: 1 });
	});

	it('is an error for a test that failed, was skipped, or did not run', () => {
		for (const status of ['failed', 'skipped'])
			expect(() => resultOf('unit/a.test.ts › works', [report(status)], '/p/test')).toThrow(status);
		expect(() => resultOf('unit/a.test.ts › other', [report('passed')], '/p/test')).toThrow(
			'Did not run',
		);
	});
});
