import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readBody } from '../../../nodes/SocialIntents/api/body.ts';

const MB = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapInUse(): number {
	collectGarbage();
	return process.memoryUsage().heapUsed;
}

beforeEach(() => {
	vi.useFakeTimers();
});

afterEach(() => {
	vi.useRealTimers();
});

/** 4 MB of JSON. */
async function* inPieces() {
	const piece = new TextEncoder().encode(`"${'x'.repeat(MB - 3)}"`);
	for (const before of ['[', ',', ',', ',']) {
		yield new TextEncoder().encode(before);
		yield piece;
	}
	yield new TextEncoder().encode(']');
}

it('a response that was read is not kept until the last timer of its time limit ends', async () => {
	await readBody(inPieces(), 1000);
	const before = heapInUse();
	for (let count = 0; count < 5; count++) await readBody(inPieces(), 1000);
	expect(vi.getTimerCount()).toBe(6);
	expect(heapInUse() - before).toBeLessThan(2 * MB);
});
