import type { ApiClient } from '../../api/client';
import { addDays, dayOf } from '../../dates/days';
import { firstDayWanted, later, startEarlier } from './cursor';
import { nextDays } from './daysPerRequest';
import { isWantedIn, type ListPoll, type PollSpan } from './listPoll';
import { fetchList } from './lists';

/**
 * Applies a larger 'Look-Back Days' at once: reads the days before those covered so far, the latest
 * first, and remembers their records without emitting them: those were emitted before, or were archived
 * before the setting was raised. A chat that is archived later is new. An empty response to the poll
 * itself, although records are known, is a fault of the service; then this waits for the next poll.
 * Throws ApiRequestError; the days covered by then stay covered.
 */
export async function coverEarlierDays(
	api: ApiClient,
	poll: ListPoll,
	{ now, lookbackDays }: PollSpan,
	endsAt: number,
): Promise<void> {
	const { list } = poll;
	const isBlank = poll.recordCount === 0 && Object.keys(poll.state.seen).length > 0;
	const first = firstDayWanted(poll.state, lookbackDays);
	let days = 1;
	while (!isBlank && first < poll.state.from && Date.now() < endsAt) {
		const from = later(first, addDays(poll.state.from, -days));
		const { records, timeOf, keysOf } = await fetchList(api, list, from, poll.state.from);
		poll.state = startEarlier(poll.state, from, {
			records,
			today: dayOf(now, 'UTC'),
			lookbackDays,
			timeOf,
			keysOf,
			isWanted: isWantedIn(list),
		});
		days = nextDays(days, records.length);
	}
}
