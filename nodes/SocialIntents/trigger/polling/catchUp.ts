import type { ApiClient } from '../../api/client';
import { addDays, dayOf } from '../../dates/days';
import { countRemembered, earlier, lastRead } from './cursor';
import { readTo, type ListPoll, type PollSettings } from './listPoll';
import type { MatchedRecord } from './lists';
import { coverEarlierDays } from './lookback';

/** After downtime, one poll emits about this many records or reads for this long; the next one continues. */
const MAX_RECORDS = 20_000;
const MAX_POLL_MS = 20_000;
/** After a round with fewer records than this, the next one covers more days, up to MAX_DAYS. */
const FEW_RECORDS = 5_000;
const MAX_DAYS = 16;
/** 250 KB of state. */
const MAX_REMEMBERED = 32_000;

/**
 * Reads all lists up to today, or until there is enough for one poll: one day at first, then more and
 * more days at a time, so that a busy account fits in memory and a quiet one takes few requests. All
 * lists advance through the same days together, so that records are found in the order of their dates.
 * If too many records are remembered, the last days are read again without the oldest ones: only the
 * records still returned have to be remembered. A list that fails stays where it was, with its failure.
 */
export async function catchUp(
	api: ApiClient,
	polls: ListPoll[],
	settings: PollSettings,
): Promise<MatchedRecord[]> {
	const today = dayOf(settings.now, 'UTC');
	const endsAt = settings.now + MAX_POLL_MS;
	const firstDays = new Map(polls.map((poll) => [poll, poll.state.from]));
	const found: MatchedRecord[] = [];
	const attempt = async (poll: ListPoll, step: () => Promise<number>) => {
		try {
			return await step();
		} catch (error) {
			poll.isOver = true;
			poll.failure ??= error;
			return 0;
		}
	};
	const read = async (poll: ListPoll, until: string) =>
		await attempt(poll, async () => {
			const result = await readTo(until, api, poll, settings);
			for (const one of result.found) found.push(one);
			return result.count;
		});

	let days = 1;
	for (;;) {
		const open = polls.filter(({ isOver }) => !isOver);
		if (open.length === 0 || found.length >= MAX_RECORDS || Date.now() >= endsAt) break;
		const reached = open.map(({ state }) => lastRead(state)).reduce(earlier);
		const until = earlier(addDays(reached, days), today);
		let count = 0;
		for (const poll of open) {
			const isThere = until < today && lastRead(poll.state) >= until;
			if (!isThere) count += await read(poll, until);
		}
		days = count < FEW_RECORDS ? Math.min(days * 2, MAX_DAYS) : 1;
	}
	for (const poll of polls) {
		const { state } = poll;
		const isMuch = countRemembered(state) > MAX_REMEMBERED;
		if (isMuch && state.from !== firstDays.get(poll)) {
			await read(poll, earlier(lastRead(state), today));
		}
		if (!poll.isOver || poll.failure !== undefined) continue;
		await attempt(poll, async () => {
			await coverEarlierDays(api, poll, settings, endsAt);
			return 0;
		});
	}
	return found;
}
