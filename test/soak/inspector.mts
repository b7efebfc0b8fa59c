import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** Memory in use, in bytes, from `process.memoryUsage()` after garbage collection. */
export interface Memory {
	/** Resident memory of the process. */
	rss: number;
	/** JavaScript objects. */
	heapUsed: number;
	/** What JavaScript objects hold outside the heap, buffers included. */
	external: number;
	arrayBuffers: number;
}

/** A connection to the inspector of a Node.js process, for data that only the JavaScript engine has. */
export interface Inspector extends Disposable {
	readMemory(): Promise<Memory>;
	/** The event listeners of all objects. */
	countListeners(): Promise<number>;
}

interface RemoteObject {
	objectId?: string;
	value?: unknown;
}

interface Answer {
	result?: RemoteObject;
	objects?: RemoteObject;
}

/** Objects in use that the inspector would otherwise keep alive. */
const GROUP = 'listeners';

/** Runs in the inspected process, on the array of all event emitters. */
function sumListeners(this: Array<{ _events?: Record<string, unknown> }>): number {
	let sum = 0;
	for (const emitter of this) {
		const events = Object.getOwnPropertyDescriptor(emitter, '_events')?.value as object | undefined;
		for (const listeners of Object.values(events ?? {}))
			if (listeners !== undefined) sum += Array.isArray(listeners) ? listeners.length : 1;
	}
	return sum;
}

/** Opens the inspector of a process that was started with `--inspect-port`. From Node.js's documentation of SIGUSR1. */
export async function openInspector(pid: number, port: number): Promise<Inspector> {
	process.kill(pid, 'SIGUSR1');
	const socket = new WebSocket(await addressOf(port));
	await once(socket, 'open');
	let calls = 0;
	const pending = new Map<number, (result: Answer) => void>();
	// Events come in between, and several messages may arrive at once.
	socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
		const { id = 0, result = {} } = JSON.parse(data) as { id?: number; result?: Answer };
		pending.get(id)?.(result);
		pending.delete(id);
	});
	const call = async (method: string, params: object = {}): Promise<Answer> => {
		const id = ++calls;
		socket.send(JSON.stringify({ id, method, params }));
		return await new Promise((resolve) => pending.set(id, resolve));
	};
	const evaluate = async (expression: string, options: object) =>
		(await call('Runtime.evaluate', { expression, includeCommandLineAPI: true, ...options }))
			.result;
	return {
		async readMemory() {
			await call('HeapProfiler.collectGarbage');
			const memory = await evaluate('process.memoryUsage()', { returnByValue: true });
			return memory?.value as Memory;
		},
		async countListeners() {
			const expression = "require('node:events').prototype";
			const prototype = await evaluate(expression, { objectGroup: GROUP });
			const { objects } = await call('Runtime.queryObjects', {
				prototypeObjectId: prototype?.objectId,
				objectGroup: GROUP,
			});
			const sum = await call('Runtime.callFunctionOn', {
				objectId: objects?.objectId,
				functionDeclaration: `${sumListeners}`,
				returnByValue: true,
			});
			await call('Runtime.releaseObjectGroup', { objectGroup: GROUP });
			return sum.result?.value as number;
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
