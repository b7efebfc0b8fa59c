import type { INodePropertyOptions, INodeType } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LINES, loadEngine, type Engine } from '../../support/engine.mts';
import { readSection } from '../../support/pageSection.mts';
import { RESPONSE_KINDS } from './support/responseKinds.mts';
import { runCell, type Cell } from './support/cell.mts';
import { exceptionalKinds, exceptionalUses } from './support/expectedEnds.mts';
import { isAlone } from './support/faultyService.mts';
import { startFastClock } from './support/fastClock.mts';
import { allPairs, sampleOf, type Pair } from './support/pairs.mts';
import { PAGE, writePage } from './support/page.mts';
import { withoutUnknownHost } from './support/unknownHost.mts';
import { USES } from './support/uses.mts';

/** `npm run test:deep` runs every response against every use and writes the page. */
const IS_DEEP = process.env.RELIABILITY === 'all';
const AT_ONCE = 24;
const MINUTE_MS = 60_000;

const cells: Cell[] = [];

/** Runs large responses, and those that need settings of the process, one at a time, all others in parallel. */
async function runPairs(engine: Engine, pairs: Pair[]): Promise<Cell[]> {
	const done: Cell[] = [];
	const work = async (queue: Pair[]) => {
		for (let pair = queue.shift(); pair; pair = queue.shift()) {
			done.push(await runCell(engine, pair.kind, pair.use));
		}
	};
	const mustBeAlone = ({ kind }: Pair) => isAlone(kind) || kind.isLarge === true;
	const small = pairs.filter((pair) => !mustBeAlone(pair));
	await Promise.all(Array.from({ length: AT_ONCE }, async () => await work(small)));
	await work(pairs.filter(mustBeAlone));
	return done;
}

describe.each(LINES)('whatever the service responds, in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const using: Disposable[] = [];
	beforeAll(() => void using.push(startFastClock(), withoutUnknownHost()));
	afterAll(() => using.forEach((one) => one[Symbol.dispose]()));

	it(
		'every operation, list and trigger ends in records or one clear message, without repeating a POST or giving a secret away',
		{ timeout: (IS_DEEP ? 60 : 15) * MINUTE_MS },
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
		const expected = [
			...USES.map(({ name }) => [name, String(RESPONSE_KINDS.length * LINES.length)]),
			...RESPONSE_KINDS.map(({ name }) => [name, String(USES.length * LINES.length)]),
		];
		for (const [name] of expected) expect(page).toContain(name);
		// Too long for every change of the matrix: until the next run, the page says what is new.
		if (page.includes('Not in this run:')) return;
		expect(rows.map(([, name, count]) => [name, count])).toEqual(expected);
	});
});

describe('the uses of the fault matrix', () => {
	it.each(LINES)('include every operation of the node in n8n %s', async (lineName) => {
		const { installation } = await loadEngine(lineName);
		const { description } = installation.node('socialIntents') as INodeType;
		const operations = description.properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ displayOptions, options = [] }) =>
				(options as INodePropertyOptions[])
					// n8n adds one to each resource for its own HTTP Request node.
					.filter(({ value }) => value !== '__CUSTOM_API_CALL__')
					.map(({ value }) => [displayOptions?.show?.resource?.[0], value].join('.')),
			);
		const used = USES.map(({ name }) => name).filter((name) => /^\w+\.\w+$/.test(name));
		expect([...used].sort()).toEqual([...operations].sort());
	});

	it('and the responses include those that the exceptions name', () => {
		expect(USES.map(({ name }) => name)).toEqual(expect.arrayContaining(exceptionalUses));
		expect(RESPONSE_KINDS.map(({ name }) => name)).toEqual(
			expect.arrayContaining(exceptionalKinds),
		);
	});
});
