import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** A connection to the inspector of a Node.js process, for data that only the JavaScript engine has. */
export interface Inspector extends Disposable {
	/** The JavaScript heap in use after garbage collection, in bytes. */
	readHeap(): Promise<number>;
}

/** Opens the inspector of a process that was started with `--inspect-port`. From Node.js's documentation of SIGUSR1. */
export async function openInspector(pid: number, port: number): Promise<Inspector> {
	process.kill(pid, 'SIGUSR1');
	const socket = new WebSocket(await addressOf(port));
	await once(socket, 'open');
	let calls = 0;
	const call = async (method: string): Promise<{ usedSize?: number }> => {
		const id = ++calls;
		socket.send(JSON.stringify({ id, method }));
		for (;;) {
			const [event] = (await once(socket, 'message')) as [MessageEvent<string>];
			const answer = JSON.parse(event.data) as { id?: number; result?: { usedSize?: number } };
			if (answer.id === id) return answer.result ?? {};
		}
	};
	return {
		async readHeap() {
			await call('HeapProfiler.collectGarbage');
			return (await call('Runtime.getHeapUsage')).usedSize ?? NaN;
		},
		[Symbol.dispose]: () => socket.close(),
	};
}

async function addressOf(port: number): Promise<string> {
	for (;;) {
		try {
			const response = await fetch(`http://127.0.0.1:${port}/json`);
			const [target] = (await response.json()) as Array<{ webSocketDebuggerUrl: string }>;
			if (target) return target.webSocketDebuggerUrl;
		} catch {
			// It starts listening a moment after the signal.
		}
		await sleep(100);
	}
}
