/// <reference lib="esnext.disposable" />
import { inject } from 'vitest';
import {
	installPackage,
	ownerOf,
	setUpOwner,
	startN8n,
	type N8n,
	type MajorVersion,
} from '../../scripts/n8n/index.mts';
import { readMajorVersion } from '../../scripts/options.mts';
import { temporaryDataFolder } from './dataFolder.mts';

interface Options {
	/** Default: the version of the test project, in the environment variable E2E_N8N. */
	majorVersion?: MajorVersion;
	/** Additional n8n settings. */
	env?: Record<string, string>;
	/** The folder of a stopped n8n, to restart it. */
	userFolder?: string;
}

/**
 * A real n8n in its own folder, with this package packed as for publishing and its owner
 * signed in. Disposing of it stops n8n and removes the folder, unless one was given.
 */
export async function n8nWithPackage({
	majorVersion = readMajorVersion(process.env.E2E_N8N),
	env,
	userFolder,
}: Options = {}): Promise<N8n> {
	await using started = new AsyncDisposableStack();
	const folder = userFolder ?? (await folderWithPackage(started));
	const n8n = started.use(await startN8n({ majorVersion, userFolder: folder, env }));
	await setUpOwner(n8n, await ownerOf(folder));
	const everything = started.move();
	const stop = async () => await everything.disposeAsync();
	return { ...n8n, stop, [Symbol.asyncDispose]: stop };
}

async function folderWithPackage(started: AsyncDisposableStack): Promise<string> {
	const folder = await temporaryDataFolder(started);
	await installPackage(folder, inject('tarball'));
	return folder;
}
