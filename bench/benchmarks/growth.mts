import { httpRequest, ours } from '../nodeChains.mts';
import { inN8n, type Items } from '../candidates.mts';
import { compare, type Result } from '../compare.mts';
import { atMost, equal, resultOf, type Section } from '../report.mts';
import type { Bench } from '../benchmarks.mts';

/** Chats per day in the account, from 2025-01-01 on. */
export const PER_DAY = 1000;
export const MAX_RECORDS = 100_000;

async function both(
	{ n8n, service, credential, rounds }: Bench,
	own: ReturnType<typeof ours>,
	http: ReturnType<typeof httpRequest>,
	items: Items,
) {
	const results = await compare({
		service,
		pid: n8n.pid,
		candidates: [
			await inN8n(n8n, 'own', own, credential, items),
			await inN8n(n8n, 'http', http, credential, items),
		],
		rounds,
	});
	const [ours_, theirs] = [resultOf(results, 'own'), resultOf(results, 'http')];
	if (ours_.different !== theirs.different && !theirs.isFailed) {
		throw new Error(`HTTP Request got ${theirs.different} records, not ${ours_.different}`);
	}
	const time = ({ isFailed, ms }: Result) => (isFailed ? 'fails' : Math.round(ms));
	return {
		records: ours_.different,
		'Social Intents ms': time(ours_),
		'HTTP Request ms': time(theirs),
		ratio: ours_.isFailed || theirs.isFailed ? '' : (ours_.ms / theirs.ms).toFixed(2),
		'Social Intents peak MB': Math.round(ours_.peakMb),
		'HTTP Request peak MB': Math.round(theirs.peakMb),
	};
}

/** How the cost of one run grows with its items. */
export async function itemsGrow(bench: Bench): Promise<Section[]> {
	const rows: Section['rows'] = [];
	const url = `${bench.service.baseUrl}/chats`;
	for (const count of [10, 100, 1000, 10_000]) {
		const items = Array.from({ length: count }, (_, index) => ({
			id: `c${index % 100}`,
			n: `${index}`,
		}));
		// The tags differ, so each item needs its own request; they match nothing here.
		const own = ours('chat.getAll', { filters: { visitorId: '=v{{ $json.n }}' } });
		const http = httpRequest(url, { visitor_id: '=v{{ $json.n }}' });
		rows.push({ items: count, ...(await both(bench, own, http, items)) });
	}
	return [{ title: 'How the cost grows with the items', rows, goals: [] }];
}

const FIRST_DAY_MS = Date.parse('2025-01-01');
const dayAfter = (days: number) =>
	new Date(FIRST_DAY_MS + days * 86_400_000).toISOString().slice(0, 10);

/**
 * How the cost of one request grows with the records in its response. The ranges end on the account's last
 * day, so the extra day that our node requests after 'Date To' is empty.
 */
export async function recordsGrow(bench: Bench): Promise<Section[]> {
	const rows: Section['rows'] = [];
	const goals: Section['goals'] = [];
	const days = MAX_RECORDS / PER_DAY;
	const timezone = 'UTC';
	const dateTo = dayAfter(days - 1);
	for (const count of [1000, 10_000, MAX_RECORDS]) {
		const dateFrom = dayAfter(days - count / PER_DAY);
		const own = ours('chat.getAll', {
			returnAll: true,
			filters: { dateFrom, dateTo, timezone },
			options: { daysPerRequest: 365 },
		});
		const query = { date_from: dateFrom, date_to: dayAfter(days), timezone };
		const http = httpRequest(`${bench.service.baseUrl}/chats`, query);
		const row = await both(bench, own, http, [{}]);
		rows.push(row);
		goals.push(
			equal(`records, ${count}`, row.records, count),
			atMost(`time for ${count} records against HTTP Request + Split Out`, Number(row.ratio), 1),
		);
	}
	return [{ title: 'How the cost grows with the records of one response', rows, goals }];
}
