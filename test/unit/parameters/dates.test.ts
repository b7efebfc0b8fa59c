import { getGlobalState, setGlobalState } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { afterEach, describe, expect, it } from 'vitest';

import { operationOf, readerOf, type Situation, type Values } from '../support/form';
import { errorOf } from '../support/outcome';

const { fields } = operationOf('chat', 'getAll');
const rangeOf = (filters: Values = {}, situation?: Situation) =>
	readerOf(fields, { filters }, situation).dateRange();
const refusalOf = (...given: Parameters<typeof rangeOf>) => errorOf(() => rangeOf(...given));

const tokyo: Situation = { workflowTimezone: 'Asia/Tokyo', now: '2025-06-15T20:00:00Z' };
const at = (iso: string) => Date.parse(iso);

describe('the range of dates', () => {
	it("is open if no date is given, in the workflow's time zone with its today", () => {
		const open = { timezone: 'Asia/Tokyo', today: '2025-06-16' };
		expect(rangeOf({}, tokyo)).toEqual(open);
		expect(rangeOf({ dateFrom: '', dateTo: ' ', timezone: null, period: '' }, tokyo)).toEqual(open);
	});

	it("is read in 'Timezone', whatever the workflow's time zone", () => {
		const filters = {
			dateFrom: '2025-03-10T09:30:00',
			dateTo: '2025-03-31T00:00:00',
			timezone: ' America/New_York ',
		};
		expect(rangeOf(filters, tokyo)).toEqual({
			from: { day: '2025-03-10', time: at('2025-03-10T13:30:00Z'), isWholeDay: false },
			to: { day: '2025-03-31', time: at('2025-04-01T04:00:00Z') - 1, isWholeDay: true },
			timezone: 'America/New_York',
			today: '2025-06-15',
		});
	});

	it('accepts what expressions return', () => {
		const moment = DateTime.fromISO('2025-03-10T09:30:00Z');
		const milliseconds = moment.toMillis();
		for (const dateFrom of [moment, moment.toJSDate(), milliseconds, String(milliseconds)]) {
			expect(rangeOf({ dateFrom }).from).toEqual({
				day: '2025-03-10',
				time: milliseconds,
				isWholeDay: false,
			});
		}
	});

	it.each([
		['dateFrom', '\'Date From\' must be a date, but is "soon" [item 2]'],
		['dateTo', '\'Date To\' must be a date, but is "soon" [item 2]'],
	])('names the field of an invalid date: %s', (name, message) => {
		const error = refusalOf({ [name]: 'soon' }, { itemIndex: 2 });
		expect(error.message).toBe(message);
		expect(error.description).toContain('2025-01-31');
	});

	it('names the field of a broken date expression', () => {
		for (const dateTo of [DateTime.invalid('test'), 'Invalid DateTime']) {
			expect(refusalOf({ dateTo }).message).toContain("'Date To' must be a date");
		}
	});

	it('is rejected if Date From is after Date To', () => {
		const { message } = refusalOf({ dateFrom: '2025-03-11', dateTo: '2025-03-10' });
		expect(message).toBe("'Date From' (2025-03-11) is after 'Date To' (2025-03-10) [item 0]");
		const sameDay = { dateFrom: '2025-03-10T18:00:00Z', dateTo: '2025-03-10T09:00:00Z' };
		expect(refusalOf(sameDay).message).toBe(
			"'Date From' (2025-03-10T18:00:00.000Z) is after 'Date To' (2025-03-10T09:00:00.000Z) [item 0]",
		);
	});

	it.each([
		['$today', DateTime.fromISO('2025-03-10', { zone: 'America/New_York' })],
		['midnight with Z', '2025-03-10T00:00:00Z'],
		['midnight in UTC, in milliseconds', at('2025-03-10')],
	])('is that whole day if both dates are %s', (_, midnight) => {
		const filters = { dateFrom: midnight, dateTo: midnight, timezone: 'America/New_York' };
		const { from, to } = rangeOf(filters);
		expect([from?.time, to?.time]).toEqual([
			at('2025-03-10T04:00:00Z'),
			at('2025-03-11T04:00:00Z') - 1,
		]);
	});

	it('is one moment if both dates are the same time of a day', () => {
		const noon = '2025-03-10T12:00:00Z';
		const { from, to } = rangeOf({ dateFrom: noon, dateTo: noon });
		expect([from?.time, to?.time]).toEqual([at(noon), at(noon)]);
	});

	it('may start and end on the same day', () => {
		const { from, to } = rangeOf({ dateFrom: '2025-03-10', dateTo: '2025-03-10' });
		expect([from?.time, to?.time]).toEqual([at('2025-03-10'), at('2025-03-11') - 1]);
	});
});

