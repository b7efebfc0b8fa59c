import { readFile, writeFile } from 'node:fs/promises';

/** Resets the kernel's record of a process's peak memory (Linux). */
export async function forgetPeak(pid: number): Promise<void> {
	await writeFile(`/proc/${pid}/clear_refs`, '5');
}

/** Peak memory of a process since forgetPeak, in MB. */
export async function peakMb(pid: number): Promise<number> {
	const status = await readFile(`/proc/${pid}/status`, 'utf8');
	return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
}
