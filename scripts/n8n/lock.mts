import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { systemCode } from '../userError.mts';

interface Lock extends AsyncDisposable {
	/** Undefined if we hold the lock, otherwise the process that holds it. */
	heldBy: number | undefined;
}

/**
 * Takes a lock for this process, or reports which running process holds it. The lock of a process that
 * has ended is taken over.
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

/** A link appears together with its content, so a lock always names its process. */
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

/** If another process has just replaced the stale lock with its own, restores that one. */
async function removeStale(file: string): Promise<void> {
	const aside = `${file}.${randomUUID()}`;
	try {
		await rename(file, aside);
		const pid = await holder(aside);
		if (pid !== undefined && isAlive(pid)) await link(aside, file);
	} catch (error) {
		// Gone or taken in the meantime: the next read tells.
		if (!['ENOENT', 'EEXIST'].includes(systemCode(error) ?? '')) throw error;
	} finally {
		await rm(aside, { force: true });
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return systemCode(error) === 'EPERM';
	}
}
