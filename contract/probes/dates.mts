import { DateTime } from 'luxon';

import type { Client } from '../client.mts';
import { firstTimestamp, isZoneless, momentOf, patternOf, readIn } from '../dateForms.mts';
import { type AnyRecord, described, listIn } from '../reading.mts';
import type { Sample } from '../sample.mts';
import type { Seen } from './seen.mts';

const TOKYO_MS = 9 * 3_600_000;
const NEAR_MS = 10 * 60_000;
/** UTC+14: from 10:00 UTC, it is already the next day there. */
const FAR_EAST = 'Pacific/Kiritimati';
const DAY = 'yyyy-MM-dd';

type Ask = (query: Record<string, string>) => Promise<AnyRecord[]>;

/** Dates of records, and days of requests. */
export async function probeDates(client: Client, sample: Sample, known: Seen): Promise<Seen> {
	const ask: Ask = async (query) =>
		listIn((await client.ask('GET', '/chats', { query })).json).records;
	const bad = async (query: Record<string, string>): Promise<string> =>
		described(await client.ask('GET', '/chats', { query }));
	const seen: Seen = {
		'bad-date': await bad({ date_from: 'no-date' }),
		'bad-timezone': await bad({ timezone: 'Mars/Olympus' }),
	};
	const { chat } = sample;
	if (!chat) return seen;
	const dates = sample.chats.records.map(({ startDate }) => startDate);
	const pattern = patternOf(chat.startDate, dates);
	seen['date-format'] = pattern;
	Object.assign(seen, await probeZone(ask, chat, pattern));
	const filters = known['filter-date_from'] === 'filters' && known['filter-date_to'] === 'filters';
	return filters ? { ...seen, ...(await probeDays(ask, chat)) } : seen;
}

async function probeZone(ask: Ask, chat: AnyRecord, pattern: string): Promise<Seen> {
	if (!isZoneless(pattern)) return { 'date-zone': 'dates name their zone' };
	const records = await ask({ id: String(chat.id), timezone: 'Asia/Tokyo' });
	const record = records.find(({ id }) => id === chat.id);
	const offset = readIn(record?.startDate, 'UTC', pattern) - firstTimestamp(record ?? {});
	if (Number.isNaN(offset)) return {};
	if (Math.abs(offset) < NEAR_MS) return { 'date-zone': 'UTC' };
	const isAsked = Math.abs(offset - TOKYO_MS) < NEAR_MS;
	return { 'date-zone': isAsked ? 'the time zone asked for' : 'another time zone' };
}

async function probeDays(ask: Ask, chat: AnyRecord): Promise<Seen> {
	const at = momentOf(chat);
	if (Number.isNaN(at)) return {};
	const has = async (from: DateTime, days: number, timezone: string): Promise<boolean> => {
		const query = { date_from: from.toFormat(DAY), date_to: from.plus({ days }).toFormat(DAY) };
		const records = await ask({ ...query, timezone });
		return records.some(({ id }) => id === chat.id);
	};
	const day = DateTime.fromMillis(at, { zone: 'UTC' });
	const isIncluded = await has(day, 0, 'UTC');
	const toEnd = isIncluded ? 0 : 1;
	if (!isIncluded && !(await has(day, 1, 'UTC'))) return {};
	const seen: Seen = { 'date-to': isIncluded ? 'included' : 'excluded' };
	const farEast = day.setZone(FAR_EAST);
	if (farEast.toFormat(DAY) === day.toFormat(DAY)) return seen;
	if (await has(farEast, toEnd, FAR_EAST)) {
		return { ...seen, 'days-zone': 'the time zone asked for' };
	}
	const isUtc = await has(day, toEnd, FAR_EAST);
	return { ...seen, 'days-zone': isUtc ? 'UTC' : 'another time zone' };
}
