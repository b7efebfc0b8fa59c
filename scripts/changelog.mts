import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from './n8n/package.mts';
import { runProgram } from './program.mts';
import { UserError } from './userError.mts';

/**
 * The changelog with what is under "Unreleased" moved under the version, and "Unreleased" left empty.
 * Throws a UserError where nothing is written there, or the version has a section already.
 */
export function releaseChangelog(changelog: string, version: string, date: string): string {
	const [before, rest] = changelog.split(/^## Unreleased\n/m);
	const [written = '', ...older] = (rest ?? '').split(/^(?=## )/m);
	if (before === undefined || written.trim() === '') {
		throw new UserError(
			`CHANGELOG.md says nothing under "Unreleased". Write what ${version} changes for users`,
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
