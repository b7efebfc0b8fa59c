import { isId, shownId } from '../../../sandbox/api/ids.mts';
import type { StoredRecord } from '../../../sandbox/data/records.mts';
import type { Sandbox } from '../../../sandbox/server.mts';
import type { Execution, TestCredentials } from '../../support/engine.mts';

/** The action node at a service, in a workflow of one time zone. */
export interface Service {
	sandbox: Sandbox;
	zone: string;
	/** The same in another time zone. */
	at: (zone: string) => Service;
	run: (
		operation: string,
		parameters?: object,
		credentials?: TestCredentials,
	) => Promise<Execution>;
}

/** Whether each promise, in words, is kept. */
export type Promises = Record<string, boolean>;

type AnyStored = StoredRecord<{ id: string }>;

export const FROM = '2026-05-20';
export const TO = '2026-06-05';

/** The ID as the service writes it. */
export const shown = (id: string, { behavior }: Sandbox): string =>
	String(shownId(id, behavior['record-ids']));

/** What was given, as positions in the list that should be given. */
export const positions = (
	{ items }: Execution,
	expected: readonly AnyStored[],
	{ behavior }: Sandbox,
): number[] =>
	items.map(({ json }) =>
		expected.findIndex(({ record }) => isId(record.id, String(json.id), behavior)),
	);

/** Whether exactly these records were given, in any order. */
export function isExactly(
	given: Execution,
	expected: readonly AnyStored[],
	sandbox: Sandbox,
): boolean {
	const places = positions(given, expected, sandbox).sort((a, b) => a - b);
	return places.join() === expected.map((_, index) => index).join();
}

/** What is promised of a list that was asked for in full. */
export function listPromises(
	given: Execution,
	expected: readonly AnyStored[],
	{ sandbox }: Service,
): Promises {
	const places = positions(given, expected, sandbox);
	const ids = given.items.map(({ json }) => json.id);
	return {
		'no failure': given.error === undefined,
		'no record is lost': expected.every((_, index) => places.includes(index)),
		'none comes twice': new Set(ids).size === ids.length,
		'only the days asked for': !places.includes(-1),
		'right dates': given.items.every(({ json: { startDate, addDate } }, index) => {
			const record = expected[places[index] ?? -1];
			return record === undefined || (startDate ?? addDate) === new Date(record.at).toISOString();
		}),
	};
}
