import { sleep } from 'n8n-workflow';
import { parseJson } from './json';

/** What n8n's helper gives with `encoding: 'stream'`: the bytes of the body, unpacked. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** When the last bytes came, and whether they are all. */
interface StreamState {
	heardAt: number;
	isDone: boolean;
}

async function readText(stream: ByteStream, progress: StreamState): Promise<string> {
	const decoder = new TextDecoder();
	let text = '';
	try {
		for await (const bytes of stream) {
			progress.heardAt = Date.now();
			text += decoder.decode(bytes, { stream: true });
		}
		return text + decoder.decode();
	} finally {
		progress.isDone = true;
	}
}

async function waitForSilence(progress: StreamState, timeout: number): Promise<void> {
	while (!progress.isDone && Date.now() - progress.heardAt < timeout) {
		// Short, so that no timer outlives its answer for long.
		await sleep(Math.min(timeout, 1000));
	}
}

/**
 * Reads an answer to its end: JSON parsed, anything else as text. Piece by piece, because the helper's own
 * way copies a large answer once more; but its timeout then ends with the head of the answer. So: nothing
 * for `timeout` milliseconds throws ETIMEDOUT, and the caller ends the request. Throws what the stream
 * throws, too.
 */
export async function readBody(body: ByteStream, timeout: number): Promise<unknown> {
	const progress = { heardAt: Date.now(), isDone: false };
	const text = await Promise.race([readText(body, progress), waitForSilence(progress, timeout)]);
	if (text === undefined) {
		throw Object.assign(new Error(`nothing came for ${timeout} ms`), { code: 'ETIMEDOUT' });
	}
	return parseJson(text);
}
