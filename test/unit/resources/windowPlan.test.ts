import { describe, expect, it } from 'vitest';

import { wholeDay } from '../../../nodes/SocialIntents/dates/userDate';
import type { OutputItem } from '../../../nodes/SocialIntents/operation';
import { planWindows } from '../../../nodes/SocialIntents/resources/windowPlan';

type ListOptions = Parameters<typeof planWindows>[0];

const rangeIn = (timezone: string, from?: string, to?: string): ListOptions['range'] => ({
	...(from && { from: wholeDay(from, 'from', timezone) }),
	...(to && { to: wholeDay(to, 'to', timezone) }),
	timezone,
	today: '2025-06-15',
});
const plan = (more: Partial<ListOptions> = {}) =>
	planWindows({
		range: rangeIn('UTC', '2025-01-01', '2025-01-30'),
		order: 'newestFirst',
		limit: 1,
		daysPerRequest: 11,
		...more,
	});
const itemAt = (iso: string | null): OutputItem => ({
	json: {},
	key: iso ?? 'undated',
	time: iso === null ? null : Date.parse(iso),
});

describe('the plan for the windows of a long range', () => {
	it('requests all windows at once if all records are needed', () => {
		const { windows, nextBatchEnd, isComplete } = plan({ limit: Infinity });
		expect(windows).toHaveLength(3);
		expect([nextBatchEnd, isComplete]).toEqual([undefined, undefined]);
	});

	it('requests one window, then twice as many each time, if there is a limit', () => {
		expect([0, 1, 2].map((received) => plan().nextBatchEnd?.(received))).toEqual([1, 2, 4]);
	});

	it('goes back step by step to find the newest records', () => {
		const { windows, nextBatchEnd } = plan({ range: rangeIn('UTC'), daysPerRequest: 31 });
		expect([0, 1, 13].map((received) => nextBatchEnd?.(received))).toEqual([1, 13, 14]);
		expect(windows.at(-1)).toEqual({ from: '2010-01-01', to: undefined });
	});

	it('requests all days at once for the chats of one visitor, which may be years apart', () => {
		const { windows } = plan({ range: rangeIn('UTC'), isOfOneVisitor: true });
		expect(windows).toEqual([{ from: '2010-01-01', to: undefined }]);
	});

	it('is complete with a record that no older window can have a newer one than', () => {
		const { windows, isComplete } = plan();
		expect(windows[0]).toEqual({ from: '2025-01-21', to: '2025-01-31' });
		expect(isComplete?.([[itemAt('2025-01-21T00:00:00Z')]])).toBe(true);
		expect(isComplete?.([[itemAt('2025-01-20T23:59:59Z')]])).toBe(false);
		expect(isComplete?.([[itemAt(null)]])).toBe(false);
	});

	it('is not complete with a record of the day that windows share, if the service may count in UTC', () => {
		const range = rangeIn('Asia/Tokyo', '2025-01-01', '2025-01-30');
		const newest = plan({ range });
		expect(newest.windows[0]?.from).toBe('2025-01-21');
		// In Tokyo the day has begun, in UTC it has not: the next window may have newer records.
		expect(newest.isComplete?.([[itemAt('2025-01-20T20:00:00Z')]])).toBe(false);
		expect(newest.isComplete?.([[itemAt('2025-01-21T00:00:00Z')]])).toBe(true);
		const oldest = plan({ range, order: 'oldestFirst' });
		expect(oldest.windows[0]).toEqual({ from: '2024-12-31', to: '2025-01-10' });
		expect(oldest.isComplete?.([[itemAt('2025-01-09T20:00:00Z')]])).toBe(false);
		expect(oldest.isComplete?.([[itemAt('2025-01-09T14:59:59Z')]])).toBe(true);
	});

	it('is complete with any record if the order does not matter', () => {
		expect(plan({ order: 'asReturned' }).isComplete?.([[itemAt(null)]])).toBe(true);
	});

	it('counts a record that is in two windows once', () => {
		const twice = [[itemAt('2025-01-21T12:00:00Z')], [itemAt('2025-01-21T12:00:00Z')]];
		expect(plan({ limit: 2 }).isComplete?.(twice)).toBe(false);
	});
});
