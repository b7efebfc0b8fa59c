import type { INodeExecutionData } from 'n8n-workflow';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { atMost, equal, type Section } from '../report.mts';
import {
	createPollContext,
	createPolledService,
	type PolledAccount,
} from '../simulation/polledService.mts';

type Poll = (context: unknown) => Promise<INodeExecutionData[][] | null>;

/** Built before the benchmarks are run. */
const builtPoll = (): Poll => {
	const require = createRequire(import.meta.url);
	return (require('../../dist/nodes/SocialIntents/trigger/polling/poll.js') as { poll: Poll }).poll;
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.parse('2025-06-01T00:00:00Z');
const DAYS = 9;
const POLL_MS = 8 * HOUR_MS;
const SPAN = { start: START, days: DAYS, quietDays: [4, 5] };
const clock = { now: START };
const KB = 1024;
const MB = KB * KB;

interface Account extends PolledAccount {
	maxKb: number;
}

const BUSY: Account = { name: '10,000 chats a day', perDay: { '/chats': 10_000 }, maxKb: 250 };
const NORMAL: Account = {
	name: '100 chats, 25 leads and 15 messages a day',
	perDay: { '/chats': 100, '/contacts': 25, '/offlinemessages': 15 },
	maxKb: 32,
};
const ACCOUNTS = [BUSY, NORMAL];

const kb = (bytes: number) => (bytes / KB).toFixed(1);

async function pollForDays(poll: Poll, account: Account) {
	const service = createPolledService(account, SPAN, clock);
	const { context, stateBytes, nodeStateBytes } = createPollContext(account, service);
	const lists = Object.keys(account.perDay).length;
	let mostBytes = 0;
	let mostNodeBytes = 0;
	let items = 0;
	let mostRequests = 0;
	clock.now = START;
	await poll(context);
	for (clock.now += POLL_MS; clock.now <= START + DAYS * DAY_MS; clock.now += POLL_MS) {
		const before = service.requests.length;
		items += (await poll(context))?.[0]?.length ?? 0;
		mostRequests = Math.max(mostRequests, service.requests.length - before);
		mostBytes = Math.max(mostBytes, stateBytes());
		mostNodeBytes = Math.max(mostNodeBytes, nodeStateBytes());
	}
	return {
		account: account.name,
		'state KB': kb(mostBytes),
		'with durable pollers KB': kb(mostNodeBytes),
		'allowed KB': account.maxKb,
		items,
		lists,
		'requests a poll': mostRequests,
		'days requested': Math.max(...service.requests.map(({ days }) => days)),
		'records in a response': Math.max(...service.requests.map(({ records }) => records)),
	};
}

/** A start after six days of downtime: polls until three polls in a row find nothing. */
async function pollAfterDowntime(poll: Poll, account: Account) {
	const service = createPolledService(account, SPAN, clock);
	const { context, stateBytes } = createPollContext(account, service);
	const sizes: number[] = [];
	let items = 0;
	clock.now = START + 2 * DAY_MS;
	await poll(context);
	clock.now = START + 8 * DAY_MS;
	for (let quiet = 0; quiet < 3; ) {
		const found = (await poll(context))?.[0]?.length ?? 0;
		quiet = found === 0 ? quiet + 1 : 0;
		items += found;
		sizes.push(stateBytes());
	}
	return {
		account: account.name,
		items,
		polls: sizes.length - 3,
		'records in a response': Math.max(...service.requests.map(({ records }) => records)),
		'state KB meanwhile': kb(Math.max(...sizes)),
		'allowed KB': account.maxKb,
		'state KB after': kb(sizes.at(-1) ?? 0),
	};
}

const exposeGarbageCollector = () => {
	setFlagsFromString('--expose-gc');
	return runInNewContext('gc') as () => void;
};

function heapBytes(): number {
	exposeGarbageCollector()();
	return process.memoryUsage().heapUsed;
}

/** One poll of the largest response of the busy account, with 6 KB of transcripts in each chat. */
async function pollOnce(poll: Poll, account: Account) {
	const service = createPolledService(account, SPAN, clock, 'Hello, how can I help? '.repeat(90));
	const { context, stateBytes } = createPollContext(account, service);
	clock.now = START + 3 * DAY_MS - 4 * HOUR_MS;
	await poll(context);
	clock.now += 2 * HOUR_MS;
	const before = heapBytes();
	const output = await poll(context);
	const milliseconds = performance.now() - service.respondedAt;
	return {
		records: service.requests.at(-1)?.records ?? 0,
		items: output?.[0]?.length ?? 0,
		'ms after the response': Math.round(milliseconds),
		'MB kept, with the items': ((heapBytes() - before) / MB).toFixed(1),
		'state KB': kb(stateBytes()),
	};
}

/**
 * The state and the requests of the polling trigger, at 10,000 chats a day and for a normal account, in this
 * process and with a simulated clock.
 */
export async function pollingState(): Promise<Section[]> {
	const poll = builtPoll();
	const realNow = Date.now;
	Date.now = () => clock.now;
	try {
		const steady = [];
		const after = [];
		for (const account of ACCOUNTS) steady.push(await pollForDays(poll, account));
		for (const account of ACCOUNTS) after.push(await pollAfterDowntime(poll, account));
		const large = await pollOnce(poll, BUSY);
		const sizes = (name: string, column: string, rows: Array<Record<string, string | number>>) =>
			rows.map((row, index) =>
				atMost(
					`${name}, KB of state, ${row.account}`,
					Number(row[column]),
					ACCOUNTS[index]?.maxKb ?? 0,
				),
			);
		return [
			{
				title: 'What the polling trigger keeps',
				text: 'Polled every eight hours for nine days, two of them without a record, with the default look-back of 2 days.',
				rows: steady,
				goals: [
					...sizes('steady', 'state KB', steady),
					...steady.map((row) =>
						equal(`requests of a poll, ${row.account}`, row['requests a poll'], row.lists),
					),
				],
			},
			{
				title: 'The polling trigger after six days of downtime',
				text: 'Polled until three polls find nothing more.',
				rows: after,
				goals: sizes('after a downtime', 'state KB meanwhile', after),
			},
			{
				title: 'One poll over a large response',
				text: 'Each chat holds 6 KB of transcripts.',
				rows: [large],
				goals: [],
			},
		];
	} finally {
		Date.now = realNow;
	}
}
