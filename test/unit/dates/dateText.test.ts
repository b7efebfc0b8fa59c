import { describe, expect, it } from 'vitest';

import { parseDateText } from '../../../nodes/SocialIntents/dates/dateText';

/** What is read, with a time on the wall as ISO 8601. */
function read(text: string) {
	const date = parseDateText(text);
	return date && 'wallTime' in date ? { wallTime: date.wallTime.toISO() } : date;
}

describe('a text that may be a date', () => {
	it.each([
		['2025-01-31', '2025-01-31'],
		['20250131', '2025-01-31'],
		['2025-031', '2025-01-31'],
		['2025-W05-5', '2025-01-31'],
	])('is a day if it has no time, as %s', (text, day) => {
		expect(read(text)).toEqual({ day });
	});

	it.each([
		['2025-01-31T09:30:00Z', '2025-01-31T09:30:00Z'],
		['2025-01-31t09:30:00z', '2025-01-31T09:30:00Z'],
		['2025-01-31T09:30+02:00', '2025-01-31T07:30:00Z'],
		['2025-01-31T09:30:00-0500', '2025-01-31T14:30:00Z'],
		['2025-01-31T09:30:00+09', '2025-01-31T00:30:00Z'],
		['2025-01-31 09:30:00.250 +02:00', '2025-01-31T07:30:00.250Z'],
		['2025-01-31 09:30:00 Europe/Berlin', '2025-01-31T08:30:00Z'],
	])('is a moment if it names its offset or zone, as %s', (text, iso) => {
		expect(read(text)).toEqual({ moment: Date.parse(iso) });
	});

	it.each([
		['2025-01-31T09:30:00', '2025-01-31T09:30:00.000Z'],
		['2025-01-31T09:30', '2025-01-31T09:30:00.000Z'],
		['2025-01-31 09:30:00', '2025-01-31T09:30:00.000Z'],
		['2025-01-31T00:00:00', '2025-01-31T00:00:00.000Z'],
	])('is a local time if it names no zone, as %s', (text, wallTime) => {
		expect(read(text)).toEqual({ wallTime });
	});

	it.each(['', 'soon', '2025', '2025-01', '10:30', '2025-02-30', '2025-01-31T25:00', '31.01.2025'])(
		'is not a date if it is "%s"',
		(text) => {
			expect(read(text)).toBeUndefined();
		},
	);
});
