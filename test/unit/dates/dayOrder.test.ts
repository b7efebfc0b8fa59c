import { describe, expect, it } from 'vitest';

import { dayOrderOf, inEachOrder } from '../../../nodes/SocialIntents/dates/dayOrder';

const leads = (...dates: unknown[]) => dates.map((addDate) => ({ addDate }) as never);
const ALL = { from: '2010-01-01', to: '2025-06-16' };

describe('a date with slashes', () => {
	it('is written with the month first or with the day first', () => {
		expect(inEachOrder('5/6/2025, 3:01 PM')).toEqual({
			monthFirst: '2025-05-06 3:01 PM',
			dayFirst: '2025-06-05 3:01 PM',
		});
	});

	it.each(['2025-05-06', '05/06/25', '1/2/3/2025', ''])('is not %j', (text) => {
		expect(inEachOrder(text)).toBeNull();
	});
});

describe('which number comes first in the dates of a response', () => {
	it.each([
		[
			'the month, if a single date has a day after the 12th',
			['05/06/2025', '05/23/2025'],
			ALL,
			'monthFirst',
		],
		[
			'the day, if a single date has a day after the 12th',
			['05/06/2025', '23/05/2025'],
			ALL,
			'dayFirst',
		],
		['the month, if the day would be in the future', ['06/11/2025 10:00:00'], ALL, 'monthFirst'],
		[
			'the day, if the month would be outside the requested days',
			['05/06/2025', '06/06/2025', '07/06/2025'],
			{ from: '2025-06-04', to: '2025-06-08' },
			'dayFirst',
		],
		[
			'what most dates agree on, although the service ignores the requested days',
			['05/06/2025', '23/05/2025', '04/01/2025'],
			{ from: '2025-05-20', to: '2025-06-08' },
			'dayFirst',
		],
	])('is %s', (_, dates, possible, order) => {
		expect(dayOrderOf(leads(...dates), 'addDate', possible)).toBe(order);
	});

	it.each([
		['both orders are possible', ['05/06/2025', '01/02/2024']],
		['both numbers are the same', ['05/05/2025']],
		['no date has slashes', ['2025-05-06', 1736937000000, null, undefined, {}]],
		['there is no record', []],
	])('stays open if %s', (_, dates) => {
		expect(dayOrderOf(leads(...dates), 'addDate', ALL)).toBeUndefined();
	});
});
