import { describe, expect, it } from 'vitest';

import { isInside, isReversed } from '../../../nodes/SocialIntents/dates/range';
import { wholeDay } from '../../../nodes/SocialIntents/dates/userDate';

const at = (iso: string) => Date.parse(iso);
const bound = (iso: string) => ({ day: iso.slice(0, 10), time: at(iso), isWholeDay: false });
const spans = (...moments: string[]) =>
	moments.map((moment) => ({ first: at(moment), last: at(moment) }));

const morning = bound('2025-03-10T08:00:00Z');
const evening = bound('2025-03-10T20:00:00Z');
const [from, to] = [wholeDay('2025-03-10', 'from', 'UTC'), wholeDay('2025-03-10', 'to', 'UTC')];
const dayAfter = wholeDay('2025-03-11', 'from', 'UTC');

describe('a range of dates', () => {
	it.each([
		['no start or end', {}],
		['only a start', { from }],
		['only an end', { to }],
		['one whole day', { from, to }],
		['a morning and an evening', { from: morning, to: evening }],
		['an evening and the end of the day', { from: evening, to }],
		['the start of the day and a morning', { from, to: morning }],
		['the same moment twice', { from: morning, to: morning }],
	])('is in order with %s', (_, range) => {
		expect(isReversed(range)).toBe(false);
	});

	it.each([
		['one day and the day before', { from: dayAfter, to }],
		['an evening and the morning of that day', { from: evening, to: morning }],
	])('is reversed with %s', (_, range) => {
		expect(isReversed(range)).toBe(true);
	});

	it.each([
		['2025-03-10T07:59:59.999Z', false],
		['2025-03-10T08:00:00.000Z', true],
		['2025-03-10T20:00:00.000Z', true],
		['2025-03-10T20:00:00.001Z', false],
	])('with times of day contains %s: %s', (moment, inside) => {
		expect(isInside(spans(moment), { from: morning, to: evening })).toBe(inside);
	});

	it.each([
		['2025-03-09T23:59:59.999Z', false],
		['2025-03-10T00:00:00.000Z', true],
		['2025-03-10T23:59:59.999Z', true],
		['2025-03-11T00:00:00.000Z', false],
	])('of one whole day contains %s: %s', (moment, inside) => {
		expect(isInside(spans(moment), { from, to })).toBe(inside);
	});

	it('contains a record if one reading of its date lies inside', () => {
		const readings = spans('2025-03-10T06:00:00Z', '2025-03-10T09:00:00Z');
		expect(isInside(readings, { from: morning, to: evening })).toBe(true);
		expect(isInside(readings.slice(0, 1), { from: morning, to: evening })).toBe(false);
	});

	it('contains a record with only a day if any moment of that day lies inside', () => {
		const day = [{ first: from.time, last: to.time }];
		expect(isInside(day, { from: morning, to: evening })).toBe(true);
		expect(isInside(day, { from: dayAfter })).toBe(false);
	});

	it('contains a record without a readable date', () => {
		expect(isInside([], { from: morning, to: evening })).toBe(true);
	});
});
