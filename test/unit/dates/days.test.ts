import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { addDays, dayOf, endOfDay, startOfDay } from '../../../nodes/SocialIntents/dates/days';
import { aDay, aZone, firstMomentOf } from './calendar';

describe('days', () => {
	it('are counted across month ends, leap days, and clock changes', () => {
		expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
		expect(addDays('2025-02-28', 1)).toBe('2025-03-01');
		expect(addDays('2025-01-01', -1)).toBe('2024-12-31');
		expect(addDays('2025-03-08', 2)).toBe('2025-03-10');
		expect(addDays('2025-11-01', 2)).toBe('2025-11-03');
	});

	it('belong to the time zone', () => {
		const moment = Date.parse('2025-03-10T02:00:00Z');
		expect(dayOf(moment, 'UTC')).toBe('2025-03-10');
		expect(dayOf(moment, 'America/New_York')).toBe('2025-03-09');
		expect(dayOf(moment, 'Asia/Tokyo')).toBe('2025-03-10');
		expect(dayOf(Date.parse('2025-03-10T18:30:00Z'), 'Asia/Kolkata')).toBe('2025-03-11');
	});

	it('start at their first moment and end a millisecond before the next day', () => {
		fc.assert(
			fc.property(aDay('2010-01-01', '2035-12-31'), aZone, (day, zone) => {
				expect(startOfDay(day, zone)).toBe(firstMomentOf(day, zone));
				expect(endOfDay(day, zone) + 1).toBe(firstMomentOf(addDays(day, 1), zone));
			}),
			{
				examples: [
					['2025-11-02', 'America/Havana'],
					['2025-03-09', 'America/Havana'],
					['2025-03-30', 'Asia/Beirut'],
				],
			},
		);
	});
});
