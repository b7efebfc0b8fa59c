import type { ApiClient } from '../../api/client';
import { addDays, dayOf } from '../../dates/days';
import { firstDayWanted, later, startEarlier } from './cursor';
import { isWantedIn, type ListPoll, type PollSettings } from './listPoll';
import { fetchList } from './lists';

/** After a response with fewer records than this, the next request covers more days, up to MAX_DAYS. */
const FEW_RECORDS = 5_000;
const MAX_DAYS = 16;

/**
 * Applies a larger 'Look-Back Days' at once: reads the days before those covered so far, the latest
 * first, and remembers their records without emitting them. They were emitted before, or are older than
 * the setting; a chat that is archived later is new. If the poll itself got an empty response although
 * records are known, the service is at fault, and this waits for the next poll. Throws ApiRequestError;
 * the days covered by then stay covered.
 */
export async function coverEarlierDays(
	api: ApiClient,
	poll: ListPoll,
	{ now, lookbackDays }: PollSettings,
	endsAt: number,
): Promise<void> {
	const { list } = poll;
	const isBlank = poll.answered === 0 && Object.keys(poll.state.seen).length > 0;
	const first = firstDayWanted(poll.state, lookbackDays);
	let days = 1;
	while (!isBlank && first < poll.state.from && Date.now() < endsAt) {
		const from = later(first, addDays(poll.state.from, -days));
		const records = await fetchList(api, list, from, poll.state.from);
		poll.state = startEarlier(poll.state, from, {
			records,
			today: dayOf(now, 'UTC'),
			lookbackDays,
			dateOf: list.dateOf,
			isWanted: isWantedIn(list),
		});
		days = records.length < FEW_RECORDS ? Math.min(days * 2, MAX_DAYS) : 1;
	}
}
