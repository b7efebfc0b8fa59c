import type { Client } from './client.mts';
import { momentOf } from './dateForms.mts';
import { type AnyRecord, type FoundList, listIn } from './reading.mts';

/** The records of one pass over the account; the probes use them. */
export interface Sample {
	chats: FoundList;
	contacts: FoundList;
	widgets: FoundList;
	/** The lists whose key is probed, by path. */
	lists: Record<string, FoundList>;
	/** The chat that the probes use: around noon UTC, so that time zones can move it to another day. */
	chat: AnyRecord | null;
	/** Ms since 1970. */
	now: number;
}

const PATHS = ['chats', 'missedchats', 'offlinemessages', 'contacts', 'apps'] as const;
const NONE: FoundList = { key: null, form: null, records: [] };

/** Reads every list once, without a filter. */
export async function takeSample(client: Client): Promise<Sample> {
	const lists: Record<string, FoundList> = {};
	for (const path of PATHS) {
		lists[path] = listIn((await client.ask('GET', `/${path}`)).json);
	}
	const { chats = NONE, contacts = NONE, apps = NONE } = lists;
	return {
		chats,
		contacts,
		widgets: apps,
		lists,
		chat: aroundNoon(chats.records),
		now: Date.now(),
	};
}

function aroundNoon(chats: AnyRecord[]): AnyRecord | null {
	const distance = (record: AnyRecord): number => {
		const hour = (momentOf(record) / 3_600_000) % 24;
		return Number.isNaN(hour) ? 24 : Math.abs(hour - 12.5);
	};
	const [first = null, ...rest] = chats;
	return rest.reduce((best, one) => (best && distance(best) <= distance(one) ? best : one), first);
}
