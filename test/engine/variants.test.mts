import { afterAll, describe, expect, it } from 'vitest';

import { SLOW_DOWN_EVERY } from '../../sandbox/api/handleRequest.mts';
import { isId, shownId } from '../../sandbox/api/ids.mts';
import { FACTS, VARIANTS } from '../../sandbox/facts/index.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { LINES, loadEngine } from '../support/engine.mts';
import { PromiseBook } from '../support/promises.mts';
import { action, dayIn, newestFirst, signIn, startFilledSandbox } from './action/support.mts';

const ZONE = 'Asia/Tokyo';
const FROM = '2026-05-20';
const TO = '2026-06-05';

const sandbox = await startFilledSandbox({
	seed: 'variants',
	days: 40,
	chatsPerDay: 6,
	now: '2026-06-15T12:00:00Z',
});
afterAll(async () => await sandbox.close());

const READING = FACTS.filter(({ needs }) => needs === undefined).map(({ key }) => key as string);
const variants = Object.entries(VARIANTS)
	.filter(([, behavior]) => Object.keys(behavior).every((key) => READING.includes(key)))
	.map(([name]) => name);

/** Nothing can be read there: the promise is one clear message. */
const CLOSED = ['token-header-refused', 'trailing-slash-required'];

/** The IDs that Get Many gives, as positions in the list that it should give. */
const positions = (given: unknown[], expected: string[]): number[] =>
	given.map((id) => expected.findIndex((one) => isId(one, String(id), sandbox.behavior)));

const book = new PromiseBook();

/** Timers may ring a little early. */
const ASKED_WAIT_MS = 990;

/** What was on its way when the service asked to slow down arrives within this time. */
const IN_FLIGHT_MS = 200;

/** Milliseconds from a moment to the next request that was not yet on its way. */
const waitAfter = (moment: number, requests: Sandbox['requests']): number =>
	Math.min(
		...requests.map(({ startedAt }) => startedAt - moment).filter((wait) => wait > IN_FLIGHT_MS),
	);

describe.each(LINES)('what the action node promises in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const run = async (operation: string, parameters: object) =>
		await engine.execute({
			node: action(operation, parameters),
			credentials: signIn(sandbox),
			settings: { timezone: ZONE },
		});

	it.each(variants)('holds if the service is like %s', async (name) => {
		sandbox.reset();
		sandbox.setVariants([name]);
		const broken: string[] = [];
		const promise = (words: string, isKept: boolean) => void (isKept || broken.push(words));

		const all = newestFirst(sandbox.data.chats);
		const inRange = all.filter(({ at }) => dayIn(ZONE, at) >= FROM && dayIn(ZONE, at) <= TO);
		const expected = inRange.map(({ record }) => record.id);
		const many = await run('chat.getAll', {
			returnAll: true,
			filters: { dateFrom: FROM, dateTo: TO },
		});
		if (CLOSED.includes(name)) {
			expect(many.error?.message).toMatch(/\S/);
			return;
		}
		const given = many.items.map(({ json }) => json.id);
		const places = positions(given, expected);
		promise('no failure', many.error === undefined);
		promise(
			'no record is lost',
			expected.every((_, index) => places.includes(index)),
		);
		promise('none comes twice', new Set(given).size === given.length);
		promise('only the days asked for', !places.includes(-1));
		promise(
			'right dates',
			many.items.every(({ json }, index) => {
				const record = inRange[places[index] ?? -1];
				return record === undefined || json.startDate === new Date(record.at).toISOString();
			}),
		);

		const inWindows = await run('chat.getAll', {
			returnAll: true,
			filters: { dateFrom: FROM, dateTo: TO },
			options: { daysPerRequest: 3 },
		});
		const windowed = positions(
			inWindows.items.map(({ json }) => json.id),
			expected,
		);
		promise(
			'Days per Request 3 loses nothing',
			expected.every((_, index) => windowed.includes(index)),
		);

		const newest = await run('chat.getAll', { limit: 5 });
		const ids = all.map(({ record }) => record.id);
		promise(
			'the newest 5',
			positions(
				newest.items.map(({ json }) => json.id),
				ids,
			).join() === '0,1,2,3,4',
		);

		const everything = await run('chat.getAll', { returnAll: true });
		const found = positions(
			everything.items.map(({ json }) => json.id),
			ids,
		);
		promise(
			'Return All without dates loses nothing',
			ids.every((_, index) => found.includes(index)),
		);

		const oldest = ids.at(-1) ?? '';
		const chatId = String(shownId(oldest, sandbox.behavior['record-ids']));
		const one = await run('chat.get', { chatId });
		promise('Get finds an old record', positions([one.items[0]?.json.id], [oldest])[0] === 0);

		const none = await run('chat.get', { chatId: 'f'.repeat(32) });
		promise('Get says that there is none', /No chat has/.test(none.error?.message ?? ''));

		const { requests, behavior } = sandbox;
		const refused = requests.filter((_, index) => (index + 1) % SLOW_DOWN_EVERY === 0);
		if (behavior['too-many-requests'] !== 'not met') expect(refused).not.toEqual([]);
		const isAsked = behavior['too-many-requests'].includes('Retry-After');
		const waits = refused.map(({ finishedAt }) => waitAfter(finishedAt ?? 0, requests));
		promise('waits as asked', !isAsked || waits.every((wait) => wait >= ASKED_WAIT_MS));

		book.expectKept(name, broken);
	});
});

it('leaves no exception that both lines keep', () => {
	book.expectExceptions();
});
