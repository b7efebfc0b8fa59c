import type { ApiClient } from '../../api/client';
import { addDays, dayOf } from '../../dates/days';
import { firstDayWanted, later, startEarlier } from './cursor';
import { isWantedIn, type ListPoll, type PollSettings } from './listPoll';
import { fetchList } from './lists';

/** Answers with fewer records than this may be about more days, up to so many. */
const FEW_RECORDS = 5_000;
const MAX_DAYS = 16;

/**
 * Makes a larger 'Look-Back Days' count at once: asks for the days before those that were looked at so
 * far, the latest first, and remembers what is there without handing it on. It was handed on before,
 * or is older than the setting; a chat that is archived later is new. An empty answer to the poll
 * itself, where records are known, is the service's mistake: then this waits for the next poll.
 * Throws ApiRequestError; what is covered by then stays covered.
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
