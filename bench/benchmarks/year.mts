import { httpRequest, ours } from '../nodeChains.mts';
import { inN8n } from '../candidates.mts';
import { compare } from '../compare.mts';
import { atMost, equal, resultOf, tableOf, type Section } from '../report.mts';
import type { Bench } from '../benchmarks.mts';

export const [DAYS, PER_DAY] = [365, 24];
const NEWEST = 50;
const filters = { dateFrom: '2025-01-01', dateTo: '2025-12-31', timezone: 'UTC' };

/** A long date range: all records in windows and in one request, and only the newest records. */
export async function year({ n8n, service, credential, rounds }: Bench): Promise<Section[]> {
	const items = [{}];
	const query = { date_from: filters.dateFrom, date_to: filters.dateTo, timezone: 'UTC' };
	const http = httpRequest(`${service.baseUrl}/chats`, query);
	const getAll = (parameters: object) => ours('chat.getAll', { filters, ...parameters });
	const enter = async (name: string, chain: typeof http) =>
		await inN8n(n8n, name, chain, credential, items);
	const results = await compare({
		service,
		behavior: { latencyMs: 100 },
		pid: n8n.pid,
		candidates: [
			await enter('Social Intents, all', getAll({ returnAll: true })),
			await enter(
				'Social Intents, all in one request',
				getAll({ returnAll: true, options: { daysPerRequest: 400 } }),
			),
			await enter('HTTP Request + Split Out, all', http),
			await enter(`Social Intents, newest ${NEWEST}`, getAll({ limit: NEWEST })),
		],
		rounds,
	});
	const [all, few] = [results[0]?.name ?? '', `Social Intents, newest ${NEWEST}`];
	const part = resultOf(results, few).seen.bytes / resultOf(results, all).seen.bytes;
	return [
		{
			title: `A year of ${PER_DAY} chats a day`,
			rows: tableOf(results),
			goals: [
				equal('records of all', resultOf(results, all).different, DAYS * PER_DAY),
				equal('records of the newest', resultOf(results, few).different, NEWEST),
				atMost(`bytes for the newest ${NEWEST} against all`, part, 0.05),
			],
		},
	];
}
