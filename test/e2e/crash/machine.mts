import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import type { N8n } from '../../../scripts/n8n/index.mts';

/** Failures of the machine that n8n runs on. */

/** Locks n8n's database against writes, as a backup or another process does, until disposed of. */
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
 * Makes every write of n8n to a file fail, as on a full disk, until disposed of. Uses a limit on the
 * size of its files, because a small file system would require root.
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

/** A separate clock for n8n. */
export interface Clock {
	env: Record<string, string>;
	/** Shifts it by so many days while n8n runs. */
	set(days: number): Promise<void>;
}

/** A clock kept in a file of this folder. From the man page of libfaketime; durations are unaffected. */
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
