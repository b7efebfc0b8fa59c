import { join } from 'node:path';
import { LINES } from '../../../support/engine.mts';
import { projectFolder } from '../../../support/engine/project.mts';
import { writeSection } from '../../../support/pageSection.mts';
import { RESPONSE_KINDS } from './responseKinds.mts';
import type { Cell } from './cell.mts';
import { USES, type Use } from './uses.mts';

/** The page with the results. */
export const PAGE = join(projectFolder, 'docs/reliability.md');

const MAX_MESSAGES = 3;

/** A message without the details that differ between cells. */
const withoutDetails = (message: string): string =>
	message
		.replace(/^Could not list widgets; assuming webhooks are unchanged: /, '')
		.replace(/^Could not delete webhook .*? of widget \w+: /, '')
		.replace(/\. Still registered in Social Intents: .*$/, '')
		.replace(/\(\d*,? ?[A-Z]+ \/[^)]*\)/g, '')
		.replace(/"[^"]*"/g, '…')
		.replace(/ \[item 0\]| widget [0-9a-f]{32}/g, '')
		.replace(/\|/g, '\\|')
		.replace(/ +/g, ' ')
		.replace(/ :/g, ':')
		.trim();

/** The most frequent ones first. */
function messagesOf(cells: Cell[]): string {
	const counts = new Map<string, number>();
	for (const { message } of cells.filter((cell) => cell.message !== '')) {
		const text = withoutDetails(message);
		counts.set(text, (counts.get(text) ?? 0) + 1);
	}
	const sorted = [...counts].sort((a, b) => b[1] - a[1]).map(([text]) => text);
	return sorted.slice(0, MAX_MESSAGES).join('<br>');
}

function rowOf(name: string, cells: Cell[]): string {
	const own = cells.filter(({ kind }) => kind === name);
	const count = (result: Cell['result']) => own.filter((cell) => cell.result === result).length;
	const requests = own.map((cell) => cell.requests);
	const range = `${Math.min(...requests)} to ${Math.max(...requests)}`;
	const results = [count('records'), count('nothing'), count('message')];
	return `| ${[name, own.length, ...results, range, messagesOf(own)].join(' | ')} |`;
}

/** One row for each kind of response. */
export function tableOf(cells: Cell[]): string {
	const heads = [
		'Response',
		'Cells',
		'Records',
		'Nothing',
		'Message',
		'Requests',
		'Most frequent messages',
	];
	return [
		`| ${heads.join(' | ')} |`,
		'| --- | --: | --: | --: | --: | --: | --- |',
		...RESPONSE_KINDS.filter(() => cells.length > 0).map(({ name }) => rowOf(name, cells)),
	].join('\n');
}

export const listOf = (uses: readonly Use[]): string => uses.map(({ name }) => name).join(' · ');

/** Puts the results into the page. */
export async function writePage(cells: Cell[]): Promise<void> {
	const date = new Date().toISOString().slice(0, 10);
	const facts = `${cells.length} cells on ${date}, in the engines of n8n ${LINES.join(' and ')}: ${RESPONSE_KINDS.length} responses × ${USES.length} uses.`;
	const problems = cells.filter((cell) => cell.problems.length > 0).length;
	const outcome = `Cells with a problem: ${problems}.`;
	const uses = `Uses: ${listOf(USES)}`;
	const text = [`${facts} ${outcome}`, uses, tableOf(cells)].join('\n\n');
	await writeSection(PAGE, 'matrix', text);
}
