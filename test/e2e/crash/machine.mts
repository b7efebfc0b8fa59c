import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import type { N8n } from '../../../scripts/n8n/index.mts';

/** What can go wrong with the machine under an n8n. */

/** Keeps n8n from writing to its database, as a backup or another process does. Disposing of it ends that. */
export function lockDatabase({ userFolder }: N8n): Disposable {
	const database = new DatabaseSync(join(userFolder, '.n8n', 'database.sqlite'));
	database.exec('PRAGMA busy_timeout = 10000');
	database.exec('BEGIN IMMEDIATE');
	return {
		[Symbol.dispose]() {
			database.exec('ROLLBACK');
			database.close();
		},
	};
}

/**
 * Lets every write of n8n to a file fail, as on a full disk, until it is disposed of. A limit to the
 * size of its files: a small file system would take root's rights.
 */
export async function fillDisk({ pid }: N8n): Promise<AsyncDisposable> {
	const limit = async (size: string) =>
		void (await promisify(execFile)('prlimit', [
			'--pid',
			String(pid),
			`--fsize=${size}:unlimited`,
		]));
	await limit('0');
	return { [Symbol.asyncDispose]: async () => await limit('unlimited') };
}

/** A clock of n8n's own. */
export interface Clock {
	env: Record<string, string>;
	/** Sets it so many days off, while n8n runs. */
	set(days: number): Promise<void>;
}

/** A clock kept in a file of this folder. From the man page of libfaketime; time spans stay true. */
export async function makeClock(folder: string): Promise<Clock> {
	const [library] = globSync('/usr/lib/*/faketime/libfaketime.so.1');
	if (library === undefined) throw new Error('Install libfaketime: apt-get install faketime');
	const file = join(folder, 'clock');
	const set = async (days: number) =>
		await writeFile(file, `${days < 0 ? '' : '+'}${days * 86_400}`);
	await set(0);
	return {
		env: {
			LD_PRELOAD: library,
			FAKETIME_TIMESTAMP_FILE: file,
			FAKETIME_CACHE_DURATION: '1',
			FAKETIME_DONT_FAKE_MONOTONIC: '1',
		},
		set,
	};
}
