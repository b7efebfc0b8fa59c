import { httpRequest, ours } from '../nodeChains.mts';
import { inN8n } from '../candidates.mts';
import { compare } from '../compare.mts';
import { equal, resultOf, tableOf, type Section } from '../report.mts';
import type { Bench } from '../benchmarks.mts';

const [COUNT, DISTINCT] = [200, 20];

/** Many items that look up the same few records. */
export async function duplicates({ n8n, service, credential, rounds }: Bench): Promise<Section[]> {
	const items = Array.from({ length: COUNT }, (_, index) => ({ id: `c${index % DISTINCT}` }));
	const url = `${service.baseUrl}/chats`;
	const own = ours('chat.get', { chatId: '={{ $json.id }}' });
	const http = httpRequest(url, { id: '={{ $json.id }}' });
	const results = await compare({
		service,
		behavior: { latencyMs: 100 },
		pid: n8n.pid,
		candidates: [
			await inN8n(n8n, 'Social Intents', own, credential, items),
			await inN8n(n8n, 'HTTP Request', http, credential, items),
		],
		rounds,
	});
	const { records, seen } = resultOf(results, 'Social Intents');
	return [
		{
			title: `${COUNT} items, ${DISTINCT} distinct lookups`,
			rows: tableOf(results),
			goals: [equal('records', records, COUNT), equal('requests', seen.requests, DISTINCT)],
		},
	];
}
