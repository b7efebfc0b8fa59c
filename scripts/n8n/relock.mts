/**
 * Regenerates the lock files after a change to their package.json:
 * `npm exec -- node scripts/n8n/relock.mts`, for one major version with `--n8n 2`
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFlags, readMajorVersion } from '../options.mts';
import { run } from '../processes.mts';
import { runProgram } from '../program.mts';
import { releases } from './releases.mts';

const USAGE = 'npm exec -- node scripts/n8n/relock.mts [--n8n <1|2>]';

interface LockFile {
	packages: Record<string, { funding?: unknown; dependencies?: Record<string, string> }>;
}

/** Leaves out every URL: the registry is the developer's npm setting. */
function withoutAddresses(lock: LockFile, versions: Record<string, string>): LockFile {
	for (const entry of Object.values(lock.packages)) {
		delete entry.funding;
		for (const [name, range] of Object.entries(entry.dependencies ?? {})) {
			const version = versions[name];
			if (version && range.includes('://'))
				entry.dependencies = { ...entry.dependencies, [name]: version };
		}
	}
	return lock;
}

await runProgram(
	async (signal) => {
		const { n8n } = readFlags({ n8n: { type: 'string' } }, USAGE);
		const chosen = n8n === undefined ? Object.values(releases) : [releases[readMajorVersion(n8n)]];
		for (const { recipe, version } of chosen) {
			console.log(`Resolving n8n ${version}…`);
			const file = join(recipe, 'package-lock.json');
			const args = ['install', '--package-lock-only', '--ignore-scripts'];
			const log = join(recipe, 'relock.log');
			await rm(file, { force: true });
			const { code, output } = await run(
				'npm',
				[...args, '--omit-lockfile-registry-resolved', '--no-audit', '--no-fund'],
				{ cwd: recipe, log, signal },
			);
			if (code !== 0) throw new Error(output);
			const { overrides = {} } = JSON.parse(
				await readFile(join(recipe, 'package.json'), 'utf8'),
			) as { overrides?: Record<string, string> };
			const lock = JSON.parse(await readFile(file, 'utf8')) as LockFile;
			await writeFile(file, JSON.stringify(withoutAddresses(lock, overrides), null, '\t') + '\n');
			await rm(log);
		}
	},
	{ interruptedCode: 130 },
);
