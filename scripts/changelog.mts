import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from './n8n/package.mts';
import { runProgram } from './program.mts';
import { UserError } from './userError.mts';

/**
 * Moves the contents of "Unreleased" under the new version and leaves "Unreleased" empty.
 * Throws a UserError if it is empty or the version already has a section.
 */
export function releaseChangelog(changelog: string, version: string, date: string): string {
	const [before, rest] = changelog.split(/^## Unreleased\n/m);
	const [written = '', ...older] = (rest ?? '').split(/^(?=## )/m);
	if (before === undefined || written.trim() === '') {
		throw new UserError(
			`CHANGELOG.md has nothing under "Unreleased". Describe what ${version} changes for users`,
		);
	}
	if (older.some((section) => section.startsWith(`## ${version} `))) {
		throw new UserError(`CHANGELOG.md already has a section for ${version}`);
	}
	return `${before}## Unreleased\n\n## ${version} (${date})\n${written}${older.join('')}`;
}

if (import.meta.main) {
	await runProgram(
		async () => {
			const [version] = parseArgs({ allowPositionals: true }).positionals;
			if (!version) throw new UserError('Usage: node scripts/changelog.mts <version>');
			const file = join(checkout, 'CHANGELOG.md');
			const today = new Date().toISOString().slice(0, 10);
			await writeFile(file, releaseChangelog(await readFile(file, 'utf8'), version, today));
		},
		{ interruptedCode: 130 },
	);
}
