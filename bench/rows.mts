import type { N8n, SavedCredential } from '../scripts/n8n/index.mts';
import type { Section } from './report.mts';
import { lookups } from './rows/lookups.mts';
import { rateLimits } from './rows/rateLimits.mts';
import type { Account, Service } from './service.mts';

/** What a row has to measure with. */
export interface Bench {
	n8n: N8n;
	service: Service;
	/** For the service. */
	credential: SavedCredential;
	rounds: number;
}

interface Row {
	account: Account;
	/** How often each is measured, unless it is said otherwise. */
	rounds: number;
	run: (bench: Bench) => Promise<Section[]>;
}

/** All that is measured, by the names of the command line. */
export const rows: Record<string, Row> = {
	lookups: { account: { chats: 200, perDay: 24 }, rounds: 5, run: lookups },
	rateLimits: { account: { chats: 200, perDay: 24 }, rounds: 1, run: rateLimits },
};
