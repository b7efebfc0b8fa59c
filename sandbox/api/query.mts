import { DateTime, IANAZone } from 'luxon';

import { HttpError } from './responses.mts';
import { isId, isWidgetId } from './ids.mts';
import type { Chat, Contact, StoredRecord } from '../data/records.mts';
import type { Behavior } from '../facts/index.mts';

/** The parsed query of a list request. Unknown parameters are ignored, as real servers do. */
export interface Query {
	/** IANA name of the time zone of the dates. */
	timezone: string;
	/** First moment, ms since 1970. */
	from: number;
	/** First moment after the last day, ms since 1970. */
	until: number;
	/** Fields that must have this value. */
	fields: Array<[keyof Chat, string]>;
	tag: string | null;
	email: string | null;
	behavior: Behavior;
}

/** What parsing a query depends on. */
interface QueryContext {
	accountTimezone: string;
	behavior: Behavior;
	/** Ms since 1970. */
	now: number;
}

/** Documented filters of `/chats`, `/missedchats` and `/offlinemessages`, and the fields they compare. */
const CHAT_FIELDS = {
	app_id: 'appId',
	widget_id: 'appId',
	visitor_id: 'visitorId',
	id: 'id',
} as const;
/** Documented: contacts have four filters, the dates, the time zone and `app_id`. */
const CONTACT_FIELDS = { app_id: 'appId' } as const;

/** Reads the filters of the three chat lists. @throws HttpError 400 for a bad date or time zone */
export function readChatQuery(given: URLSearchParams, context: QueryContext): Query {
	const parameters = withoutIgnored(given, context.behavior);
	return {
		...readDays(parameters, context),
		behavior: context.behavior,
		fields: readFields(parameters, CHAT_FIELDS),
		tag: parameters.get('tag'),
		email: parameters.get('email'),
	};
}

/** Reads the filters of the contacts. @throws HttpError 400 for a bad date or time zone */
export function readContactQuery(given: URLSearchParams, context: QueryContext): Query {
	const parameters = withoutIgnored(given, context.behavior);
	return {
		...readDays(parameters, context),
		behavior: context.behavior,
		fields: readFields(parameters, CONTACT_FIELDS),
		tag: null,
		email: null,
	};
}

/** The matching records in stored order: the service does not guarantee one. */
export function select<T extends Chat | Contact>(
	records: ReadonlyArray<StoredRecord<T>>,
	query: Query,
): Array<StoredRecord<T>> {
	const anyDay = query.from === -Infinity && query.until === Infinity;
	const found = records.filter(
		({ record, at, tags }) =>
			(anyDay || (at >= query.from && at < query.until)) &&
			(query.tag === null || tags.includes(query.tag)) &&
			query.fields.every(([field, value]) => hasValue(record, field, value, query.behavior)) &&
			(query.email === null || hasEmail(record, query.email)),
	);
	return inOrder(atMost(found, query.behavior['most-rows']), query.behavior['list-order']);
}

/** `100 rows`: the newest 100. */
function atMost<T>(records: Array<StoredRecord<T>>, words: string): Array<StoredRecord<T>> {
	const count = Number(/^(\d+) rows$/.exec(words)?.[1] ?? Infinity);
	if (records.length <= count) return records;
	const newest = new Set(records.toSorted((left, right) => right.at - left.at).slice(0, count));
	return records.filter((stored) => newest.has(stored));
}

function inOrder<T>(records: Array<StoredRecord<T>>, order: string): Array<StoredRecord<T>> {
	const sign = { 'oldest first': 1, 'newest first': -1 }[order];
	return sign ? records.toSorted((left, right) => sign * (left.at - right.at)) : records;
}

/** Removes the parameters that a service with this behavior ignores. */
function withoutIgnored(given: URLSearchParams, by: Behavior): URLSearchParams {
	const ignored = (name: string): boolean =>
		(by as Record<string, string>)[`filter-${name}`] === 'ignored';
	return new URLSearchParams([...given].filter(([name]) => !ignored(name)));
}

function hasValue(record: Chat | Contact, field: keyof Chat, value: string, by: Behavior): boolean {
	const found = (record as Chat)[field];
	if (typeof found !== 'string') return false;
	if (field === 'visitorId') return found === value;
	return field === 'appId' ? isWidgetId(found, value, by) : isId(found, value, by);
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

const DAY_MS = 86_400_000;

function readDays(
	parameters: URLSearchParams,
	{ accountTimezone, behavior, now }: QueryContext,
): Pick<Query, 'timezone' | 'from' | 'until'> {
	const timezone = readZone(
		parameters.get('timezone') ?? accountTimezone,
		accountTimezone,
		behavior,
	);
	const zone = behavior['days-zone'] === 'UTC' ? 'UTC' : timezone;
	const from = readDay('date_from', parameters, zone, behavior);
	const to = readDay('date_to', parameters, zone, behavior);
	const last = behavior['date-to'] === 'excluded' ? to : to?.plus({ days: 1 });
	const until = last ? startOf(last) : Infinity;
	const start = from ? startOf(from) : -Infinity;
	const end = Math.min(until, now);
	const longest = daysIn(behavior['longest-range']) * DAY_MS;
	const usual = from || to ? Infinity : daysIn(behavior['no-dates']) * DAY_MS;
	return { timezone, from: Math.max(start, end - longest, end - usual), until };
}

/** `the last 7 days` and `31 days`; anything else means no limit. */
const daysIn = (words: string): number => Number(/(\d+) days$/.exec(words)?.[1] ?? Infinity);

/** IANA names only: Node also takes offsets such as `+02:00`. */
const isZone = (name: string): boolean => /^[A-Za-z]/.test(name) && IANAZone.isValidZone(name);

function readZone(name: string, accountTimezone: string, by: Behavior): string {
	if (isZone(name)) return name;
	if (by['bad-timezone'] === '200 with records') return accountTimezone;
	throw new HttpError(400, `Unknown timezone: ${name}`, {}, by['bad-timezone']);
}

function readDay(
	name: string,
	parameters: URLSearchParams,
	zone: string,
	by: Behavior,
): DateTime | null {
	const text = parameters.get(name);
	if (text === null) return null;
	const day = DateTime.fromISO(/^\d{4}-\d{2}-\d{2}$/.test(text) ? text : '', { zone });
	if (day.isValid) return day;
	if (by['bad-date'] === '200 with records') return null;
	throw new HttpError(400, `Invalid ${name}: ${text}. Use YYYY-MM-DD`, {}, by['bad-date']);
}

function startOf(day: DateTime): number {
	const midnight = day.startOf('day');
	// Where clocks are set back across midnight (Havana), the day starts at the first of the two midnights.
	const earlier = midnight.minus({ hours: 1 });
	return (earlier.hasSame(midnight, 'day') ? earlier : midnight).toMillis();
}
