import { sleep } from 'n8n-workflow';
import { parseJson } from './json';

/** What n8n's helper returns with `encoding: 'stream'`: the bytes of the body, unpacked. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** When the last bytes came, and whether they are all. */
interface StreamState {
	heardAt: number;
	isDone: boolean;
}

/** A decoder for the declared charset; UTF-8 if none is declared, or an unknown one. */
export function decoderFor(contentType: unknown) {
	const [, charset = 'utf-8'] = /charset\s*=\s*"?([\w.:-]+)/i.exec(String(contentType)) ?? [];
	try {
		return new TextDecoder(charset);
	} catch {
		return new TextDecoder();
	}
}

async function readText(
	stream: ByteStream,
	decoder: InstanceType<typeof TextDecoder>,
	state: StreamState,
): Promise<string> {
	let text = '';
	try {
		for await (const bytes of stream) {
			state.heardAt = Date.now();
			text += decoder.decode(bytes, { stream: true });
		}
		return text + decoder.decode();
	} finally {
		state.isDone = true;
	}
}

async function waitForSilence(state: StreamState, timeout: number): Promise<void> {
	while (!state.isDone && Date.now() - state.heardAt < timeout) {
		// Short, so that no timer outlives its response for long.
		await sleep(Math.min(timeout, 1000));
	}
}

/**
 * Reads a response to its end: JSON parsed, anything else as text. Piece by piece, because the helper's
 * own way copies a large response once more; but its timeout then ends with the head of the response. So:
 * no data for `timeout` milliseconds throws ETIMEDOUT, and the caller ends the request. Throws what the
 * stream throws, too.
 */
export async function readBody(
	body: ByteStream,
	timeout: number,
	contentType?: unknown,
): Promise<unknown> {
	const state = { heardAt: Date.now(), isDone: false };
	const text = readText(body, decoderFor(contentType), state);
	// The race holds on to its result until the last sleep ends, so that must not be the text.
	const isRead = await Promise.race([text.then(() => true), waitForSilence(state, timeout)]);
	if (!isRead) {
		throw Object.assign(new Error(`no data for ${timeout} ms`), { code: 'ETIMEDOUT' });
	}
	return parseJson(await text);
}
