import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type MajorVersion = '1' | '2';

/** A release of n8n that this package is tested in, and its peculiarities. */
export interface N8nRelease {
	version: string;
	/** Folder with the package.json and the lock file that it is installed from. */
	recipe: string;
	/** Temporary disk space for its installation, including npm's cache. */
	gigabytes: number;
	/** Settings for this release only. */
	env: Record<string, string>;
	/** Whether workflows are published as versions (2.x) or activated (1.x). */
	publishesVersions: boolean;
}

export const releases: Record<MajorVersion, N8nRelease> = {
	'1': {
		...readRecipe('1'),
		gigabytes: 3,
		env: { N8N_RUNNERS_ENABLED: 'true' },
		publishesVersions: false,
	},
	'2': {
		...readRecipe('2'),
		gigabytes: 5,
		// This module calls a server of n8n's. 1.x does not know the module and would not start.
		env: { N8N_DISABLED_MODULES: 'mcp-registry' },
		publishesVersions: true,
	},
};

/** The version is the one that the recipe installs. */
function readRecipe(majorVersion: MajorVersion): Pick<N8nRelease, 'version' | 'recipe'> {
	const recipe = fileURLToPath(new URL(majorVersion, import.meta.url));
	const { dependencies } = JSON.parse(readFileSync(join(recipe, 'package.json'), 'utf8')) as {
		dependencies: { n8n: string };
	};
	return { version: dependencies.n8n, recipe };
}
