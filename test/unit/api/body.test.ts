import fc from 'fast-check';
import { sleep } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { readBody } from '../../../nodes/SocialIntents/api/body';
import { byteStream } from '../support/byteStream';

async function* inPieces(text: string, size: number) {
	const bytes = new TextEncoder().encode(text);
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Each word after a wait. */
async function* spoken(...words: Array<[after: number, word: string]>) {
	for (const [after, word] of words) {
		await sleep(after);
		yield new TextEncoder().encode(word);
	}
}

beforeEach(() => {
	vi.useFakeTimers();
});

afterEach(() => {
	vi.useRealTimers();
});

describe('the body of an answer', () => {
	it('comes out as it was sent, wherever it is cut', async () => {
		const property = fc.asyncProperty(
			fc.jsonValue(),
			fc.integer({ min: 1, max: 9 }),
			async (value, size) => {
				const text = JSON.stringify(value);
				expect(await readBody(inPieces(text, size), 1000)).toEqual(JSON.parse(text));
			},
		);
		await fc.assert(property);
	});

	it.each(['', '<html>', '{"chats":[{"id":"1'])('is text where it is no JSON: %j', async (text) => {
		expect(await readBody(byteStream(text), 1000)).toBe(text);
	});

	it('may take longer than the timeout, as long as it never is silent for so long', async () => {
		const words = spoken([900, '["a"'], [900, ',"b"'], [900, ']']);
		const body = readBody(words, 1000);
		await vi.advanceTimersByTimeAsync(2700);
		expect(await body).toEqual(['a', 'b']);
	});

	it.each([500, 2500])(
		'that falls silent for %i ms is a timeout, within a second',
		async (timeout) => {
			const body = readBody(spoken([0, '['], [60_000, ']']), timeout);
			const outcome = expect(body).rejects.toMatchObject({ code: 'ETIMEDOUT' });
			await vi.advanceTimersByTimeAsync(timeout + 1000);
			await outcome;
		},
	);

	it('that breaks off throws what the stream throws', async () => {
		const broken = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
		async function* bytes() {
			yield new TextEncoder().encode('[');
			await sleep(1);
			throw broken;
		}
		const outcome = expect(readBody(bytes(), 1000)).rejects.toBe(broken);
		await vi.advanceTimersByTimeAsync(1);
		await outcome;
	});

	it('leaves no timer behind for longer than a second', async () => {
		await readBody(byteStream('{}'), 120_000);
		await vi.advanceTimersByTimeAsync(1000);
		expect(vi.getTimerCount()).toBe(0);
	});
});
