import type { ApiClient } from '../../api/client';
import { addDays, dayOf } from '../../dates/days';
import { countRemembered, earlier, lastRead } from './cursor';
import { nextDays } from './daysPerRequest';
import { readTo, type ListPoll, type PollSpan } from './listPoll';
import type { MatchedRecord } from './lists';
import { coverEarlierDays } from './lookback';

/** After downtime, one poll emits about this many records or reads for this long; the next one continues. */
const MAX_RECORDS = 20_000;
const MAX_POLL_MS = 20_000;
/** 250 KB of state, which is kept twice. */
const MAX_REMEMBERED = 32_000;

/**
 * Reads all lists up to today, or until there is enough for one poll. All lists advance through the same
 * days together, so that records are found in the order of their dates. If a list remembers too many
 * records, its last days are read again without the oldest ones: only the records still returned have to
 * be remembered. A list that fails stays where it was, with its failure.
 */
export async function catchUp(
	api: ApiClient,
	polls: ListPoll[],
	span: PollSpan,
): Promise<MatchedRecord[]> {
	const today = dayOf(span.now, 'UTC');
	const endsAt = Date.now() + MAX_POLL_MS;
	const firstDays = new Map(polls.map((poll) => [poll, poll.state.from]));
	const found: MatchedRecord[] = [];
	const runStep = async (poll: ListPoll, step: () => Promise<number>) => {
		try {
			return await step();
		} catch (error) {
			poll.isOver = true;
			poll.failure ??= error;
			return 0;
		}
	};
	const read = async (poll: ListPoll, until: string) =>
		await runStep(poll, async () => {
			const result = await readTo(until, api, poll, span);
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
		days = nextDays(days, count);
	}
	for (const poll of polls) {
		const { state } = poll;
		const isMuch = countRemembered(state) > MAX_REMEMBERED;
		if (isMuch && state.from !== firstDays.get(poll)) {
			await read(poll, earlier(lastRead(state), today));
		}
		if (!poll.isOver || poll.failure !== undefined) continue;
		await runStep(poll, async () => {
			await coverEarlierDays(api, poll, span, endsAt);
			return 0;
		});
	}
	return found;
}
