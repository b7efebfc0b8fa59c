import { DateTime, IANAZone } from 'luxon';

import { HttpError } from './responses.mts';
import { hash } from '../data/random.mts';
import type { Chat, Contact, Row } from '../data/records.mts';

/** What a list request asks for. Unknown parameters are ignored, as by any real server. */
export interface Query {
	/** IANA name of the zone whose days are meant. */
	timezone: string;
	/** First moment, ms since 1970. */
	from: number;
	/** First moment after the last day, ms since 1970. */
	until: number;
	/** Fields that must have this value. */
	fields: Array<[keyof Chat, string]>;
	tag: string | null;
	email: string | null;
}

/** Documented filters of `/chats`, `/missedchats` and `/offlinemessages`, and what they look at. */
const CHAT_FIELDS = {
	app_id: 'appId',
	widget_id: 'appId',
	visitor_id: 'visitorId',
	id: 'id',
} as const;
/** Documented: contacts have four filters, the dates, the time zone and `app_id`. */
const CONTACT_FIELDS = { app_id: 'appId' } as const;

/** Reads the filters of the three chat lists. @throws HttpError 400 for a bad date or time zone */
export function readChatQuery(parameters: URLSearchParams, accountTimezone: string): Query {
	return {
		...readDays(parameters, accountTimezone),
		fields: readFields(parameters, CHAT_FIELDS),
		tag: parameters.get('tag'),
		email: parameters.get('email'),
	};
}

/** Reads the filters of the contacts. @throws HttpError 400 for a bad date or time zone */
export function readContactQuery(parameters: URLSearchParams, accountTimezone: string): Query {
	return {
		...readDays(parameters, accountTimezone),
		fields: readFields(parameters, CONTACT_FIELDS),
		tag: null,
		email: null,
	};
}

/** The rows that match, in the order they are kept in: the service promises none. */
export function select<T extends Chat | Contact>(
	rows: ReadonlyArray<Row<T>>,
	query: Query,
): Array<Row<T>> {
	const anyDay = query.from === -Infinity && query.until === Infinity;
	return rows.filter(
		({ record, at, tags }) =>
			(anyDay || (at >= query.from && at < query.until)) &&
			(query.tag === null || tags.includes(query.tag)) &&
			query.fields.every(([field, value]) => hasValue(record, field, value)) &&
			(query.email === null || hasEmail(record, query.email)),
	);
}

/** A number that stands for an id, for a service that counts instead of drawing ids. */
export const numericId = (id: string): number => hash(id);

/** Whether `given` names this id, in the form the service shows it or as its number. */
export const isId = (id: string, given: string): boolean =>
	id === given || (/^\d+$/.test(given) && given === String(numericId(id)));

function hasValue(record: Chat | Contact, field: keyof Chat, value: string): boolean {
	const found = (record as Chat)[field];
	if (typeof found !== 'string') return false;
	return field === 'visitorId' ? found === value : isId(found, value);
}

const hasEmail = (record: Chat | Contact, email: string): boolean =>
	(record as Chat).visitorEmail?.toLowerCase() === email.toLowerCase();

const readFields = (
	parameters: URLSearchParams,
	known: Record<string, keyof Chat>,
): Array<[keyof Chat, string]> =>
	Object.entries(known).flatMap(([name, field]): Array<[keyof Chat, string]> => {
		const value = parameters.get(name);
		return value === null ? [] : [[field, value]];
	});

function readDays(parameters: URLSearchParams, accountTimezone: string) {
	const timezone = parameters.get('timezone') ?? accountTimezone;
	if (!isZone(timezone)) throw new HttpError(400, `Unknown timezone: ${timezone}`);
	const from = parameters.get('date_from');
	const to = parameters.get('date_to');
	return {
		timezone,
		from: from === null ? -Infinity : startOf(readDay('date_from', from, timezone)),
		until: to === null ? Infinity : startOf(readDay('date_to', to, timezone).plus({ days: 1 })),
	};
}

/** IANA names only: Node also takes offsets such as `+02:00`. */
const isZone = (name: string): boolean => /^[A-Za-z]/.test(name) && IANAZone.isValidZone(name);

function readDay(name: string, text: string, zone: string): DateTime {
	const day = DateTime.fromISO(/^\d{4}-\d{2}-\d{2}$/.test(text) ? text : '', { zone });
	if (!day.isValid) throw new HttpError(400, `Invalid ${name}: ${text}. Use YYYY-MM-DD`);
	return day;
}

function startOf(day: DateTime): number {
	const midnight = day.startOf('day');
	// Where clocks go back over midnight (Havana), the day begins at the first of two midnights.
	const earlier = midnight.minus({ hours: 1 });
	return (earlier.hasSame(midnight, 'day') ? earlier : midnight).toMillis();
}
