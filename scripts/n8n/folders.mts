import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { MajorVersion, N8nRelease } from './releases.mts';

const name = 'n8n-nodes-social-intents';

/** What can be recreated: the installed n8n. */
export function cacheFolder(): string {
	return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), name);
}

/** What `npm start` keeps between runs: n8n's owner, workflows, and executions. */
export function defaultUserFolder(majorVersion: MajorVersion): string {
	const data = process.env.XDG_DATA_HOME || join(homedir(), '.local', 'share');
	return join(data, name, `n8n-${majorVersion}`);
}

/** Where a release is installed: one folder per lock file and platform. */
export async function installFolder({ version, recipe }: N8nRelease): Promise<string> {
	const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
	for (const file of recipeFiles) hash.update(await readFile(join(recipe, file)));
	return join(cacheFolder(), `n8n-${version}-${hash.digest('hex').slice(0, 12)}`);
}

/** What a release is installed from. */
export const recipeFiles = ['package.json', 'package-lock.json'];
