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

describe('a range', () => {
	it.each([
		[undefined, undefined, false],
		[from, undefined, false],
		[undefined, to, false],
		[from, to, false],
		[dayAfter, to, true],
		[morning, evening, false],
		[evening, morning, true],
		[evening, to, false],
		[from, morning, false],
		[morning, morning, false],
	])('from %o to %o is reversed: %s', (first, last, reversed) => {
		expect(isReversed({ from: first, to: last })).toBe(reversed);
	});

	it.each([
		['2025-03-10T07:59:59.999Z', false],
		['2025-03-10T08:00:00.000Z', true],
		['2025-03-10T20:00:00.000Z', true],
		['2025-03-10T20:00:00.001Z', false],
	])('with times of day holds %s: %s', (moment, inside) => {
		expect(isInside(spans(moment), { from: morning, to: evening })).toBe(inside);
	});

	it.each([
		['2025-03-09T23:59:59.999Z', false],
		['2025-03-10T00:00:00.000Z', true],
		['2025-03-10T23:59:59.999Z', true],
		['2025-03-11T00:00:00.000Z', false],
	])('of one whole day holds %s: %s', (moment, inside) => {
		expect(isInside(spans(moment), { from, to })).toBe(inside);
	});

	it('holds a record of which one reading of the date lies inside', () => {
		const readings = spans('2025-03-10T06:00:00Z', '2025-03-10T09:00:00Z');
		expect(isInside(readings, { from: morning, to: evening })).toBe(true);
		expect(isInside(readings.slice(0, 1), { from: morning, to: evening })).toBe(false);
	});

	it('holds a record that has only a day, if any of the day lies inside', () => {
		const day = [{ first: from.time, last: to.time }];
		expect(isInside(day, { from: morning, to: evening })).toBe(true);
		expect(isInside(day, { from: dayAfter })).toBe(false);
	});

	it('holds a record without a readable date', () => {
		expect(isInside([], { from: morning, to: evening })).toBe(true);
	});
});
