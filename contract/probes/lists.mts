import { randomBytes } from 'node:crypto';

import type { Client } from '../client.mts';
import { emptyForm, listIn } from '../reading.mts';
import type { Sample } from '../sample.mts';
import type { Seen } from './seen.mts';

/** No record has these values, so a working filter finds nothing. */
const IMPOSSIBLE: Record<string, string> = {
	app_id: 'no-such-widget',
	widget_id: 'no-such-widget',
	tag: 'no-such-tag-of-the-contract-check',
	visitor_id: 'no-such-visitor',
	email: 'nobody@contract-check.invalid',
	id: 'no-such-chat',
	date_from: '2099-01-01',
	date_to: '1990-01-01',
};

const NEVER = { date_from: '1990-01-01', date_to: '1990-01-02' };

/** Keys, empty lists, single records and filters. */
export async function probeLists(client: Client, sample: Sample): Promise<Seen> {
	const keys = Object.entries(sample.lists).flatMap(([path, { key }]) =>
		key === null ? [] : [[`${path}-list`, key]],
	);
	const seen = Object.fromEntries(keys) as Seen;
	if (!sample.chat) return seen;
	for (const [name, value] of Object.entries(IMPOSSIBLE)) {
		const { json } = await client.ask('GET', '/chats', { query: { [name]: value } });
		const isIgnored = listIn(json).records.length > 0;
		Object.assign(seen, { [`filter-${name}`]: isIgnored ? 'ignored' : 'filters' });
	}
	const empty = await probeEmpty(client, sample);
	const unknown = await client.ask('GET', '/chats', {
		query: { id: randomBytes(16).toString('hex') },
	});
	const unknownForm =
		listIn(unknown.json).records.length > 0 ? 'records' : emptyForm(unknown, sample.chats.key);
	return {
		...seen,
		...(empty !== null && { 'empty-list': empty }),
		'unknown-id': unknownForm === empty ? 'an empty list' : unknownForm,
		...(await probeOne(client, sample, seen['filter-id'] === 'filters')),
	};
}

async function probeEmpty(client: Client, { chats }: Sample): Promise<string | null> {
	for (const query of [NEVER, { tag: IMPOSSIBLE.tag ?? '' }]) {
		const response = await client.ask('GET', '/chats', { query });
		if (listIn(response.json).records.length === 0) return emptyForm(response, chats.key);
	}
	return null;
}

async function probeOne(client: Client, { chat }: Sample, filters: boolean): Promise<Seen> {
	const id = String(chat?.id);
	if (!filters) return {};
	const one = listIn((await client.ask('GET', '/chats', { query: { id } })).json);
	if (one.records.length !== 1) return {};
	const other = id === id.toUpperCase() ? id.toLowerCase() : id.toUpperCase();
	const seen: Seen = one.form === null ? {} : { 'single-record': one.form };
	if (other === id) return seen;
	const again = listIn((await client.ask('GET', '/chats', { query: { id: other } })).json);
	const matters = again.records.length === 0;
	return { ...seen, 'id-case': matters ? 'it matters' : 'it does not matter' };
}
