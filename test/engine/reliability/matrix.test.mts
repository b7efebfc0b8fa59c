import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LINES, loadEngine, type Engine } from '../../support/engine.mts';
import { readSection } from '../../support/pageSection.mts';
import { RESPONSE_KINDS } from './support/responseKinds.mts';
import { runCell, type Cell } from './support/cell.mts';
import { startFastClock } from './support/fastClock.mts';
import { allPairs, sampleOf, type Pair } from './support/pairs.mts';
import { listOf, PAGE, tableOf, writePage } from './support/page.mts';
import { withoutUnknownHost } from './support/unknownHost.mts';
import { USES } from './support/uses.mts';

/** `npm run test:deep` runs every response against every use and writes the page. */
const IS_DEEP = process.env.RELIABILITY === 'all';
const AT_ONCE = 24;
const MINUTE_MS = 60_000;

const cells: Cell[] = [];

/** Runs large responses one at a time and all others in parallel. */
async function runPairs(engine: Engine, pairs: Pair[]): Promise<Cell[]> {
	const done: Cell[] = [];
	const work = async (queue: Pair[]) => {
		for (let pair = queue.shift(); pair; pair = queue.shift()) {
			done.push(await runCell(engine, pair.kind, pair.use));
		}
	};
	const small = pairs.filter(({ kind }) => !kind.isLarge);
	await Promise.all(Array.from({ length: AT_ONCE }, async () => await work(small)));
	await work(pairs.filter(({ kind }) => kind.isLarge));
	return done;
}

describe.each(LINES)('whatever the service responds, in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const using: Disposable[] = [];
	beforeAll(() => void using.push(startFastClock(), withoutUnknownHost()));
	afterAll(() => using.forEach((one) => one[Symbol.dispose]()));

	it(
		'every operation, list and trigger ends in records or one clear message, without repeating a POST or giving a secret away',
		{ timeout: 15 * MINUTE_MS },
		async () => {
			const pairs = IS_DEEP ? allPairs() : sampleOf(allPairs(), lineName);
			const done = await runPairs(engine, pairs);
			cells.push(...done);
			const problems = done.flatMap(({ kind, use, problems: found }) =>
				found.map((problem) => `${kind} × ${use}: ${problem}`),
			);
			expect(problems).toEqual([]);
			expect(done).toHaveLength(pairs.length);
		},
	);
});

afterAll(async () => {
	if (IS_DEEP && cells.length === allPairs().length * LINES.length) await writePage(cells);
});

describe('docs/reliability.md', () => {
	it('lists the responses and the uses of this matrix, and how often they met', async () => {
		const page = await readSection(PAGE, 'matrix');
		const rows = [...page.matchAll(/^\| (.+?) +\| +(\d+) \|/gm)];
		const expected = RESPONSE_KINDS.map(({ name }) => {
			const count = allPairs().filter(({ kind }) => kind.name === name).length;
			return [name, String(count * LINES.length)];
		});
		expect(rows.map(([, name, count]) => [name, count])).toEqual(expected);
		expect(page).toContain(listOf(USES));
		expect(tableOf([])).toContain('| Response');
	});
});
