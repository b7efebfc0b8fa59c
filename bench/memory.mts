import { readFile, writeFile } from 'node:fs/promises';

/** Makes the kernel forget the peak of a process's memory (Linux). */
export async function forgetPeak(pid: number): Promise<void> {
	await writeFile(`/proc/${pid}/clear_refs`, '5');
}

/** Most memory that a process held at once since forgetPeak, in MB. */
export async function peakMb(pid: number): Promise<number> {
	const status = await readFile(`/proc/${pid}/status`, 'utf8');
	return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
}
