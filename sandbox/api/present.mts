import { DateTime } from 'luxon';

import type { Chat, ChatPayload, Contact, StoredRecord } from '../data/records.mts';
import type { Behavior } from '../facts/index.mts';
import type { Settings } from '../settings.mts';
import { written } from './records.mts';

interface Style extends Pick<Settings, 'dates' | 'historyDisabled'> {
	behavior: Behavior;
}

export const styleOf = ({
	settings,
	behavior,
}: {
	settings: Settings;
	behavior: Behavior;
}): Style => ({
	...settings,
	behavior,
});

/** The record of `stored` as the account shows it in `timezone`. */
export function presentChat<T extends Chat>(
	{ record, at }: StoredRecord<T>,
	style: Style,
	timezone: string,
): T {
	const dated =
		style.dates === 'older' && !Number.isNaN(at)
			? { ...record, startDate: olderDate(at, timezone) }
			: record;
	const history = style.historyDisabled ? 'blank' : style.behavior.history;
	const kept = history === 'kept' ? dated : withoutHistory(dated, history === 'masked');
	return written(kept, at, timezone, style.behavior);
}

export function presentContact(
	{ record, at }: StoredRecord<Contact>,
	style: Style,
	timezone: string,
): Contact {
	const dated =
		style.dates === 'older' && !Number.isNaN(at)
			? { ...record, addDate: olderDate(at, timezone) }
			: record;
	return written(dated, at, timezone, style.behavior);
}

/** Observed in the older API: a 24-hour time followed by AM or PM. */
const olderDate = (at: number, zone: string): string =>
	DateTime.fromMillis(at, { zone, locale: 'en-US' }).toFormat('yyyy-MM-dd HH:mm:ss a');

/** Documented: the transcript and personal fields are empty; which fields is a guess. */
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

/** Documented: obfuscated or deleted. Masks keep the first letter, as in `A***`. */
function withoutHistory<T extends Chat>(record: T, isMasked: boolean): T {
	const mask = (text: unknown): string =>
		isMasked && typeof text === 'string' && text ? `${text.slice(0, 1)}***` : '';
	const blank = (field: string): boolean => field === 'textBody' || field === 'htmlBody';
	const hidden = PERSONAL.filter((field) => field in record).map((field) => [
		field,
		blank(field) ? '' : mask((record as ChatPayload)[field]),
	]);
	const messages = (record.messages ?? []).map((message) => ({
		...message,
		body: '',
		nickname: mask(message.nickname),
	}));
	return { ...record, ...Object.fromEntries(hidden), messages: isMasked ? messages : [] };
}
