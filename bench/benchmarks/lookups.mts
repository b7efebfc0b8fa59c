import { bareLoop, httpRequest, ours } from '../nodeChains.mts';
import { inN8n, plain } from '../candidates.mts';
import { compare } from '../compare.mts';
import { atMost, equal, resultOf, tableOf, type Section } from '../report.mts';
import type { Bench } from '../benchmarks.mts';

const COUNT = 200;
const LATENCY_MS = 100;

/** Many records by ID, from a slow service. */
export async function lookups({ n8n, service, credential, rounds }: Bench): Promise<Section[]> {
	const items = Array.from({ length: COUNT }, (_, index) => ({ id: `c${index}` }));
	const id = '={{ $json.id }}';
	const candidates = [
		await inN8n(n8n, 'Social Intents', ours('chat.get', { chatId: id }), credential, items),
		await inN8n(
			n8n,
			'HTTP Request',
			httpRequest(`${service.baseUrl}/chats`, { id }),
			credential,
			items,
		),
		await inN8n(n8n, 'bare loop', bareLoop(id), credential, items),
		await inN8n(
			n8n,
			'bare loop, all IDs read first',
			bareLoop(id, { readsFirst: true }),
			credential,
			items,
		),
		plain(service, items, 32),
	];
	const results = await compare({
		service,
		behavior: { latencyMs: LATENCY_MS },
		pid: n8n.pid,
		candidates,
		rounds,
	});
	const own = resultOf(results, 'Social Intents');
	const http = resultOf(results, 'HTTP Request');
	const loop = resultOf(results, 'bare loop');
	return [
		{
			title: `${COUNT} lookups, ${LATENCY_MS} ms each`,
			rows: tableOf(results),
			goals: [
				atMost('time against HTTP Request', own.ms / http.ms, 0.8),
				atMost("time against a bare loop over n8n's helper, 32 at once", own.ms / loop.ms, 1.1),
				atMost('requests at once', own.seen.mostAtOnce, 32),
				equal('records', own.different, COUNT),
			],
		},
	];
}
