import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { startSandbox } from '../../../sandbox/server.mts';
import { readExample } from '../../../scripts/example.mts';
import { LINES, loadEngine } from '../../support/engine.mts';
import { action, chatAt, dayIn, signIn, wallIn } from './support.mts';

const HALF_HOUR = 30 * 60_000;

/** The Sundays on which the clocks change, in New York and in Berlin, and one on which they do not. */
const SUNDAYS = ['2026-03-08', '2026-03-29', '2026-06-14', '2026-10-25', '2026-11-01'];
const ZONES = ['America/New_York', 'Europe/Berlin', 'Pacific/Auckland', 'UTC'];

/** A chat every half hour of the weeks around each of them. */
const MOMENTS = [
	...new Set(
		SUNDAYS.flatMap((sunday) =>
			Array.from(
				{ length: 20 * 48 },
				(_, index) => Date.parse(sunday) + (index - 8 * 48) * HALF_HOUR,
			),
		),
	),
];
const idOf = (at: number) => new Date(at).toISOString();

const sandbox = await startSandbox({
	data: { chats: MOMENTS.map((at) => chatAt(idOf(at).replace('.000', ''), { id: idOf(at) })) },
});
afterAll(async () => await sandbox.close());
afterEach(() => void vi.useRealTimers());

const DAY = 24 * 2 * HALF_HOUR;
const dayAfter = (day: string, days: number) => dayIn('UTC', Date.parse(day) + days * DAY);

/** Seven o'clock in the morning of a day, when the example runs. */
const sevenOn = (day: string, zone: string): number =>
	Array.from(
		{ length: 57 },
		(_, half) => Date.parse(`${day}T07:00:00Z`) + (half - 28) * HALF_HOUR,
	).find((at) => wallIn(zone, at) === `${day}T07:00:00`) ?? expect.unreachable();

const file = join(import.meta.dirname, '../../../examples/weekly-report.json');
const { nodes } = await readExample({ file });
const { parameters } = nodes.find(({ name }) => name === 'Get Chats from Last Week') ?? {};

describe.each(LINES)('the weekly report in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);

	async function reportedOn(day: string, timezone: string): Promise<unknown[]> {
		vi.useFakeTimers({ toFake: ['Date'], now: sevenOn(day, timezone) });
		const { items, error } = await engine.execute({
			node: { ...action('chat.getAll'), parameters: parameters as INodeParameters },
			credentials: signIn(sandbox),
			settings: { timezone },
		});
		expect(error).toBeUndefined();
		return items.map(({ json }) => json.id);
	}

	it.each(SUNDAYS.flatMap((sunday) => ZONES.map((zone) => [sunday, zone] as const)))(
		'on the two Mondays after %s in %s has every chat of both weeks once',
		async (sunday, zone) => {
			const ids = [
				...(await reportedOn(dayAfter(sunday, 1), zone)),
				...(await reportedOn(dayAfter(sunday, 8), zone)),
			];
			const expected = MOMENTS.filter((at) => {
				const day = dayIn(zone, at);
				return day >= dayAfter(sunday, -6) && day <= dayAfter(sunday, 7);
			});
			expect(expected.length).toBeGreaterThan(13 * 48);
			expect(ids.sort()).toEqual(expected.map(idOf).sort());
		},
	);
});
