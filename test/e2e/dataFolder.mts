import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSecretsInFiles } from '../support/secretsInFiles.mts';
import { secretsOfSandboxes } from './sandbox.mts';

/**
 * A folder for the data of n8n or of its database. Before it is removed at the end, it is searched for the secrets of the
 * test run: no log line, execution, workflow, or file may contain one.
 */
export async function temporaryDataFolder(started: AsyncDisposableStack): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-e2e-'));
	started.defer(async () => {
		const places = findSecretsInFiles(folder, secretsOfSandboxes());
		await rm(folder, { recursive: true, force: true, maxRetries: 3 });
		if (places.length > 0) throw new Error(`n8n has written a secret: ${places.join(', ')}`);
	});
	return folder;
}