describe('a period', () => {
	it("is read in 'Timezone', where today may be another day", () => {
		const days = (timezone: string) => {
			const { from, to } = rangeOf({ period: 'yesterday', timezone }, tokyo);
			return [from?.day, to?.day];
		};
		expect(days('')).toEqual(['2025-06-15', '2025-06-15']);
		expect(days('America/New_York')).toEqual(['2025-06-14', '2025-06-14']);
	});

	it('can be written as its label', () => {
		expect(rangeOf({ period: 'last 7 days' }).from?.day).toBe('2025-06-09');
	});

	it.each([
		['dateFrom', "'Period' cannot be combined with 'Date From' [item 0]"],
		['dateTo', "'Period' cannot be combined with 'Date To' [item 0]"],
	])('is rejected together with %s', (name, message) => {
		const error = refusalOf({ period: 'today', [name]: '2025-06-15' });
		expect(error.message).toBe(message);
		expect(error.description).toBe('Remove one of the two.');
	});

	it('is rejected if it does not exist, with those that do', () => {
		const error = refusalOf({ period: 'lastYear' });
		expect(error.message).toContain('\'Period\' has no option "lastYear"');
		expect(error.description).toContain('lastMonth');
	});
});

describe('the time zone', () => {
	const before = getGlobalState();
	afterEach(() => setGlobalState(before));

	it.each([
		['chosen from the list', { __rl: true, mode: 'list', value: 'Europe/Kyiv' }],
		['typed', { __rl: true, mode: 'name', value: 'Europe/Kyiv' }],
		['given as text', 'Europe/Kyiv'],
	])('can be %s', (_, timezone) => {
		expect(rangeOf({ timezone }).timezone).toBe('Europe/Kyiv');
	});

	it.each(['', 'DEFAULT'])("is the workflow's if 'Timezone' is %j", (value) => {
		for (const timezone of [value, { __rl: true, mode: 'list', value }]) {
			expect(rangeOf({ timezone }, tokyo).timezone).toBe('Asia/Tokyo');
		}
	});

	it.each(['DEFAULT', ''])('is that of the n8n instance if the workflow has %j', (zone) => {
		setGlobalState({ defaultTimezone: 'Europe/Berlin' });
		expect(rangeOf({}, { workflowTimezone: zone }).timezone).toBe('Europe/Berlin');
		expect(readerOf(fields, {}, { workflowTimezone: zone }).workflowTimezone).toBe('Europe/Berlin');
	});

	it.each(['Berlin', 'Mars/Olympus', '+25:00', 'BST', 'IST', 'EST', 'pst'])(
		"cannot be %s in 'Timezone'",
		(timezone) => {
			const error = refusalOf({ timezone });
			expect(error.message).toBe(
				`'Timezone' must be an IANA time zone, but is "${timezone}" [item 0]`,
			);
			expect(error.description).toContain('Europe/Berlin');
		},
	);

	it("is reported as the workflow's if it is unknown and set there", () => {
		const mars = { workflowTimezone: 'Mars/Olympus' };
		const error = refusalOf({}, mars);
		expect(error.message).toBe(
			'The time zone of the workflow must be an IANA time zone, but is "Mars/Olympus" [item 0]',
		);
		expect(error.description).toBe("Choose another 'Timezone' in the workflow settings.");
		expect(rangeOf({ timezone: 'UTC' }, mars).timezone).toBe('UTC');
		expect(errorOf(() => readerOf(fields, {}, mars).workflowTimezone).message).toBe(error.message);
	});
});
