import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { isId, shownId } from '../../../sandbox/api/ids.mts';
import type { Action } from '../../../sandbox/control/actions.mts';
import type { Chat } from '../../../sandbox/data/records.mts';
import { FACTS, VARIANTS } from '../../../sandbox/facts/index.mts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.mts';
import { LINES, loadEngine, type Emitted, type Poller } from '../../support/engine.mts';
import { POLLING, PromiseBook } from '../../support/promises.mts';

/** In Tokyo a day begins at 15:00 UTC. */
const ZONE = 'Asia/Tokyo';
const NOW = Date.parse('2025-06-10T00:30:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const PAST_DAYS = 2;

const READING = FACTS.filter(({ needs }) => needs === undefined).map(({ key }) => key as string);
const variants = Object.entries(VARIANTS)
	.filter(([, behavior]) => Object.keys(behavior).every((key) => READING.includes(key)))
	.map(([name]) => name)
	// Waiting takes a clock that runs.
	.filter((name) => !name.startsWith('too-many-requests'));

/** Nothing can be read there: the promise is one clear message. */
const CLOSED = ['token-header-refused', 'trailing-slash-required'];

const PROMISES = {
	refused: `${POLLING}a wrong token stops the publication with a message`,
	notLost: `${POLLING}no record is lost`,
	notTwice: `${POLLING}none comes twice`,
	onlyAsked: `${POLLING}nothing from before the past days, or of another widget`,
	dates: `${POLLING}right dates`,
	events: `${POLLING}right events`,
	continues: `${POLLING}it goes on after a fault`,
} as const;

const book = new PromiseBook({ isPolling: true });
const wait = (milliseconds: number) => void vi.setSystemTime(Date.now() + milliseconds);
const iso = (at: number) => new Date(at).toISOString();

let sandbox: Sandbox;
let tests = 0;

beforeAll(async () => {
	vi.useFakeTimers({ toFake: ['Date'], now: NOW });
	sandbox = await startSandbox({ data: {} });
});
afterAll(async () => {
	await sandbox.close();
	vi.useRealTimers();
});

/** A record that the trigger has to emit. */
interface Expected {
	id: string;
	event: string;
	at: number;
}

const EVENTS = {
	chat: 'chatAnswered',
	missedChat: 'chatMissed',
	lead: 'lead',
	offlineMessage: 'offlineMessage',
} as const;

async function happen(
	type: keyof typeof EVENTS,
	hoursAgo: number,
	more: Partial<Action> = {},
): Promise<Expected> {
	const startedAt = iso(Date.now() - hoursAgo * HOUR_MS);
	const { record } = await sandbox.act({ type, startedAt, ...more } as Action);
	const { id, startDate, addDate } = record as Chat & { addDate?: string };
	return { id, event: EVENTS[type], at: Date.parse(startDate ?? addDate ?? '') };
}

/** More chats in the past days than the smallest maximum of one response. */
function fillYesterday(count: number): Expected[] {
	const made = Array.from({ length: count }, (_, index) => ({
		id: createHash('md5').update(`chat ${index}`).digest('hex'),
		event: EVENTS.chat,
		at: NOW - DAY_MS + index * MINUTE_MS,
	}));
	const appId = sandbox.data.widgets[0]?.id ?? null;
	const chats = made.map(({ id, at }) => {
		const startDate = `${iso(at).slice(0, 19)}Z`;
		const messages = [{ body: 'Hi', nickname: 'Ann', timestamp: at, type: 'messageToAgent' }];
		return { id, appId, chatType: 'Answered', startDate, messages };
	});
	sandbox.setData({ chats: chats as Chat[] });
	return made;
}

/** What one life of the trigger emitted, beside what it had to. */
interface Life {
	expected: Expected[];
	emitted: NonNullable<Emitted>;
	isContinued: boolean;
}

async function live(poller: Poller): Promise<Life> {
	const emitted: NonNullable<Emitted> = [];
	const take = (items: Emitted) => void emitted.push(...(items ?? []));
	const expected = fillYesterday(130);
	const other = { widgetId: sandbox.data.widgets[1]?.id };
	await happen('chat', 5 * 24);
	await happen('chat', 5, other);
	// The first and the last hours of a day in Tokyo, and of one in UTC.
	for (const hours of [47.9, 34, 33, 25, 24, 10, 9, 1]) expected.push(await happen('chat', hours));
	expected.push(await happen('missedChat', 30), await happen('lead', 40));
	take(await poller.activate());

	wait(5 * MINUTE_MS);
	sandbox.faults.add({ kind: 'status', status: 500 });
	expected.push(await happen('chat', 20), await happen('missedChat', 0));
	await happen('lead', 0, other);
	take(await poller.tick());
	take(await poller.restart());
	sandbox.faults.clear();
	const before = emitted.length;
	take(await poller.tick());
	const isContinued = emitted.length > before;

	for (let day = 0; day < 3; day++) {
		wait(DAY_MS - 4 * HOUR_MS);
		expected.push(await happen('chat', 22), await happen('offlineMessage', 0));
		take(await poller.tick());
		take(await poller.tick());
	}
	// n8n is down for a while.
	for (let day = 0; day < 20; day++) {
		wait(DAY_MS);
		expected.push(await happen('chat', 1));
	}
	take(await poller.restart());
	for (let poll = 0; poll < 3; poll++) take(await poller.tick());
	return { expected, emitted, isContinued };
}

describe.each(LINES)('what the polling trigger promises in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const pollerOf = (apiToken: string) => {
		// What the node has in memory lasts as long as n8n.
		const node = { id: `node ${++tests}`, name: 'Poll' };
		const widgetId = sandbox.data.widgets[0]?.id ?? '';
		return engine.poller({
			node: {
				type: 'socialIntentsPollingTrigger',
				...node,
				parameters: {
					events: Object.values(EVENTS),
					widgets: 'selected',
					widgetIds: [String(shownId(widgetId, sandbox.behavior['record-ids']))],
					options: { startDaysBack: PAST_DAYS, lookbackDays: 1 },
				},
			},
			credentials: { socialIntentsApi: { apiToken, baseUrl: sandbox.baseUrl } },
			settings: { timezone: ZONE },
		});
	};

	it.each(variants)('holds if the service is like %s', async (name) => {
		vi.setSystemTime(NOW);
		sandbox.reset();
		sandbox.setVariants([name]);
		const broken: string[] = [];
		const promise = (text: string, isKept: boolean) => void (isKept || broken.push(text));
		const failureOf = async (token: string) =>
			await pollerOf(token)
				.activate()
				.then(
					() => undefined,
					(error: Error) => error,
				);

		if (CLOSED.includes(name)) {
			expect((await failureOf(sandbox.token))?.message).toMatch(/Social Intents|'Base URL'/);
			return;
		}
		const refusal = await failureOf('wrong');
		promise(PROMISES.refused, /\w+ \w+/.test(refusal?.message ?? ''));

		const poller = pollerOf(sandbox.token);
		const { expected, emitted, isContinued } = await live(poller);
		const find = (id: unknown) =>
			expected.find((one) => isId(one.id, String(id), sandbox.behavior));
		const found = emitted.map(({ json }) => find(json.id));
		promise(PROMISES.continues, isContinued);
		promise(
			PROMISES.notLost,
			expected.every((one) => found.includes(one)),
		);
		promise(PROMISES.onlyAsked, !found.includes(undefined));
		const known = found.filter((one) => one !== undefined);
		promise(PROMISES.notTwice, new Set(known).size === known.length);
		promise(
			PROMISES.dates,
			emitted.every(({ json: { startDate, addDate } }, index) => {
				const at = found[index]?.at;
				return at === undefined || (startDate ?? addDate) === iso(at);
			}),
		);
		promise(
			PROMISES.events,
			emitted.every(({ json: { event } }, index) =>
				[undefined, event].includes(found[index]?.event),
			),
		);
		book.expectKept(name, broken);
	});
});

it('leaves no exception that both lines keep', () => {
	book.expectExceptions();
});
