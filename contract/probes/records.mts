import { CHAT_FIELDS, CHAT_NUMBERS, CONTACT_FIELDS } from '../../sandbox/data/records.mts';
import { type AnyRecord, safeName } from '../reading.mts';
import { momentOf } from '../dateForms.mts';
import type { Sample } from '../sample.mts';
import type { Seen } from './seen.mts';

/** Documented for webhooks; possibly present in lists. */
const OPTIONAL = ['visitorConsent', 'visitorFirstName', 'visitorLastName', 'visitorGroup'];
const NUMBERS: readonly string[] = CHAT_NUMBERS;
/** Covered by separate facts. */
const UNTYPED = ['id', 'appId', 'startDate', 'messages'];
const MESSAGE_TYPES = ['messageToAgent', 'messageToVisitor', 'agent', 'visitor', 'system', 'bot'];

/** The form of the sample's records; sends no request. */
export function probeRecords({ chats, contacts, widgets }: Sample): Seen {
	const { records } = chats;
	if (records.length === 0) return {};
	return {
		'record-ids': idForm(records.map(({ id }) => id)),
		...widgetIds(records, widgets.records),
		'missing-values': missingIn([...records, ...contacts.records]),
		'chat-fields': fieldsOf(records, CHAT_FIELDS),
		...(contacts.records.length > 0 && {
			'contact-fields': fieldsOf(contacts.records, CONTACT_FIELDS),
		}),
		'chat-types': typesOf(records),
		...messageTypes(records),
		history: historyIn(records),
		...orderOf(records),
	};
}

function idForm(ids: unknown[]): string {
	const all = (form: RegExp): boolean => ids.every((id) => form.test(String(id)));
	if (ids.every((id) => typeof id === 'number') || all(/^\d{1,20}$/)) return 'numbers';
	if (all(/^[0-9a-f]{32}$/)) return '32 hexadecimal digits';
	if (all(/^[0-9A-F]{32}$/)) return '32 hexadecimal digits in upper case';
	return all(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i) ? 'UUIDs' : 'other';
}

function widgetIds(records: AnyRecord[], widgets: AnyRecord[]): Seen {
	const known = widgets.map(({ id }) => String(id));
	const lower = new Set(known.map((id) => id.toLowerCase()));
	const used = [...new Set(records.map(({ appId }) => String(appId)))];
	const listed = used.filter((id) => lower.has(id.toLowerCase()));
	if (listed.length === 0) return {};
	const isAlike = listed.every((id) => known.includes(id));
	return { 'widget-ids': isAlike ? 'alike' : 'in another letter case' };
}

function missingIn(records: AnyRecord[]): string {
	const has = (value: unknown): boolean =>
		records.some((record) => Object.values(record).includes(value));
	return has('') ? '""' : has(null) ? 'null' : 'no field';
}

function fieldsOf(records: AnyRecord[], documented: readonly string[]): string {
	const seen = new Set(records.flatMap((record) => Object.keys(record)));
	const missing = documented.filter((name) => !seen.has(name));
	const more = [...seen].filter((name) => !documented.includes(name) && !OPTIONAL.includes(name));
	const parts = [
		...(missing.length > 0 ? [`without ${missing.join(', ')}`] : []),
		...(more.length > 0 ? [`also ${[...new Set(more.map(safeName))].sort().join(', ')}`] : []),
	];
	return parts.join('; ') || 'as documented';
}

function typesOf(records: AnyRecord[]): string {
	const other = new Set<string>();
	for (const record of records) {
		for (const name of CHAT_FIELDS) {
			const value = record[name];
			if (value === undefined || value === null || value === '' || UNTYPED.includes(name)) continue;
			const expected = NUMBERS.includes(name) ? 'number' : 'string';
			if (typeof value !== expected) other.add(`${name}: ${typeof value}`);
		}
	}
	return [...other].sort().join(', ') || 'as documented';
}

const messagesOf = ({ messages }: AnyRecord): AnyRecord[] =>
	Array.isArray(messages) ? (messages as AnyRecord[]) : [];

function messageTypes(records: AnyRecord[]): Seen {
	const types = new Set(records.flatMap(messagesOf).map(({ type }) => String(type)));
	if (types.size === 0) return {};
	const named = [...types].map((type) => (MESSAGE_TYPES.includes(type) ? type : 'other'));
	return { 'message-types': [...new Set(named)].sort().join(', ') };
}

function historyIn(records: AnyRecord[]): string {
	const isSaid = (value: unknown): boolean => typeof value === 'string' && /[^\s*]/.test(value);
	const hasWords = records.some(
		(record) => isSaid(record.textBody) || messagesOf(record).some(({ body }) => isSaid(body)),
	);
	if (hasWords) return 'kept';
	const isMasked = records.some(({ visitorFullName }) => /\*{2}/.test(String(visitorFullName)));
	return isMasked ? 'masked' : 'blank';
}

function orderOf(records: AnyRecord[]): Seen {
	const times = records.map(momentOf).filter((at) => !Number.isNaN(at));
	if (times.length < 3) return {};
	const isSorted = (sign: number): boolean =>
		times.every((at, index) => index === 0 || sign * (at - (times[index - 1] ?? at)) >= 0);
	const order = isSorted(1) ? 'oldest first' : isSorted(-1) ? 'newest first' : 'no order of time';
	return { 'list-order': order };
}
