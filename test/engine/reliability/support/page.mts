import { join } from 'node:path';
import { LINES } from '../../../support/engine.mts';
import { projectFolder } from '../../../support/engine/project.mts';
import { writeSection } from '../../../support/pageSection.mts';
import { RESPONSE_KINDS } from './responseKinds.mts';
import type { Cell } from './cell.mts';
import { isOurs } from './use.mts';
import { USES } from './uses.mts';

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

/** The longest cell, by the fast clock. */
function longestOf(cells: Cell[]): string {
	const seconds = Math.max(...cells.map(({ milliseconds }) => milliseconds)) / 1000;
	return seconds < 100 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`;
}

function countsOf(own: Cell[]): Array<number | string> {
	const count = (result: Cell['result']) => own.filter((cell) => cell.result === result).length;
	const requests = own.map((cell) => cell.requests);
	const range = `${Math.min(...requests)} to ${Math.max(...requests)}`;
	const results = [count('records'), count('nothing'), count('message')];
	return [own.length, ...results, range, longestOf(own)];
}

function tableOf(heads: string[], rows: Array<Array<number | string>>): string {
	const alignments = heads.map((_, index) => (index > 0 && index < 7 ? '--:' : '---'));
	return [heads, alignments, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

const COUNTED = ['Cells', 'Records', 'Nothing', 'Message', 'Requests', 'Longest'];

/** One row for each kind of response. */
function kindsTable(cells: Cell[]): string {
	const rows = RESPONSE_KINDS.map(({ name }) => {
		const own = cells.filter(({ kind }) => kind === name);
		return [name, ...countsOf(own), messagesOf(own)];
	});
	return tableOf(['Response', ...COUNTED, 'Most frequent messages'], rows);
}

/** One row for each use. */
function usesTable(cells: Cell[]): string {
	const rows = USES.map((use) => {
		const own = cells.filter((cell) => cell.use === use.name);
		return [use.name, ...countsOf(own), isOurs(use) ? `${use.maxMinutes} min` : ''];
	});
	return tableOf(['Use', ...COUNTED, 'Limit'], rows);
}

/** Puts the results into the page. */
export async function writePage(cells: Cell[]): Promise<void> {
	const date = new Date().toISOString().slice(0, 10);
	const facts = `${cells.length} cells on ${date}, in the engines of n8n ${LINES.join(' and ')}: ${RESPONSE_KINDS.length} responses × ${USES.length} uses.`;
	const problems = cells.filter((cell) => cell.problems.length > 0).length;
	const outcome = `Cells with a problem: ${problems}.`;
	const text = [`${facts} ${outcome}`, usesTable(cells), kindsTable(cells)].join('\n\n');
	await writeSection(PAGE, 'matrix', text);
}
