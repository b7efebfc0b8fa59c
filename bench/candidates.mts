import axios from 'axios';
import { setTimeout as sleep } from 'node:timers/promises';

import type { N8n, SavedCredential } from '../scripts/n8n/index.mts';
import { workflowOf, type NodeChain } from './nodeChains.mts';
import type { Candidate, Outcome } from './compare.mts';
import type { Service } from './service.mts';
import { publishNew } from './environment.mts';

/** The input items of a workflow, and the requests of plain axios: the query of one request each. */
export type Items = Array<Record<string, string>>;

let workflows = 0;

/** A node chain as a published workflow of n8n, called with the items. */
export async function inN8n(
	n8n: N8n,
	name: string,
	chain: NodeChain,
	credential: SavedCredential,
	items: Items,
): Promise<Candidate> {
	const path = `bench-${++workflows}`;
	await publishNew(n8n, workflowOf(path, chain, credential));
	const url = `${n8n.url}/webhook/${path}`;
	return {
		name,
		prepare: async () => await ready(n8n.url),
		run: async () => await call(url, items),
	};
}

/** After heavy load, n8n may consider its own database unreachable and reject requests until its next check. */
async function ready(url: string): Promise<void> {
	for (let tries = 0; tries < 60; tries++) {
		const { status } = await axios.get(`${url}/healthz/readiness`, {
			validateStatus: () => true,
			proxy: false,
		});
		if (status === 200) return;
		await sleep(500);
	}
	throw new Error(`n8n at ${url} is not ready any more`);
}

/** n8n responds with the counts, or with a 500 and the error of the node that failed. */
async function call(url: string, items: Items): Promise<Outcome> {
	const { status, data } = await axios.post<{ count_id?: number; unique_count_id?: number }>(
		url,
		{ items },
		{ validateStatus: () => true, proxy: false },
	);
	if (status >= 500) return null;
	if (status !== 200) throw new Error(`n8n responds with ${status} for ${url}`);
	return { records: data.count_id ?? 0, different: data.unique_count_id ?? 0 };
}

/** The same requests without n8n: `most` at a time, with parsed responses. */
export function plain(service: Service, items: Items, most: number): Candidate {
	const run = async () => {
		const ids: unknown[] = [];
		const queue = items.values();
		const work = async () => {
			for (const params of queue) {
				const { data } = await axios.get<{ chats?: Array<{ id: unknown }> }>(
					`${service.baseUrl}/chats`,
					{ params, headers: { 'X-SocialIntentsToken': service.token }, proxy: false },
				);
				for (const { id } of data.chats ?? []) ids.push(id);
			}
		};
		await Promise.all(Array.from({ length: most }, work));
		return { records: ids.length, different: new Set(ids).size };
	};
	return { name: 'plain axios', run };
}
