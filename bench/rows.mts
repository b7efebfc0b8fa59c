import type { N8n, SavedCredential } from '../scripts/n8n/index.mts';
import type { Section } from './report.mts';
import { CHATS, chats } from './rows/chats.mts';
import { deliveries } from './rows/deliveries.mts';
import { duplicates } from './rows/duplicates.mts';
import { itemsGrow, MOST_ROWS, PER_DAY as BUSY, rowsGrow } from './rows/growth.mts';
import { lookups } from './rows/lookups.mts';
import { pace } from './rows/pace.mts';
import { packages } from './rows/packages.mts';
import { rateLimits } from './rows/rateLimits.mts';
import { DAYS, PER_DAY, year } from './rows/year.mts';
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

const SMALL: Account = { chats: 200, perDay: 24 };

/** All that is measured, by the names of the command line. */
export const rows: Record<string, Row> = {
	lookups: { account: SMALL, rounds: 15, run: lookups },
	duplicates: { account: SMALL, rounds: 3, run: duplicates },
	chats: { account: { chats: CHATS, perDay: 500 }, rounds: 5, run: chats },
	year: { account: { chats: DAYS * PER_DAY, perDay: PER_DAY }, rounds: 3, run: year },
	deliveries: { account: SMALL, rounds: 5, run: deliveries },
	packages: { account: SMALL, rounds: 5, run: packages },
	rateLimits: { account: SMALL, rounds: 1, run: rateLimits },
	items: { account: SMALL, rounds: 1, run: itemsGrow },
	rows: { account: { chats: MOST_ROWS, perDay: BUSY, isShort: true }, rounds: 5, run: rowsGrow },
	pace: { account: SMALL, rounds: 1, run: pace },
};
