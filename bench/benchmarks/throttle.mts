import { createRequire } from 'node:module';

import { createClock } from '../simulation/clock.mts';
import {
	LIMITS,
	simulate,
	type RetryAfter,
	type Situation,
	type Subject,
} from '../simulation/limits.mts';
import { simulateTold } from '../simulation/toldThrottle.mts';
import { median } from '../compare.mts';
import { atMost, type Section } from '../report.mts';

/** Built before the benchmarks are run. */
function builtThrottle(): Subject {
	const require = createRequire(import.meta.url);
	const api = '../../dist/nodes/SocialIntents/api';
	return { ...require(`${api}/throttle.js`), ...require(`${api}/retry.js`) } as Subject;
}

const RETRY_AFTER: RetryAfter[] = ['seconds', 'date', 'absent'];
const PER_SECOND = [1, 5, 20, 50, 100, 200];
const LATENCIES = [1, 100, 500, 2000];
const COUNT = 200;

type Given = Pick<Situation, 'limit' | 'retryAfter'>;
type Run = (situation: Situation) => Promise<{ ratio: number; refused: number }>;

/** One table row, and the ratios in it. */
async function measure(name: string, { limit, retryAfter }: Given, run: Run) {
	const byLatency: Record<string, string> = {};
	const all: number[] = [];
	let refused = 0;
	for (const latency of LATENCIES) {
		const ratios: number[] = [];
		for (const perSecond of PER_SECOND) {
			const given = { limit, retryAfter, latency, perSecond, count: COUNT, maxConcurrency: 32 };
			const result = await run(given);
			ratios.push(result.ratio);
			refused += result.refused / (PER_SECOND.length * LATENCIES.length);
		}
		all.push(...ratios);
		byLatency[`${latency} ms`] = `${median(ratios).toFixed(2)} (${Math.max(...ratios).toFixed(2)})`;
	}
	const row = {
		limit: name,
		'Retry-After': retryAfter,
		...byLatency,
		refused: Math.round(refused),
	};
	return { row, ratios: all };
}

/** The throttle alone, with a simulated clock, against services that count requests in different ways. */
export async function throttle(): Promise<Section[]> {
	const subject = builtThrottle();
	const rows: Section['rows'] = [];
	const smallBucket: number[] = [];
	for (const limit of Object.keys(LIMITS) as Array<keyof typeof LIMITS>) {
		for (const retryAfter of RETRY_AFTER) {
			const run: Run = async (given) => await simulate(given, createClock(), subject);
			const { row, ratios } = await measure(limit, { limit, retryAfter }, run);
			rows.push(row);
			if (limit === 'smallBucket') smallBucket.push(...ratios);
		}
	}
	for (const retryAfter of RETRY_AFTER) {
		const run: Run = async (given) => await simulateTold(given, subject.nextDelay);
		const given: Given = { limit: 'smallBucket', retryAfter };
		rows.push((await measure('smallBucket, told', given, run)).row);
	}
	const text = `Time of ${COUNT} requests against the ideal, by how long a response takes: the median over ${PER_SECOND.join(', ')} requests a second, and the worst of them in brackets. "Told" is a client that is told the limit at its first 429, at the steady rate that turned out to be best in each case.`;
	const goals = [
		atMost('small buckets, median', median(smallBucket), 1.5),
		atMost('small buckets, worst', Math.max(...smallBucket), 2),
	];
	return [{ title: 'The throttle in a simulation', text, rows, goals }];
}
