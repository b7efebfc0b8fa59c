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
		// This module calls a server of n8n's. 1.x does not know the module and would not start.
		env: { N8N_DISABLED_MODULES: 'mcp-registry' },
		publishesVersions: true,
	},
};
