import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../scripts/n8n/folders.mts';
import { checkout } from '../scripts/n8n/index.mts';
import { npm } from '../scripts/n8n/npm.mts';
import { readFlags } from '../scripts/options.mts';
import { run } from '../scripts/processes.mts';
import { runProgram } from '../scripts/program.mts';
import { step } from '../scripts/progress.mts';
import {
	engineTable,
	readReport,
	releaseTable,
	serversTested,
	type Report,
	type Result,
} from './tables.mts';
import { coreVersion, RELEASES, TOO_OLD } from './versions.mts';

const USAGE = `Runs tests of all nodes and the credential in the engines of older n8n releases.

  npm run compat                        every release in compat/versions.mts, and one that must fail
  npm run compat -- --version 1.100.1   one release
  npm run compat -- --write             also updates the tables in README.md and docs/compatibility.md`;

/** One suite for all releases: each node of the package, and its credential. */
const SUITE = [
	'test/engine/action/operations.test.mts',
	'test/engine/webhook-trigger/lifecycle.test.mts',
	'test/engine/polling-trigger/polling.test.mts',
	'test/engine/credential.test.mts',
];

/** Only n8n's engine, in the cache. Its folder is renamed once the installation is complete. */
async function installCore(version: string, signal: AbortSignal): Promise<string> {
	const folder = join(cacheFolder(), 'compat', version);
	if (existsSync(folder)) return folder;
	const unfinished = `${folder}.unfinished`;
	await rm(unfinished, { recursive: true, force: true });
	await mkdir(unfinished, { recursive: true });
	const log = `${folder}.log`;
	const options = { cwd: unfinished, log, signal, task: `install the engine of n8n ${version}` };
	await writeFile(join(unfinished, 'package.json'), '{ "private": true }');
	const core = `n8n-core@${await coreVersion(version)}`;
	const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps'];
	await npm(['install', core, 'zod@3.25.76', ...flags], options);
	await rename(unfinished, folder);
	return folder;
}

/** Vitest's own count of the suite's tests in one release. */
async function test(version: string, signal: AbortSignal): Promise<Result> {
	const folder = await installCore(version, signal);
	const [major, minor] = version.split('.');
	const report = join(folder, 'report.json');
	await rm(report, { force: true });
	const vitest = join(checkout, 'node_modules/vitest/vitest.mjs');
	const outputs = ['--reporter=json', `--outputFile=${report}`];
	await run(process.execPath, [vitest, 'run', '--project', 'engine', ...outputs, ...SUITE], {
		cwd: checkout,
		log: join(folder, 'tests.log'),
		signal,
		env: {
			...process.env,
			COMPAT_N8N: `${major}.${minor}`,
			COMPAT_CORE: join(folder, 'node_modules/n8n-core'),
		},
	});
	if (!existsSync(report)) return { version, passed: 0, failed: 1 };
	return readReport(version, JSON.parse(await readFile(report, 'utf8')) as Report);
}

/** Also true if the release that is too old no longer is. */
const isUnexpected = ({ version, failed }: Result) => (version === TOO_OLD) !== failed > 0;

const MARKS = ['<!-- compat -->', '<!-- end of compat -->'] as const;

/** Replaces the table between the marks of a page. */
async function writeTable(path: string, table: string): Promise<void> {
	const file = join(checkout, path);
	const page = await readFile(file, 'utf8');
	const [start, end] = MARKS.map((mark) => page.indexOf(mark)) as [number, number];
	await writeFile(file, `${page.slice(0, start)}${MARKS[0]}\n\n${table}\n\n${page.slice(end)}`);
}

await runProgram(
	async (signal) => {
		const flags = readFlags({ version: { type: 'string' }, write: { type: 'boolean' } }, USAGE);
		if (flags.help) return console.log(USAGE);
		const results: Result[] = [];
		for (const version of flags.version ? [flags.version] : [TOO_OLD, ...RELEASES]) {
			const result = await step(`n8n ${version}`, async () => await test(version, signal));
			results.push(result);
		}
		const today = new Date().toISOString().slice(0, 10);
		console.log(engineTable(results, today));
		if (flags.write) {
			await writeTable('docs/compatibility.md', engineTable(results, today));
			await writeTable('README.md', releaseTable(results, today, await serversTested()));
		}
		if (results.some(isUnexpected)) process.exitCode = 1;
	},
	{ interruptedCode: 130 },
);
