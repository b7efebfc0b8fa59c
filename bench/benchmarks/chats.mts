import { httpRequest, ours } from '../nodeChains.mts';
import { inN8n, plain } from '../candidates.mts';
import { compare } from '../compare.mts';
import { atMost, equal, resultOf, tableOf, type Section } from '../report.mts';
import type { Bench } from '../benchmarks.mts';

export const CHATS = 15_000;

/** One large response. */
export async function chats({ n8n, service, credential, rounds }: Bench): Promise<Section[]> {
	const items = [{}];
	const all = { returnAll: true, filters: {}, options: {} };
	const http = httpRequest(`${service.baseUrl}/chats`, { timezone: 'UTC' });
	const results = await compare({
		service,
		pid: n8n.pid,
		candidates: [
			await inN8n(n8n, 'Social Intents', ours('chat.getAll', all), credential, items),
			await inN8n(n8n, 'HTTP Request + Split Out', http, credential, items),
			await inN8n(
				n8n,
				'Social Intents, Simplify off',
				ours('chat.getAll', { ...all, simplify: false }),
				credential,
				items,
			),
			plain(service, items, 1),
		],
		rounds,
	});
	const own = resultOf(results, 'Social Intents');
	const other = resultOf(results, 'HTTP Request + Split Out');
	return [
		{
			title: `${CHATS} chats of 4 KB in one response`,
			rows: tableOf(results),
			goals: [
				equal('records', own.different, CHATS),
				atMost('time against HTTP Request + Split Out', own.ms / other.ms, 0.9),
				atMost('time against plain axios', own.ms / resultOf(results, 'plain axios').ms, 1.2),
				atMost('peak memory against theirs', own.peakMb / other.peakMb, 1),
			],
		},
	];
}
