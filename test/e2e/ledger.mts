import { createServer, type ServerResponse } from 'node:http';
import { listen } from '../support/listen.mts';

/** One call by a workflow run, and whether it got its response. */
interface Entry {
	execution: string;
	record: string;
	state: 'held' | 'answered' | 'cut off';
}

/** An external system that a workflow writes to; it records which run sent which record. */
export interface Ledger extends AsyncDisposable {
	/** A run calls `<url>/<execution>/<record>`. */
	url: string;
	entries: Entry[];
	/** After so many entries, delays further responses until `release`. */
	holdAfter(count: number): void;
	release(): void;
}

export async function startLedger(): Promise<Ledger> {
	const entries: Entry[] = [];
	const held = new Map<Entry, ServerResponse>();
	let limit = Infinity;
	const answer = (entry: Entry, response: ServerResponse) => {
		held.delete(entry);
		entry.state = 'answered';
		response.end('{}');
	};
	const server = createServer((request, response) => {
		const [, execution = '', record = ''] = (request.url ?? '').split('/');
		const entry: Entry = { execution, record, state: 'held' };
		entries.push(entry);
		response.on('close', () => {
			if (!response.writableFinished) entry.state = 'cut off';
			held.delete(entry);
		});
		if (entries.length > limit) held.set(entry, response);
		else answer(entry, response);
	});
	return {
		...(await listen(server)),
		entries,
		holdAfter: (count) => (limit = count),
		release() {
			limit = Infinity;
			for (const [entry, response] of held) answer(entry, response);
		},
	};
}
