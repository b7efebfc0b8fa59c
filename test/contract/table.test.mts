import { expect, test } from 'vitest';

import { consequencesOf, reportTable, summaryOf } from '../../contract/table.mts';
import { FACTS } from '../../sandbox/facts/index.mts';
import { lineOf, NOT_SEEN } from '../../sandbox/facts/report.mts';

const usual = FACTS.map(({ key, assumed, usual: value }) => lineOf(key, value ?? assumed));
const withLine = (key: (typeof FACTS)[number]['key'], seen: string) =>
	usual.map((line) => (line.fact === key ? lineOf(key, seen) : line));

test('the table fits 120 columns and stays aligned, however much was seen', () => {
	const seen = `without ${'visitorCustom1, '.repeat(12)}visits; also ${'x'.repeat(90)}`;
	const rows = reportTable(withLine('chat-fields', seen)).split('\n');
	expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(120);
	const column = rows[0]?.indexOf('Same') ?? -1;
	expect(rows.filter((row) => /^(yes|NO|–)$/.test(row.slice(column))).length).toBe(FACTS.length);
});

test('each difference is followed by what it means for the nodes', () => {
	expect(consequencesOf(withLine('date-to', 'excluded'))).toBe(
		'What the differences mean:\ndate-to\n  Nothing changes: the node requests one more day and removes later records.',
	);
	expect(consequencesOf(usual)).toBe('');
});

test('the last line counts the facts, and names the flags that would show more', () => {
	const total = FACTS.length;
	expect(summaryOf(usual)).toBe(`${total} as assumed, 0 different, 0 not seen.`);
	expect(summaryOf(withLine('delivery-type', NOT_SEEN))).toBe(
		`${total - 1} as assumed, 0 different, 1 not seen (use --listen to see more).`,
	);
	expect(summaryOf(withLine('delete-by-id', NOT_SEEN))).toContain('(use --webhooks to see more)');
});
