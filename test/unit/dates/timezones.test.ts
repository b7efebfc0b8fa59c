import { IANAZone } from 'luxon';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { isTimezone, timezoneNames } from '../../../nodes/SocialIntents/dates/timezones';

afterEach(() => {
	vi.restoreAllMocks();
});

describe('a time zone', () => {
	it('is looked up once, however many items of a run are in it', () => {
		const lookUp = vi.spyOn(IANAZone, 'isValidZone');
		const items = Array.from({ length: 200 }, () => isTimezone('Antarctica/Troll'));
		expect(items).not.toContain(false);
		expect(lookUp).toHaveBeenCalledTimes(1);
	});

	it.each(['America/New_York', 'Asia/Kolkata', 'UTC', 'Europe/Berlin'])('may be %s', (name) => {
		expect(isTimezone(name)).toBe(true);
	});

	it.each(['', 'local', 'Mars/Olympus', 'New York', 'UTC+3', '+03:00', 'DEFAULT'])(
		'may not be %j, which is not an IANA name',
		(name) => {
			expect(isTimezone(name)).toBe(false);
		},
	);
});

describe('the list of time zones', () => {
	it.each(['UTC', 'Asia/Kolkata', 'Europe/Kyiv', 'America/Nuuk', 'America/New_York'])(
		'contains %s',
		(name) => {
			expect(timezoneNames()).toContain(name);
		},
	);

	it('contains every name once, sorted, and only names that can be used', () => {
		const names = timezoneNames();
		expect(names.length).toBeGreaterThan(400);
		expect(names).toEqual([...new Set(names)].sort());
		expect(names.filter((name) => !isTimezone(name))).toEqual([]);
	});
});
