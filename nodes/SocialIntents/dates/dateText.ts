import { DateTime } from 'luxon';
import { DAY_FORMAT } from './days';

/** What a text says by itself: a day (`YYYY-MM-DD`), a moment in milliseconds, or a time without its zone. */
export type DateText =
	| { day: string }
	| { moment: number }
	/** What the clock shows, as if it were in UTC. */
	| { wallTime: DateTime };

/** Reads a date in ISO 8601 or SQL form. Returns undefined if the text is none. */
export function parseDateText(text: string): DateText | undefined {
	const hasDay = /^\d{4}-?(\d\d-?\d\d|\d{3}|W\d\d-?\d)(?!\d)/i.test(text);
	if (!hasDay) return undefined;
	const iso = DateTime.fromISO(text, { zone: 'utc' });
	const date = iso.isValid ? iso : DateTime.fromSQL(text, { zone: 'utc' });
	if (!date.isValid) return undefined;
	if (!/[T:]/i.test(text)) return { day: date.toFormat(DAY_FORMAT) };
	// An offset, the Z of UTC, or a zone's name.
	const hasZone = /[a-z\]]$|[+-]\d\d(:?\d\d)?$/i.test(text.slice(10));
	return hasZone ? { moment: date.toMillis() } : { wallTime: date };
}
