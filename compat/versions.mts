import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The newest patch of about every tenth minor version; without the two that `npm test` runs. */
export const RELEASES = [
	'1.85.4',
	'1.94.1',
	'1.100.1',
	'1.110.1',
	'1.119.2',
	'2.0.3',
	'2.11.4',
	'2.20.12',
	'2.30.8',
	'2.40.7',
] as const;

/** The newest release before them that npm's registry has. The nodes do not load in it. */
export const TOO_OLD = '1.82.3';

/** The version of n8n-core in a release of n8n, from npm's registry. */
export async function coreVersion(n8nVersion: string): Promise<string> {
	const { stdout } = await run('npm', ['view', `n8n@${n8nVersion}`, 'dependencies.n8n-core']);
	return stdout.trim();
}
