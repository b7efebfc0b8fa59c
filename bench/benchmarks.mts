import type { N8n, SavedCredential } from '../scripts/n8n/index.mts';
import type { Section } from './report.mts';
import { CHATS, chats } from './benchmarks/chats.mts';
import { deliveries } from './benchmarks/deliveries.mts';
import { duplicates } from './benchmarks/duplicates.mts';
import { itemsGrow, MAX_RECORDS, PER_DAY as BUSY, recordsGrow } from './benchmarks/growth.mts';
import { lookups } from './benchmarks/lookups.mts';
import { throttle } from './benchmarks/throttle.mts';
import { packages } from './benchmarks/packages.mts';
import { pollingState } from './benchmarks/pollingState.mts';
import { rateLimits } from './benchmarks/rateLimits.mts';
import { DAYS, PER_DAY, year } from './benchmarks/year.mts';
import type { Account, Service } from './service.mts';

/** What a benchmark uses to measure. */
export interface Bench {
	n8n: N8n;
	service: Service;
	/** For the service. */
	credential: SavedCredential;
	rounds: number;
}

interface Benchmark {
	account: Account;
	/** Default number of measured rounds. */
	rounds: number;
	run: (bench: Bench) => Promise<Section[]>;
}

const SMALL: Account = { chats: 200, perDay: 24 };

/** All benchmarks, by their names on the command line. */
export const benchmarks: Record<string, Benchmark> = {
	lookups: { account: SMALL, rounds: 15, run: lookups },
	duplicates: { account: SMALL, rounds: 3, run: duplicates },
	chats: { account: { chats: CHATS, perDay: 500 }, rounds: 5, run: chats },
	year: { account: { chats: DAYS * PER_DAY, perDay: PER_DAY }, rounds: 3, run: year },
	deliveries: { account: SMALL, rounds: 7, run: deliveries },
	packages: { account: SMALL, rounds: 5, run: packages },
	rateLimits: { account: SMALL, rounds: 1, run: rateLimits },
	items: { account: SMALL, rounds: 1, run: itemsGrow },
	records: {
		account: { chats: MAX_RECORDS, perDay: BUSY, isShort: true },
		rounds: 15,
		run: recordsGrow,
	},
	throttle: { account: SMALL, rounds: 1, run: throttle },
	pollingState: { account: SMALL, rounds: 1, run: pollingState },
};
