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

describe('the body of a response', () => {
	it('is read as it was sent, whatever the chunks', async () => {
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

	it.each(['', '<html>', '{"chats":[{"id":"1'])(
		'is returned as text if it is not JSON: %j',
		async (text) => {
			expect(await readBody(byteStream(text), 1000)).toBe(text);
		},
	);

	it('may take longer than the timeout if it keeps arriving', async () => {
		const words = spoken([900, '["a"'], [900, ',"b"'], [900, ']']);
		const body = readBody(words, 1000);
		await vi.advanceTimersByTimeAsync(2700);
		expect(await body).toEqual(['a', 'b']);
	});

	it.each([500, 2500])('times out within a second after %i ms of silence', async (timeout) => {
		const body = readBody(spoken([0, '['], [60_000, ']']), timeout);
		const outcome = expect(body).rejects.toMatchObject({ code: 'ETIMEDOUT' });
		await vi.advanceTimersByTimeAsync(timeout + 1000);
		await outcome;
	});

	it('passes on the error of a stream that breaks off', async () => {
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
