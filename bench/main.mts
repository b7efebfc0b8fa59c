/// <reference lib="esnext.disposable" />
import { readFlags } from '../scripts/options.mts';
import { runProgram } from '../scripts/program.mts';
import { UserError } from '../scripts/userError.mts';
import { table } from '../scripts/table.mts';
import { writePage } from './page.mts';
import type { Section } from './report.mts';
import { benchmarks } from './benchmarks.mts';
import { startService } from './service.mts';
import { signIn, startEnvironment } from './environment.mts';

const usage = `npm run bench -- [flags]
Compares this package with its alternatives in a real n8n.

  --only <name>    only this benchmark: ${Object.keys(benchmarks).join(', ')}
  --rounds <number> number of measured rounds
  --write           write the tables into docs/benchmarks.md`;

await runProgram(bench, { interruptedCode: 130 });

async function bench(signal: AbortSignal): Promise<void> {
	const text = { type: 'string' } as const;
	const flags = readFlags({ only: text, rounds: text, write: { type: 'boolean' } }, usage);
	if (flags.help) return console.log(usage);
	const wanted = Object.entries(benchmarks).filter(([name]) => !flags.only || name === flags.only);
	if (wanted.length === 0) throw new UserError(`There is no benchmark "${flags.only}"\n\n${usage}`);

	await using n8n = await startEnvironment(signal);
	const sections: Section[] = [];
	for (const [name, benchmark] of wanted) {
		signal.throwIfAborted();
		console.log(`\n${name} …`);
		await using service = await startService(benchmark.account);
		const credential = await signIn(n8n, service);
		const rounds = Number(flags.rounds) || benchmark.rounds;
		for (const section of await benchmark.run({ n8n, service, credential, rounds })) {
			sections.push(section);
			print(section);
		}
	}
	if (flags.write) await writePage(sections);
	if (sections.some(({ goals }) => goals.some(({ isReached }) => !isReached))) process.exitCode = 1;
}

function print({ title, rows, goals }: Section): void {
	console.log(`\n${title}\n\n${table(rows, 150)}\n`);
	for (const { text, value, isReached } of goals) {
		console.log(`${isReached ? '✓' : '✗'} ${text} (${value})`);
	}
}
