import { DateTime } from 'luxon';

import type { Chat, ChatPayload, Contact, Row } from '../data/records.mts';
import type { Settings } from '../settings.mts';

type Style = Pick<Settings, 'dates' | 'historyDisabled'>;

/** The record of `row` as the account shows it to somebody in `timezone`. */
export function presentChat<T extends Chat>(
	{ record, at }: Row<T>,
	style: Style,
	timezone: string,
): T {
	const dated =
		style.dates === 'older' && !Number.isNaN(at)
			? { ...record, startDate: olderDate(at, timezone) }
			: record;
	return style.historyDisabled ? withoutHistory(dated) : dated;
}

export function presentContact(
	{ record, at }: Row<Contact>,
	style: Style,
	timezone: string,
): Contact {
	return style.dates === 'older' && !Number.isNaN(at)
		? { ...record, addDate: olderDate(at, timezone) }
		: record;
}

/** Seen in the older API: 24 hours, and yet AM or PM. */
const olderDate = (at: number, zone: string): string =>
	DateTime.fromMillis(at, { zone, locale: 'en-US' }).toFormat('yyyy-MM-dd HH:mm:ss a');

/** Documented: transcript and personal fields come back empty; which ones is a guess. */
const PERSONAL = [
	'visitorName',
	'visitorFullName',
	'visitorFirstName',
	'visitorLastName',
	'visitorEmail',
	'visitorPhone',
	'ip',
	'location',
	'textBody',
	'htmlBody',
] as const satisfies ReadonlyArray<keyof ChatPayload>;

function withoutHistory<T extends Chat>(record: T): T {
	const emptied = PERSONAL.filter((field) => field in record).map((field) => [field, '']);
	return { ...record, ...Object.fromEntries(emptied), messages: [] };
}
