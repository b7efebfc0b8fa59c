import { afterAll, describe, expect, it } from 'vitest';

import { SLOW_DOWN_EVERY } from '../../../sandbox/api/handleRequest.mts';
import { ACCESS } from '../../../sandbox/facts/access.mts';
import { DATES } from '../../../sandbox/facts/dates.mts';
import { FACTS, VARIANTS } from '../../../sandbox/facts/index.mts';
import { LISTS } from '../../../sandbox/facts/lists.mts';
import type { Sandbox } from '../../../sandbox/server.mts';
import { LINES, loadEngine } from '../../support/engine.mts';
import { PromiseBook } from '../../support/promises.mts';
import { action, signIn, startFilledSandbox } from '../action/support.mts';
import { chatPromises, getPromises } from './chats.mts';
import { filterPromises, otherListPromises } from './lists.mts';
import type { Promises, Service } from './service.mts';
import { isClear, signInPromises } from './signIn.mts';

/** East and west of UTC. */
const [EAST, WEST] = ['Asia/Tokyo', 'America/New_York'];

const sandbox = await startFilledSandbox({
	seed: 'variants',
	days: 40,
	chatsPerDay: 6,
	now: '2026-06-15T12:00:00Z',
});
afterAll(async () => await sandbox.close());

const READING = FACTS.filter(({ needs }) => needs === undefined).map(({ key }) => key as string);

/** Each variant alone, and those that are worse together. */
const variants = [
	...Object.keys(VARIANTS).map((name) => [name]),
	['date-to-excludes-its-day', 'days-in-utc'],
].filter((names) =>
	names.every((name) => Object.keys(VARIANTS[name] ?? {}).every((key) => READING.includes(key))),
);

/** Nothing can be read there: the promise is one clear message. */
const CLOSED = ['token-header-refused', 'trailing-slash-required'];

const keysOf = (facts: ReadonlyArray<{ key: string }>) => facts.map(({ key }) => key);
const DATE_KEYS = [...keysOf(DATES), 'filter-date_from', 'filter-date_to'];
const LIST_KEYS = keysOf(LISTS);
const WITHOUT_FILTERS = ['most-rows', 'longest-range'];

/** The promises that a variant with these facts may concern. */
async function promisesOf(service: Service, keys: string[]): Promise<Promises[]> {
	const concerns = (facts: string[]) => keys.some((key) => facts.includes(key));
	const promises = [await chatPromises(service), await getPromises(service)];
	if (concerns([...DATE_KEYS, ...LIST_KEYS])) promises.push(await otherListPromises(service));
	if (concerns(LIST_KEYS) && !concerns(WITHOUT_FILTERS)) {
		promises.push(await filterPromises(service));
	}
	if (concerns(DATE_KEYS)) {
		const inWest = service.at(WEST);
		promises.push(await chatPromises(inWest), await otherListPromises(inWest));
	}
	if (concerns(keysOf(ACCESS))) promises.push(await signInPromises(service));
	return promises;
}

/** Timers may ring a little early. */
const ASKED_WAIT_MS = 990;

/** What was on its way when the service asked to slow down arrives within this time. */
const IN_FLIGHT_MS = 200;

/** Milliseconds from a moment to the next request that was not yet on its way. */
const waitAfter = (moment: number, requests: Sandbox['requests']): number =>
	Math.min(
		...requests.map(({ startedAt }) => startedAt - moment).filter((wait) => wait > IN_FLIGHT_MS),
	);

/** Whether the node waited wherever the service asked it to slow down. */
function waitsAsAsked({ requests, behavior }: Sandbox): boolean {
	const refused = requests.filter((_, index) => (index + 1) % SLOW_DOWN_EVERY === 0);
	if (behavior['too-many-requests'] !== 'not met') expect(refused).not.toEqual([]);
	const isAsked = behavior['too-many-requests'].includes('Retry-After');
	const waits = refused.map(({ finishedAt }) => waitAfter(finishedAt ?? 0, requests));
	return !isAsked || waits.every((wait) => wait >= ASKED_WAIT_MS);
}

const book = new PromiseBook();

describe.each(LINES)('what the action node promises in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const serviceAt = (zone: string): Service => ({
		sandbox,
		zone,
		at: serviceAt,
		run: async (operation, parameters, credentials = signIn(sandbox)) =>
			await engine.execute({
				node: action(operation, parameters),
				credentials,
				settings: { timezone: zone },
			}),
	});

	it.each(variants.map((names) => names.join(' + ')))(
		'holds if the service is like %s',
		async (name) => {
			sandbox.reset();
			const names = name.split(' + ');
			sandbox.setVariants(names);
			const service = serviceAt(EAST);
			if (CLOSED.includes(name)) {
				for (const operation of ['chat.getAll', 'contact.getAll', 'widget.getAll']) {
					expect(await service.run(operation)).toSatisfy(isClear);
				}
				return;
			}
			const keys = names.flatMap((one) => Object.keys(VARIANTS[one] ?? {}));
			const promises = await promisesOf(service, keys);
			promises.push({ 'waits as asked': waitsAsAsked(sandbox) });
			const broken = promises.flatMap((group) =>
				Object.entries(group).flatMap(([words, isKept]) => (isKept ? [] : [words])),
			);
			book.expectKept(name, broken);
		},
	);
});

it('leaves no exception that both lines keep', () => {
	book.expectExceptions();
});
