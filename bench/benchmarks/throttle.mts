import { createRequire } from 'node:module';

import { createClock } from '../simulation/clock.mts';
import { LIMITS, simulate, type RetryAfter, type Subject } from '../simulation/limits.mts';
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

/** The throttle alone, with a simulated clock, against services that count requests in different ways. */
export async function throttle(): Promise<Section[]> {
	const subject = builtThrottle();
	const rows: Section['rows'] = [];
	const smallBucket: number[] = [];
	for (const limit of Object.keys(LIMITS) as Array<keyof typeof LIMITS>) {
		for (const retryAfter of RETRY_AFTER) {
			const byLatency: Record<string, string> = {};
			let refused = 0;
			for (const latency of LATENCIES) {
				const ratios: number[] = [];
				for (const perSecond of PER_SECOND) {
					const given = { limit, retryAfter, latency, perSecond, count: COUNT, maxConcurrency: 32 };
					const result = await simulate(given, createClock(), subject);
					ratios.push(result.ratio);
					refused += result.refused / (PER_SECOND.length * LATENCIES.length);
				}
				if (limit === 'smallBucket') smallBucket.push(...ratios);
				byLatency[`${latency} ms`] =
					`${median(ratios).toFixed(2)} (${Math.max(...ratios).toFixed(2)})`;
			}
			rows.push({ limit, 'Retry-After': retryAfter, ...byLatency, refused: Math.round(refused) });
		}
	}
	const text = `Time of ${COUNT} requests against the ideal, by how long a response takes: the median over ${PER_SECOND.join(', ')} requests a second, and the worst of them in brackets.`;
	const goals = [
		atMost('small buckets, median', median(smallBucket), 1.5),
		atMost('small buckets, worst', Math.max(...smallBucket), 2),
	];
	return [{ title: 'The throttle in a simulation', text, rows, goals }];
}
