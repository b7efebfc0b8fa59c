import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { N8n } from '../../../scripts/n8n/index.mts';
import { drawSeed } from '../../support/hostileDeliveries.mts';
import type { Inspector, Memory } from '../../soak/inspector.mts';
import { exchange } from './rawHttp.mts';
import { hostileRequests } from './requests.mts';

/** `npm run test:deep` sends 5,000. */
export const REQUESTS = Number(process.env.HOSTILE_REQUESTS ?? 300);

const MB = 1024 * 1024;

type Range = [before: number, after: number];

export interface Attack {
	/** The number of responses by status. */
	statuses: Record<string, number>;
	/** Megabytes in use after garbage collection. */
	heap: Range;
	/** What JavaScript objects hold outside the heap. */
	external: Range;
	resident: Range;
	/** What n8n logged meanwhile. */
	log: string;
	seed: number;
}

/** Sends hostile requests to a published trigger, one after the other. */
export async function attack(n8n: N8n, inspector: Inspector, targetUrl: string): Promise<Attack> {
	const target = new URL(targetUrl);
	const secret = target.pathname.split('/').at(-1) ?? '';
	const seed = drawSeed();
	const statuses: Record<string, number> = {};
	const requests = hostileRequests(target, secret);
	const send = async (numRuns: number) =>
		await fc.assert(
			fc.asyncProperty(requests, async (request) => {
				const response = await exchange(Number(target.port), request);
				const [, status = 'none'] =
					/^HTTP\/1\.1 (?:100[^]*?HTTP\/1\.1 )?(\d+)/.exec(response) ?? [];
				statuses[status] = (statuses[status] ?? 0) + 1;
				expect(response).not.toContain('"accepted"');
			}),
			{ numRuns, seed },
		);
	// So that n8n has compiled its code and filled its caches.
	await send(100);
	const { length: logged } = await readFile(n8n.log, 'utf8');
	const before = await inspector.readMemory();
	await send(REQUESTS);
	const after = await inspector.readMemory();
	const range = (key: keyof Memory): Range => [before[key] / MB, after[key] / MB];
	return {
		statuses,
		heap: range('heapUsed'),
		external: range('external'),
		resident: range('rss'),
		log: (await readFile(n8n.log, 'utf8')).slice(logged),
		seed,
	};
}
