import { basename } from 'node:path';
import { releases } from '../scripts/n8n/releases.mts';
import { ONLY_N8N_2 } from '../vitest.config.mts';
import { isRun, NO_PROMISE, splitReference, type Chapter, type NoPromise } from './promises.mts';
import type { Results } from './results.mts';

const VERSIONS = `${releases[2].version} and ${releases[1].version}`;

const INTRODUCTION = `<!-- Written by \`npm run evidence\` from evidence/ and the last reports of the tests. -->

# Evidence

Every statement in the README, in SECURITY.md, in the pages of docs/ and examples/, and in the texts of the
editor, with the tests and runs that show it. A test fails if a statement is missing here, or if a test named
here does not exist or is skipped. A section that a run writes into a page counts as one statement.

Run the tests with \`npm test\` (unit tests and n8n's engine) and \`npm run test:e2e\` (full n8n servers with
a browser). *Engine* means n8n's own execution engine, of ${VERSIONS}, with real sockets against
the sandbox. A *run* is the last one that wrote that section of the page: \`npm run test:deep\`,
\`npm run compat\`, or \`npm run bench\`. No Social Intents account was used: [service.md](service.md) lists
what is known about the service and how to check it with your account.
`;

const cell = (text: string): string =>
	text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ');

function placeOf(file: string, servers: number): string {
	if (file.startsWith('engine/')) return 'engine';
	if (!file.startsWith('e2e/')) return 'unit';
	if (servers > 1) return `n8n ${VERSIONS}`;
	return ONLY_N8N_2.includes(`test/${file}`) ? `n8n ${releases[2].version}` : 'end to end';
}

function runRow(reference: string, results: Results): string {
	const { file, title } = splitReference(reference);
	const date = results[reference]?.date ?? 'not done yet';
	return `[${title}](../${file}) in ${basename(file)} (run; ${date})`;
}

function testRow(reference: string, results: Results): string {
	const { file, title } = splitReference(reference);
	const result = results[reference];
	const outcome = result ? `${result.tests} passed, ${result.date}` : 'not run yet';
	const place = placeOf(file, result?.servers ?? 0);
	return `[${cell(title)}](../test/${file}) (${place}; ${outcome})`;
}

function statementRow(statement: string, chapter: Chapter, results: Results): string {
	const evidence = chapter.evidence[statement] ?? [];
	const shown =
		typeof evidence === 'string'
			? `*${evidence}*`
			: evidence
					.map((reference) => (isRun(reference) ? runRow : testRow)(reference, results))
					.join('<br>');
	return `| ${cell(statement)} | ${shown} |`;
}

const section = (chapter: Chapter, results: Results): string[] => [
	`## ${chapter.title}`,
	'',
	'| Statement | Shown by |',
	'| --- | --- |',
	...chapter.statements.map((statement) => statementRow(statement, chapter, results)),
	'',
];

const KINDS = Object.entries(NO_PROMISE) as Array<[NoPromise, string]>;

/** docs/evidence.md: each statement with its tests, and when these last passed. */
export const evidencePage = (chapters: Chapter[], results: Results): string =>
	[
		INTRODUCTION,
		'Statements that need no test:',
		'',
		...KINDS.map(([kind, meaning]) => `- *${kind}*: ${meaning}`),
		'',
		...chapters.flatMap((chapter) => section(chapter, results)),
	].join('\n');
