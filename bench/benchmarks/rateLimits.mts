import type { RateLimit } from '../../sandbox/api/rateLimit.mts';
import { httpRequest, ours } from '../nodeChains.mts';
import { inN8n } from '../candidates.mts';
import { compare } from '../compare.mts';
import { atMost, equal, resultOf, tableOf, type Section } from '../report.mts';
import type { Bench } from '../benchmarks.mts';

const COUNT = 200;
const LATENCY_MS = 100;
const BY_ID = { id: '={{ $json.id }}' };

const LIMITS: RateLimit[] = [
	{ perSecond: 20 },
	{ perSecond: 20, retryAfter: 'date' },
	{ perSecond: 20, retryAfter: 'absent' },
	{ perSecond: 20, algorithm: 'tokenBucket' },
	{ perSecond: 5 },
	{ perSecond: 100 },
];

function nameOf({ perSecond, algorithm, retryAfter = 'seconds' }: RateLimit): string {
	const window = algorithm === 'tokenBucket' ? 'token bucket' : 'fixed window';
	return `${perSecond}/s, ${window}, Retry-After ${retryAfter}`;
}

/** Many records by ID, from a service with a rate limit. */
export async function rateLimits(bench: Bench): Promise<Section[]> {
	const { n8n, service, credential, rounds } = bench;
	const items = Array.from({ length: COUNT }, (_, index) => ({ id: `c${index}` }));
	const url = `${service.baseUrl}/chats`;
	const others = {
		'HTTP Request, On Error: Continue': httpRequest(url, BY_ID, {
			onError: 'continueRegularOutput',
		}),
		'HTTP Request, Retry On Fail (5 tries)': httpRequest(url, BY_ID, {
			retryOnFail: true,
			maxTries: 5,
			waitBetweenTries: 1000,
		}),
		'HTTP Request, batches of 10 a second': httpRequest(url, BY_ID, {
			batching: { batchSize: 10, batchInterval: 1000 },
		}),
	};
	const own = await inN8n(
		n8n,
		'Social Intents',
		ours('chat.get', { chatId: '={{ $json.id }}' }),
		credential,
		items,
	);
	const rivals = await Promise.all(
		Object.entries(others).map(([name, nodes]) => inN8n(n8n, name, nodes, credential, items)),
	);

	await service.behave({});
	// The first run of a workflow is always slower.
	await own.run();
	const sections: Section[] = [];
	for (const [index, rateLimit] of LIMITS.entries()) {
		const results = await compare({
			service,
			behavior: { latencyMs: LATENCY_MS, rateLimit },
			pid: n8n.pid,
			candidates: index === 0 ? [own, ...rivals] : [own],
			// Short runs vary more.
			rounds: Math.max(rounds, rateLimit.perSecond / 20),
			warmUps: 0,
		});
		const { ms, different } = resultOf(results, own.name);
		sections.push({
			title: `${COUNT} lookups, ${nameOf(rateLimit)}`,
			rows: tableOf(results),
			goals: [
				equal('records', different, COUNT),
				atMost('time against the limit', ms / ((COUNT / rateLimit.perSecond) * 1000), 1.15),
			],
		});
	}
	return sections;
}
