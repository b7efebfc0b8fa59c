import { globSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ACCOUNT_PREFIX, fragmentsOf, TOKEN_PREFIX } from './secrets.mts';

/** The files that contain the token or the account ID of a sandbox, plain or encoded. */
export function findSecretsInOutput(files: string[]): string[] {
	const fragments = fragmentsOf([TOKEN_PREFIX, ACCOUNT_PREFIX]);
	return files.filter((file) => {
		const text = readFileSync(file, 'latin1');
		return fragments.some((fragment) => text.includes(fragment));
	});
}

/** Searches the reports of the tests, and the given files with the output of commands. */
function main(outputs: string[]): void {
	const files = [...globSync('test/reports/*'), ...outputs];
	const found = findSecretsInOutput(files);
	for (const file of found) console.error(`${file} contains a secret of the sandbox.`);
	if (found.length === 0) console.log(`No secret of the sandbox in ${files.join(', ')}.`);
	process.exitCode = found.length > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv.slice(2));
