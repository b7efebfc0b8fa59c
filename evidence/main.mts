import { createRequire } from 'node:module';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../scripts/program.mts';
import { evidencePage } from './page.mts';
import { panelTexts } from './panels.mts';
import { chaptersOf, isRun, referencesIn } from './promises.mts';
import { readReport, resultOf, type Results } from './results.mts';
import { runOf } from './runs.mts';

const root = new URL('../', import.meta.url);

/** The built nodes and credentials, as n8n loads them. */
function descriptions(): unknown[] {
	const built = createRequire(import.meta.url)('../index.js') as Record<string, new () => object>;
	return Object.values(built).map((Type) => {
		const instance = new Type();
		return 'description' in instance ? instance.description : instance;
	});
}

await runProgram(
	async () => {
		const chapters = await chaptersOf(panelTexts(descriptions()));
		const reports = await Promise.all(
			['tests', 'e2e'].map((name) => readReport(new URL(`test/reports/${name}.json`, root))),
		);
		const folder = fileURLToPath(new URL('test', root));
		const references = [...new Set(chapters.flatMap(referencesIn))].toSorted();
		const result = async (reference: string) =>
			isRun(reference) ? await runOf(reference) : resultOf(reference, reports, folder);
		const results: Results = Object.fromEntries(
			await Promise.all(references.map(async (name) => [name, await result(name)] as const)),
		);
		await writeFile(
			new URL('evidence/results.json', root),
			`${JSON.stringify(results, null, '\t')}\n`,
		);
		await writeFile(new URL('docs/evidence.md', root), evidencePage(chapters, results));
	},
	{ interruptedCode: 130 },
);
