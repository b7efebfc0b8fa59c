import { fileURLToPath } from 'node:url';

export type MajorVersion = '1' | '2';

/** A release of n8n that this package is tried in, and what is different about it. */
export interface N8nRelease {
	version: string;
	/** Folder with the package.json and the lock file that it is installed from. */
	recipe: string;
	/** Space that its installation needs for a while, npm's cache included. */
	gigabytes: number;
	/** Settings for this release alone. */
	env: Record<string, string>;
	/** Whether a workflow's version is published (2.x), or the workflow is switched on (1.x). */
	publishesVersions: boolean;
}

export const releases: Record<MajorVersion, N8nRelease> = {
	'1': {
		version: '1.123.81',
		recipe: fileURLToPath(new URL('1', import.meta.url)),
		gigabytes: 3,
		env: { N8N_RUNNERS_ENABLED: 'true' },
		publishesVersions: false,
	},
	'2': {
		version: '2.41.1',
		recipe: fileURLToPath(new URL('2', import.meta.url)),
		gigabytes: 5,
		// This module calls a server of n8n's. 1.x does not know it and refuses to start.
		env: { N8N_DISABLED_MODULES: 'mcp-registry' },
		publishesVersions: true,
	},
};
