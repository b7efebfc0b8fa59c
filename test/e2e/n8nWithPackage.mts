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
	/** The one that the test project is about, in the environment variable E2E_N8N, when it is not given. */
	majorVersion?: MajorVersion;
	/** n8n's settings beside the usual ones. */
	env?: Record<string, string>;
	/** The folder of another one that has ended, to start that again. */
	userFolder?: string;
}

/**
 * A real n8n in a folder of its own, with this package as it would be published, and its owner
 * signed in. Disposing of it ends it and removes the folder, if it is its own.
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
