import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { systemCode } from '../problem.mts';

export interface Lock extends AsyncDisposable {
	/** Undefined when we have the lock, otherwise the process that has it. */
	heldBy: number | undefined;
}

/**
 * Takes a lock for this process, or says which living process has it. The lock of a process that
 * is gone is taken over.
 */
export async function tryLock(file: string): Promise<Lock> {
	while (!(await take(file))) {
		const pid = await holder(file);
		if (pid !== undefined && isAlive(pid)) {
			return { heldBy: pid, [Symbol.asyncDispose]: async () => {} };
		}
		await removeStale(file);
	}
	return {
		heldBy: undefined,
		[Symbol.asyncDispose]: async () => await rm(file, { force: true }),
	};
}

/** A link appears together with its content: nobody ever reads a lock without a process in it. */
async function take(file: string): Promise<boolean> {
	const mine = `${file}.${randomUUID()}`;
	await writeFile(mine, String(process.pid));
	try {
		await link(mine, file);
		return true;
	} catch (error) {
		if (systemCode(error) === 'EEXIST') return false;
		throw error;
	} finally {
		await rm(mine);
	}
}

async function holder(file: string): Promise<number | undefined> {
	try {
		return Number(await readFile(file, 'utf8')) || undefined;
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined;
		throw error;
	}
}

/** Of several processes that find the same stale lock one renames it, the others find it gone. */
async function removeStale(file: string): Promise<void> {
	const stale = `${file}.${randomUUID()}`;
	try {
		await rename(file, stale);
		await rm(stale);
	} catch (error) {
		if (systemCode(error) !== 'ENOENT') throw error;
	}
}

export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return systemCode(error) === 'EPERM';
	}
}
