import { NO_PROMISE, splitReference, type Chapter, type NoPromise } from './promises.mts';
import type { Results } from './results.mts';

const INTRODUCTION = `<!-- Written by \`npm run evidence\` from evidence/ and the last reports of the tests. -->

# Evidence

Every statement in the README, in the pages on triggers, queue mode, and examples, and in the texts of the
editor, with the tests that prove it. A test fails if a statement is missing here, or if a test named here
does not exist or is skipped.

Run the tests with \`npm test\` (unit tests and n8n's engine) and \`npm run test:e2e\` (full n8n servers with
a browser). *Engine* means n8n's own execution engine, of 2.41.1 and of 1.123.81, with real sockets against
the sandbox. No Social Intents account was used: [service.md](service.md) lists what is known about the
service and how to check it with your account.
`;

const cell = (text: string): string =>
	text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ');

function placeOf(file: string, servers: number): string {
	if (file.startsWith('engine/')) return 'engine';
	if (!file.startsWith('e2e/')) return 'unit';
	return servers > 1 ? 'n8n 2.41.1 and 1.123.81' : 'end to end';
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
			: evidence.map((reference) => testRow(reference, results)).join('<br>');
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
