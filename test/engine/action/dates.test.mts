import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startSandbox } from '../../../sandbox/server.mts';
import { LINES, loadEngine, type ExecuteOptions } from '../../support/engine.mts';
import { action, asked, chatAt, dayIn, signIn, wallIn } from './support.mts';

const ZONES = ['Asia/Tokyo', 'Asia/Kolkata', 'America/New_York', 'UTC'];
const HALF_HOUR = 30 * 60_000;

/** A chat at every full and half hour around both days on which New York changes its clocks. */
const MOMENTS = ['2026-03-06T00:00:00Z', '2026-10-30T00:00:00Z'].flatMap((start) =>
	Array.from({ length: 5 * 48 }, (_, index) => Date.parse(start) + index * HALF_HOUR),
);
const idOf = (at: number) => new Date(at).toISOString();

const sandbox = await startSandbox({
	seed: 'dates',
	data: {
		chats: MOMENTS.map((at) =>
			chatAt(new Date(at).toISOString().replace('.000', ''), { id: idOf(at) }),
		),
	},
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const OFFSETS = Array.from({ length: 113 }, (_, quarter) => quarter * 900_000 - 14 * 3_600_000);
const momentsOf = new Map<string, number>();

/** The moment of a wall clock reading in a zone; the first, where the clocks go back and it comes twice. */
function momentOf(zone: string, wall: string): number {
	const key = `${zone} ${wall}`;
	const at =
		momentsOf.get(key) ??
		Math.min(
			...OFFSETS.map((offset) => Date.parse(`${wall}Z`) - offset).filter(
				(candidate) => wallIn(zone, candidate) === wall,
			),
		);
	momentsOf.set(key, at);
	return at;
}

/** A moment as ISO 8601 with the offset of a zone. */
function withOffset(zone: string, at: number): string {
	const wall = wallIn(zone, at);
	const minutes = (Date.parse(`${wall}Z`) - at) / 60_000;
	const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
	const sign = minutes < 0 ? '-' : '+';
	return `${wall}${sign}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

const FORMS = [
	'picker',
	'day',
	'iso',
	'offset',
	'luxon',
	'date',
	'milliseconds',
	'digits',
] as const;
type Form = (typeof FORMS)[number];

/** One expression that gives a value in any of the forms. */
const valueOf = (bound: string) =>
	`={{
	$json.form === 'luxon' ? DateTime.fromISO($json.${bound}) :
	$json.form === 'date' ? new Date($json.${bound}) :
	$json.${bound}
}}`.replaceAll(/\s+/g, ' ');

/** What is typed for the wall clock reading `wall` of the workflow. */
function typed(form: Form, zone: string, wall: string): string | number {
	const at = momentOf(zone, wall);
	switch (form) {
		case 'picker':
			return wall;
		case 'day':
			return wall.slice(0, 10);
		case 'iso':
			return new Date(at).toISOString();
		case 'offset':
			return withOffset(zone, at);
		case 'luxon':
			return wall;
		case 'date':
			return at;
		case 'milliseconds':
			return at;
		case 'digits':
			return String(at);
	}
}

/** The day to ask for: of a day here and that in UTC, the one that begins a range earlier. */
const firstDayAsked = ({ day, at }: Bound, zone: string) => {
	const start = at ?? MOMENTS.find((moment) => dayIn(zone, moment) === day) ?? expect.unreachable();
	const dayInUtc = dayIn('UTC', start);
	return dayInUtc < day ? dayInUtc : day;
};

const dayAfter = (day: string) => dayIn('UTC', Date.parse(day) + 86_400_000);

/** The day after the later one of a day here and that in UTC. */
const lastDayAsked = ({ day, at }: Bound, zone: string) => {
	const end =
		at ?? MOMENTS.findLast((moment) => dayIn(zone, moment) === day) ?? expect.unreachable();
	const dayInUtc = dayIn('UTC', end);
	return dayAfter(dayInUtc > day ? dayInUtc : day);
};

interface Bound {
	day: string;
	at?: number;
}

/** A value without an offset is read in the target zone and may be a whole day, all others are moments. */
function meant(form: Form, workflowZone: string, wall: string, target: string): Bound {
	const hasNoOffset = form === 'day' || form === 'picker';
	const isWholeDay = form === 'day' || (form === 'picker' && wall.endsWith('T00:00:00'));
	if (isWholeDay) return { day: wall.slice(0, 10) };
	const at = momentOf(hasNoOffset ? target : workflowZone, wall);
	return { day: dayIn(target, at), at };
}

const daysOf = new Map(
	ZONES.map((zone) => [zone, new Map(MOMENTS.map((at) => [at, dayIn(zone, at)]))]),
);

const rowsBetween = (from: Bound, to: Bound, zone: string) =>
	MOMENTS.filter((at) => {
		const day = daysOf.get(zone)?.get(at) ?? expect.unreachable();
		if (day < from.day || day > to.day) return false;
		return at >= (from.at ?? -Infinity) && at <= (to.at ?? Infinity);
	}).map(idOf);

const RANGES = [
	['2026-03-07T00:00:00', '2026-03-09T00:00:00'],
	['2026-03-08T00:00:00', '2026-03-08T23:59:59'],
	['2026-03-08T01:30:00', '2026-03-08T03:30:00'],
	['2026-03-07T09:15:00', '2026-03-09T18:00:00'],
	['2026-10-31T00:00:00', '2026-11-02T00:00:00'],
	['2026-11-01T00:30:00', '2026-11-01T04:00:00'],
	['2026-10-31T22:00:00', '2026-11-01T12:45:00'],
] as const;

const getMany = action('chat.getAll', {
	returnAll: true,
	simplify: false,
	filters: {
		dateFrom: valueOf('from'),
		dateTo: valueOf('to'),
		timezone: '={{ $json.timezone }}',
	},
	sort: { order: 'oldestFirst' },
	options: { ignoreEmptyFilters: true },
});

describe.each(LINES)('dates of the action node in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const run = async (node: ExecuteOptions['node'], items: object[] = [{}], timezone = 'UTC') =>
		await engine.execute({
			node,
			items: items.map((json) => ({ json: { ...json } })),
			credentials: signIn(sandbox),
			settings: { timezone },
		});

	describe.each(ZONES)('a workflow in %s', (workflowZone) => {
		it.each(FORMS)(
			'reads Date From and Date To in the form "%s" in every target zone',
			async (form) => {
				// The reckoning is the same in both lines; what n8n makes of the values need not be.
				const ranges = lineName.startsWith('2.') ? RANGES : [RANGES[3], RANGES[5]];
				const cases = ranges.flatMap(([from, to]) =>
					[...ZONES, ''].map((timezone) => ({ from, to, timezone })),
				);
				const items = cases.map(({ from, to, timezone }) => ({
					form,
					from: typed(form, workflowZone, from),
					to: typed(form, workflowZone, to),
					timezone,
				}));
				const { items: records, error } = await run(getMany, items, workflowZone);
				expect(error).toBeUndefined();

				const sent = new Set<string>();
				for (const [item, { from, to, timezone }] of cases.entries()) {
					const target = timezone || workflowZone;
					const first = meant(form, workflowZone, from, target);
					const last = meant(form, workflowZone, to, target);
					sent.add(`${firstDayAsked(first, target)} ${lastDayAsked(last, target)} ${target}`);
					const got = records
						.filter(({ pairedItem }) => (pairedItem as { item: number }).item === item)
						.map(({ json }) => json.id);
					const expected = rowsBetween(first, last, target);
					expect(expected.length).toBeGreaterThan(0);
					expect(got, JSON.stringify(items[item])).toEqual(expected);
				}
				expect(
					asked(sandbox)
						.map(({ query }) => `${query.date_from} ${query.date_to} ${query.timezone}`)
						.sort(),
				).toEqual([...sent].sort());
				expect(asked(sandbox).every(({ query }) => Object.keys(query).length === 3)).toBe(true);
			},
		);
	});

	const oneDay = async (filters: object, timezone: string) => {
		const sort = { order: 'oldestFirst' };
		const node = action('chat.getAll', { returnAll: true, simplify: false, filters, sort });
		const { items, error } = await run(node, [{}], timezone);
		expect(error).toBeUndefined();
		const ids = items.map(({ json }) => json.id);
		return { query: asked(sandbox)[0]?.query, first: ids[0], last: ids.at(-1), count: ids.length };
	};

	it.each([
		['America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z', '2026-03-09T03:30:00.000Z', 46],
		['America/New_York', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T04:30:00.000Z', 50],
		['Asia/Tokyo', '2026-03-08', '2026-03-07T15:00:00.000Z', '2026-03-08T14:30:00.000Z', 48],
		['Asia/Kolkata', '2026-03-08', '2026-03-07T18:30:00.000Z', '2026-03-08T18:00:00.000Z', 48],
		['UTC', '2026-03-08', '2026-03-08T00:00:00.000Z', '2026-03-08T23:30:00.000Z', 48],
	])(
		'in %s the day %s is exactly that day, however long it is',
		async (zone, day, first, last, count) => {
			const picked = await oneDay({ dateFrom: `${day}T00:00:00`, dateTo: `${day}T00:00:00` }, zone);
			expect(picked).toEqual({
				query: {
					date_from: first.slice(0, 10),
					date_to: lastDayAsked({ day }, zone),
					timezone: zone,
				},
				first,
				last,
				count,
			});
			const alone = await oneDay({ dateFrom: day, dateTo: day, timezone: zone }, 'Asia/Tokyo');
			expect(alone).toEqual(picked);
		},
	);

	describe.each(['2026-01-15', '2026-07-15'])('around a clock change, seen on %s', (today) => {
		beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(today) }));
		afterEach(() => void vi.useRealTimers());

		it('a time that the clocks skip is an hour later', async () => {
			const { query, first } = await oneDay(
				{ dateFrom: '2026-03-08T02:30:00', dateTo: '2026-03-08' },
				'America/New_York',
			);
			expect(query).toMatchObject({ date_from: '2026-03-08', timezone: 'America/New_York' });
			expect(first).toBe('2026-03-08T07:30:00.000Z');
		});

		it('Date From starts with the first of an hour that the clocks repeat', async () => {
			const { first, last } = await oneDay(
				{ dateFrom: '2026-11-01T01:00:00', dateTo: '2026-11-01T02:00:00' },
				'America/New_York',
			);
			expect([first, last]).toEqual(['2026-11-01T05:00:00.000Z', '2026-11-01T07:00:00.000Z']);
		});

		it('Date To ends with the second of an hour that the clocks repeat', async () => {
			const { first, last } = await oneDay(
				{ dateFrom: '2026-11-01T00:30:00', dateTo: '2026-11-01T01:30:00' },
				'America/New_York',
			);
			expect([first, last]).toEqual(['2026-11-01T04:30:00.000Z', '2026-11-01T06:30:00.000Z']);
		});
	});

	it.each([
		['2026-03-08T09:30', '2026-03-08T14:30:00.000Z'],
		['2026-03-08 09:30:00', '2026-03-08T14:30:00.000Z'],
		['2026-03-08T09:30:00.000', '2026-03-08T14:30:00.000Z'],
		['2026-03-08T13:30:00Z', '2026-03-08T13:30:00.000Z'],
		['2026-03-08T13:30:00+00:00', '2026-03-08T13:30:00.000Z'],
		['2026-03-08T22:30:00+09:00', '2026-03-08T13:30:00.000Z'],
		['2026-03-08T22:30:00+0900', '2026-03-08T13:30:00.000Z'],
		['20260308T133000Z', '2026-03-08T13:30:00.000Z'],
		['={{ 1772976600000 }}', '2026-03-08T13:30:00.000Z'],
		['1772976600000', '2026-03-08T13:30:00.000Z'],
		['={{ DateTime.fromISO("2026-03-08T09:30") }}', '2026-03-08T13:30:00.000Z'],
		['={{ DateTime.fromISO("2026-03-08T09:30", { zone: "utc" }) }}', '2026-03-08T09:30:00.000Z'],
		['={{ "2026-03-08T13:30:00Z".toDateTime() }}', '2026-03-08T13:30:00.000Z'],
		['={{ new Date("2026-03-08T13:30:00Z") }}', '2026-03-08T13:30:00.000Z'],
		['={{ DateTime.fromISO("2026-03-08T13:30:00Z").toISO() }}', '2026-03-08T13:30:00.000Z'],
		['={{ DateTime.fromISO("2026-03-08T13:30:00Z").toSQL() }}', '2026-03-08T13:30:00.000Z'],
	])(
		'Date From accepts %s in New York and leaves out what was before',
		async (dateFrom, expected) => {
			const { query, first } = await oneDay({ dateFrom, dateTo: '2026-03-09' }, 'America/New_York');
			expect(query?.date_from).toBe('2026-03-08');
			// New York is four hours behind from that morning on.
			const isWall = /^2026-03-08[T ]09:30/.test(dateFrom);
			expect(first).toBe(isWall ? '2026-03-08T13:30:00.000Z' : expected);
		},
	);

	it.each([
		['$now', () => Date.now()],
		['$now.minus({ days: 3 })', () => Date.now() - 3 * 86_400_000],
		['$today', (zone: string) => momentOf(zone, `${dayIn(zone, Date.now())}T00:00:00`)],
	])('Date From accepts {{ %s }} in every zone', async (expression, momentNow) => {
		const dayNow = (zone: string) => {
			const at = momentNow(zone);
			return firstDayAsked({ day: dayIn(zone, at), at }, zone);
		};
		for (const zone of ZONES) {
			sandbox.reset();
			const before = dayNow(zone);
			const { error } = await run(
				action('chat.getAll', { filters: { dateFrom: `={{ ${expression} }}` } }),
				[{}],
				zone,
			);
			expect(error).toBeUndefined();
			const { query = {} } = asked(sandbox)[0] ?? {};
			expect(Object.keys(query).sort()).toEqual(['date_from', 'timezone']);
			expect(query.timezone).toBe(zone);
			expect([before, dayNow(zone)]).toContain(query.date_from);
		}
	});

	it('records before a Date From of an hour ago are left out', async () => {
		const now = Date.now();
		const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
		sandbox.setData({
			chats: [10, 50, 70, 110].map((minutes) => chatAt(ago(minutes), { id: `${minutes}` })),
		});
		const { items } = await run(
			action('chat.getAll', { filters: { dateFrom: '={{ $now.minus({ hours: 1 }) }}' } }),
			[{}],
			'Asia/Kolkata',
		);
		expect(items.map(({ json }) => json.id)).toEqual(['10', '50']);
	});

	it('records outside the times of day are left out of every list, also if dates have no zone', async () => {
		const times = ['08:59:59', '09:00:00', '17:00:00', '17:00:01'];
		const at = (time: string) =>
			new Date(momentOf('Asia/Tokyo', `2026-05-04T${time}`)).toISOString();
		const records = times.map((time) => chatAt(at(time), { id: time, chatType: 'Missed' }));
		const contacts = times.map((time) => ({ id: time, addDate: at(time) }));
		const filters = { dateFrom: '2026-05-04T09:00:00', dateTo: '2026-05-04T17:00:00' };
		for (const dates of ['iso', 'older'] as const) {
			for (const resource of ['chat', 'missedChat', 'offlineMessage', 'contact']) {
				sandbox.reset();
				sandbox.settings.dates = dates;
				sandbox.setData({ chats: records, offlineMessages: records, contacts });
				const { items } = await run(action(`${resource}.getAll`, { filters }), [{}], 'Asia/Tokyo');
				expect(
					items.map(({ json }) => json.id),
					`${resource} ${dates}`,
				).toEqual(['17:00:00', '09:00:00']);
			}
		}
	});

	it('a record whose date cannot be read is kept, whatever the times of day', async () => {
		const filters = { dateFrom: '2026-05-04T09:00:00Z', dateTo: '2026-05-04T17:00:00Z' };
		const chats = [{ id: 'odd', startDate: 'last week' }, { id: 'none' }];
		sandbox.faults.add({ kind: 'status', status: 200, body: { apiStatus: 'Success', chats } });
		const { items } = await run(action('chat.getAll', { filters, simplify: false }));
		expect(items.map(({ json }) => json)).toEqual(chats);
	});

	it('only records inside the times of day count toward the limit', async () => {
		const filters = { dateFrom: '2026-03-08T06:00:00Z', dateTo: '2026-03-08T12:00:00Z' };
		const { items } = await run(action('chat.getAll', { limit: 3, filters }), [{}], 'UTC');
		expect(items.map(({ json }) => json.id)).toEqual([
			'2026-03-08T12:00:00.000Z',
			'2026-03-08T11:30:00.000Z',
			'2026-03-08T11:00:00.000Z',
		]);
	});

	describe('before anything is sent', () => {
		it.each([
			'"tomorrow"',
			'"2026"',
			'"2026-02-30"',
			'"2026-13-01"',
			'"31.01.2026"',
			'"01/31/2026"',
			'"2026-03-08T25:00:00"',
			'"2026-03-08T10:61"',
			'"2026-03-08 oops"',
			'"Invalid DateTime"',
			'"10:30"',
			'"17729766"',
			'1772976600',
			'0',
			'-1',
			'NaN',
			'Infinity',
			'9e15',
			'true',
			'[]',
			'["2026-03-08"]',
			'({ day: 8 })',
			'new Date("oops")',
			'DateTime.fromISO("oops")',
		])('%s is rejected as a date, with the field and the item', async (value) => {
			for (const [name, label] of [
				['dateFrom', 'Date From'],
				['dateTo', 'Date To'],
			] as const) {
				const node = action('chat.getAll', {
					filters: { [name]: `={{ $json.bad ? ${value} : "2026-03-08" }}` },
				});
				const { error, items } = await run(node, [{ bad: false }, { bad: true }]);
				expect(items).toEqual([]);
				expect(error?.message).toContain(`'${label}' must be a date, but is`);
				expect(error?.message).toContain('[item 1]');
				expect(error?.message).not.toContain('[object Object]');
				expect(error).toMatchObject({
					context: { itemIndex: 1 },
					description: expect.stringContaining('2025-01-31') as string,
				});
			}
			expect(sandbox.requests).toEqual([]);
		});

		it.each([
			['2026-03-09', '2026-03-08'],
			['2026-03-08T15:00:00', '2026-03-08T14:59:59'],
			['2026-03-08T15:00:00Z', '2026-03-08T15:00:00+01:00'],
			['={{ $now }}', '={{ $now.minus({ days: 1 }) }}'],
			['={{ 1772976600001 }}', '1772976600000'],
		])('Date From %s is rejected as after Date To %s, naming both', async (dateFrom, dateTo) => {
			for (const resource of ['chat', 'contact']) {
				const node = action(`${resource}.getAll`, { filters: { dateFrom, dateTo } });
				const { error } = await run(node, [{}], 'America/New_York');
				expect(error?.message).toMatch(/'Date From' .*is after 'Date To'/);
				expect(error).toMatchObject({ context: { itemIndex: 0 } });
			}
			expect(sandbox.requests).toEqual([]);
		});

		it('an invalid time zone is rejected', async () => {
			for (const timezone of ['Mars/Olympus', 'EST5EDT4', '+09:00', 'GMT+25', '12', 'Local']) {
				const { error } = await run(action('chat.getAll', { filters: { timezone } }));
				expect(error?.message).toContain("'Timezone' must be an IANA time zone");
			}
			expect(sandbox.requests).toEqual([]);
		});
	});

	it('Date From and Date To can be the same moment or day', async () => {
		const moment = '2026-03-08T12:00:00Z';
		const one = await oneDay({ dateFrom: moment, dateTo: moment }, 'Asia/Tokyo');
		expect([one.first, one.count]).toEqual(['2026-03-08T12:00:00.000Z', 1]);
	});

	it('spaces around a typed or computed date are ignored', async () => {
		const filters = { dateFrom: ' 2026-03-08 ', dateTo: '={{ " 2026-03-08\\n" }}' };
		const { query } = await oneDay({ ...filters, timezone: ' Asia/Tokyo ' }, 'UTC');
		expect(query).toEqual({
			date_from: '2026-03-07',
			date_to: '2026-03-09',
			timezone: 'Asia/Tokyo',
		});
	});
});
