/**
 * What the polling trigger keeps and what it asks for, at 10,000 chats a day and on a normal account:
 * the built node polls every two hours for nine days, two of them without a record. Needs
 * `npm run build`.
 */
import type { IDataObject, IHttpRequestOptions, INodeExecutionData } from 'n8n-workflow';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { table } from '../scripts/table.mts';

type Poll = (context: unknown) => Promise<INodeExecutionData[][] | null>;
const { poll } = createRequire(import.meta.url)('../dist/nodes/SocialIntents/trigger/poll.js') as {
	poll: Poll;
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.parse('2025-06-01T00:00:00Z');
const DAYS = 9;
const QUIET_DAYS = [4, 5];
const KB = 1024;
const MB = KB * KB;
const WIDTH = 150;

interface Account {
	name: string;
	/** Records a day, by list. */
	perDay: Record<string, number>;
	mostKb: number;
}

const BUSY: Account = { name: '10,000 chats a day', perDay: { '/chats': 10_000 }, mostKb: 256 };
const NORMAL: Account = {
	name: '100 chats, 25 leads and 15 messages a day',
	perDay: { '/chats': 100, '/contacts': 25, '/offlinemessages': 15 },
	mostKb: 16,
};
const ACCOUNTS = [BUSY, NORMAL];

const EVENTS: Record<string, string[]> = {
	'/chats': ['chatAnswered', 'chatMissed'],
	'/contacts': ['lead'],
	'/offlinemessages': ['offlineMessage'],
};

/** An account's lists as the service answers from them; each chat holds `words` three times. */
function createService({ perDay }: Account, words = '') {
	const isOpen = ({ at }: { at: number }) =>
		!QUIET_DAYS.includes(Math.floor((at - START) / DAY_MS));
	const lists = new Map(
		Object.entries(perDay).map(([path, count]) => {
			const rows = Array.from({ length: count * DAYS }, (_, index) => {
				const at = START + Math.floor((index * DAY_MS) / count);
				const date = new Date(at).toISOString();
				const id = `${path.length}${index}`.padStart(32, '0');
				const texts = { textBody: words, htmlBody: words, messages: [words] };
				const dates = { startDate: date, addDate: date };
				return { at, row: { id, appId: 'widget', chatType: 'Answered', ...dates, ...texts } };
			});
			return [path, rows.filter(isOpen)];
		}),
	);
	const requests: Array<{ path: string; days: number; rows: number }> = [];
	return {
		requests,
		/** As text, in which the answer of a real service comes. */
		answer(path: string, from: string, to: string): string {
			const [first, end] = [Date.parse(from), Date.parse(to) + DAY_MS];
			const shown = lists.get(path)?.filter(({ at }) => at >= first && at < end && at <= now) ?? [];
			requests.push({ path, days: (end - first) / DAY_MS, rows: shown.length });
			return JSON.stringify({ apiStatus: 'Success', chats: shown.map(({ row }) => row) });
		},
	};
}

let now = START;
Date.now = () => now;

/** When the last answer was there: what comes after is the node's own work. */
let answeredAt = 0;

function createContext(account: Account, service: ReturnType<typeof createService>) {
	const staticData: IDataObject = {};
	const parameters: IDataObject = {
		events: Object.keys(account.perDay).flatMap((path) => EVENTS[path] ?? []),
		widgets: 'all',
		simplify: true,
		options: {},
	};
	const context = {
		getNode: () => ({ id: account.name, name: 'Poll', type: 'poll', typeVersion: 1, parameters }),
		getWorkflow: () => ({ id: 'bench' }),
		getMode: () => 'trigger',
		getActivationMode: () => 'activate',
		getTimezone: () => 'UTC',
		getNodeParameter: (name: string) => parameters[name],
		getWorkflowStaticData: () => staticData,
		getCredentials: async () => ({ apiToken: 'token', baseUrl: 'https://service.test' }),
		logger: console,
		helpers: {
			httpRequestWithAuthentication: async (_: string, { url, qs }: IHttpRequestOptions) => {
				const { date_from: from, date_to: to } = qs as Record<string, string>;
				const body: unknown = JSON.parse(service.answer(url, String(from), String(to)));
				answeredAt = performance.now();
				return { statusCode: 200, headers: {}, body };
			},
		},
	};
	return { context, stateBytes: () => Buffer.byteLength(JSON.stringify(staticData)) };
}

const kb = (bytes: number) => (bytes / KB).toFixed(1);

async function pollEveryTwoHours(account: Account) {
	const service = createService(account);
	const { context, stateBytes } = createContext(account, service);
	const lists = Object.keys(account.perDay).length;
	let mostBytes = 0;
	let items = 0;
	let mostRequests = 0;
	now = START;
	await poll(context);
	for (now += 2 * HOUR_MS; now <= START + DAYS * DAY_MS; now += 2 * HOUR_MS) {
		const before = service.requests.length;
		items += (await poll(context))?.[0]?.length ?? 0;
		mostRequests = Math.max(mostRequests, service.requests.length - before);
		mostBytes = Math.max(mostBytes, stateBytes());
	}
	return {
		account: account.name,
		'state KB': kb(mostBytes),
		'allowed KB': account.mostKb,
		items,
		lists,
		'requests a poll': mostRequests,
		'days asked': Math.max(...service.requests.map(({ days }) => days)),
		'rows an answer': Math.max(...service.requests.map(({ rows }) => rows)),
		ok: mostBytes <= account.mostKb * KB && mostRequests === lists,
	};
}

/** A start after six days of downtime: polls until three polls find nothing more. */
async function pollAfterDowntime(account: Account) {
	const service = createService(account);
	const { context, stateBytes } = createContext(account, service);
	const sizes: number[] = [];
	let items = 0;
	now = START + 2 * DAY_MS;
	await poll(context);
	now = START + 8 * DAY_MS;
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
		'rows an answer': Math.max(...service.requests.map(({ rows }) => rows)),
		'state KB meanwhile': kb(Math.max(...sizes)),
		'allowed KB': account.mostKb,
		'state KB after': kb(sizes.at(-1) ?? 0),
		ok: Math.max(...sizes) <= account.mostKb * KB,
	};
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapBytes(): number {
	collectGarbage();
	return process.memoryUsage().heapUsed;
}

/** One poll over the largest answer of the busy account, with 6 KB of transcripts in each chat. */
async function pollOnce(account: Account) {
	const service = createService(account, 'Hello, how can I help? '.repeat(90));
	const { context, stateBytes } = createContext(account, service);
	now = START + 3 * DAY_MS - 4 * HOUR_MS;
	await poll(context);
	now += 2 * HOUR_MS;
	const before = heapBytes();
	const output = await poll(context);
	const milliseconds = performance.now() - answeredAt;
	return {
		rows: service.requests.at(-1)?.rows,
		items: output?.[0]?.length,
		'ms after the answer': Math.round(milliseconds),
		'MB kept, with the items': ((heapBytes() - before) / MB).toFixed(1),
		'state KB': kb(stateBytes()),
	};
}

const steady = [];
for (const account of ACCOUNTS) steady.push(await pollEveryTwoHours(account));
console.log(`State and requests with the default look-back of 2 days\n\n${table(steady, WIDTH)}`);

const after = [];
for (const account of ACCOUNTS) after.push(await pollAfterDowntime(account));
console.log(`\nAfter six days of downtime, two of them quiet\n\n${table(after, WIDTH)}`);

const large = await pollOnce(BUSY);
console.log(`\nOne poll over a large answer\n\n${table([large], WIDTH)}`);
if ([...steady, ...after].some(({ ok }) => !ok)) process.exitCode = 1;
