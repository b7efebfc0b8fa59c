import { DateTime } from 'luxon';

import type { Behavior } from '../facts/index.mts';
import { shownId } from './ids.mts';

type AnyRecord = Record<string, unknown>;

/**
 * A record as a service with this behavior writes it. The default behavior changes nothing and returns the
 * same object.
 */
export function written<T extends object>(record: T, at: number, zone: string, by: Behavior): T {
	let result = record as AnyRecord;
	for (const change of CHANGES) result = change(result, { at, zone, by });
	return result as T;
}

interface Context {
	at: number;
	/** Asked for. */
	zone: string;
	by: Behavior;
}

type Change = (record: AnyRecord, context: Context) => AnyRecord;

const CHANGES: Change[] = [withDate, withIds, withTypes, withSpeakers, withMissing, withFields];

const ISO = "yyyy-MM-dd'T'HH:mm:ss'Z'";

function withDate(record: AnyRecord, { at, zone, by }: Context): AnyRecord {
	const format = by['date-format'];
	if (format === ISO || Number.isNaN(at)) return record;
	const name = 'addDate' in record ? 'addDate' : 'startDate';
	if (format === 'milliseconds') return { ...record, [name]: at };
	if (format === 'seconds') return { ...record, [name]: Math.floor(at / 1000) };
	const inZone = by['date-zone'] === 'the time zone asked for' ? zone : 'UTC';
	const moment = DateTime.fromMillis(at, { zone: inZone, locale: 'en-US' });
	return { ...record, [name]: moment.toFormat(format) };
}

function withIds(record: AnyRecord, { by }: Context): AnyRecord {
	const form = by['record-ids'];
	const isOther = by['widget-ids'] !== 'alike';
	if (form === '32 hexadecimal digits' && !isOther) return record;
	const { id, appId } = record;
	const shownApp = typeof appId === 'string' ? shownId(appId, form) : appId;
	return {
		...record,
		id: shownId(String(id), form),
		...(appId !== undefined && {
			appId: isOther && typeof shownApp === 'string' ? otherCase(shownApp) : shownApp,
		}),
	};
}

const otherCase = (text: string): string =>
	text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();

/** `duration: string, visits: string`: these fields as text. */
function withTypes(record: AnyRecord, { by }: Context): AnyRecord {
	const names = [...by['chat-types'].matchAll(/(\w+): string/g)].map(([, name = '']) => name);
	const given = names.filter((name) => name in record);
	if (given.length === 0) return record;
	return { ...record, ...Object.fromEntries(given.map((name) => [name, String(record[name])])) };
}

function withSpeakers(record: AnyRecord, { by }: Context): AnyRecord {
	if (by['message-types'] !== 'agent, visitor' || !Array.isArray(record.messages)) return record;
	const messages = record.messages as AnyRecord[];
	return {
		...record,
		messages: messages.map((message) => ({
			...message,
			type: message.type === 'messageToVisitor' ? 'agent' : 'visitor',
		})),
	};
}

function withMissing(record: AnyRecord, { by }: Context): AnyRecord {
	const form = by['missing-values'];
	if (form === '""') return record;
	const fields = Object.entries(record);
	return Object.fromEntries(
		form === 'null'
			? fields.map(([name, value]) => [name, value === '' ? null : value])
			: fields.filter(([, value]) => value !== '' && value !== null),
	);
}

/** `without a, b`: these fields are omitted. */
function withFields(record: AnyRecord, { by }: Context): AnyRecord {
	const words = by['addDate' in record ? 'contact-fields' : 'chat-fields'];
	const [, list] = /^without ([\w, ]+)/.exec(words) ?? [];
	if (list === undefined) return record;
	const left = list.split(', ');
	return Object.fromEntries(Object.entries(record).filter(([name]) => !left.includes(name)));
}
