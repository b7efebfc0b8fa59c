import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const folders: string[] = [];

/** A new empty folder that is removed when the process ends. */
export function temporaryFolder(purpose: string): string {
	if (folders.length === 0) {
		process.once('exit', removeAll);
		// vitest ends its workers with this signal, which would otherwise skip the handler above.
		process.once('SIGTERM', () => {
			removeAll();
			process.kill(process.pid, 'SIGTERM');
		});
	}
	const folder = mkdtempSync(path.join(os.tmpdir(), `social-intents-${purpose}-`));
	folders.push(folder);
	return folder;
}

function removeAll() {
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
