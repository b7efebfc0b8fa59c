import { DateTime } from 'luxon';

import type { Client } from '../client.mts';
import { momentOf } from '../dateForms.mts';
import { type AnyRecord, listIn } from '../reading.mts';
import type { Sample } from '../sample.mts';
import type { Seen } from './seen.mts';

const DAY_MS = 86_400_000;
const WIDE_DAYS = 90;
const EARLY_DAYS = 6;
const YEAR = 365;

/** What is returned without dates, and the maximum of one response. */
export async function probeAmounts(client: Client, sample: Sample, known: Seen): Promise<Seen> {
	const { chats, now } = sample;
	if (chats.records.length === 0) return {};
	const between = async (from: number, to: number): Promise<AnyRecord[]> => {
		const day = (ago: number) =>
			DateTime.fromMillis(now, { zone: 'UTC' }).minus({ days: ago }).toFormat('yyyy-MM-dd');
		const query = { date_from: day(from), date_to: day(to), timezone: 'UTC' };
		return listIn((await client.ask('GET', '/chats', { query })).json).records;
	};
	const year = await between(YEAR, -1);
	const isAll = year.length <= chats.records.length;
	const seen: Seen = {
		'no-dates': isAll ? 'everything' : `the last ${spanTo(now, chats.records)} days`,
	};
	const filters = known['filter-date_from'] === 'filters' && known['filter-date_to'] === 'filters';
	return filters ? { ...seen, ...(await probeMaximum(between)) } : seen;
}

async function probeMaximum(
	between: (from: number, to: number) => Promise<AnyRecord[]>,
): Promise<Seen> {
	const early = await between(WIDE_DAYS, WIDE_DAYS - EARLY_DAYS);
	if (early.length === 0) return {};
	const wide = await between(WIDE_DAYS, -1);
	const ids = new Set(wide.map(({ id }) => id));
	if (early.every(({ id }) => ids.has(id))) {
		return { 'most-rows': 'no maximum seen', 'longest-range': 'no maximum seen' };
	}
	// Two date ranges may have the same number of records by chance; three hardly will.
	const half = await between(WIDE_DAYS, WIDE_DAYS / 2);
	const middle = await between(WIDE_DAYS - EARLY_DAYS, WIDE_DAYS / 3);
	if (half.length === wide.length && middle.length === wide.length) {
		return { 'most-rows': `${wide.length} rows`, 'longest-range': 'no maximum seen' };
	}
	const latest = Math.max(...wide.map(momentOf));
	return { 'most-rows': 'no maximum seen', 'longest-range': `${spanTo(latest, wide)} days` };
}

/** Whole days from the oldest record to this moment. */
const spanTo = (at: number, records: AnyRecord[]): number =>
	Math.ceil((at - Math.min(...records.map(momentOf))) / DAY_MS);
