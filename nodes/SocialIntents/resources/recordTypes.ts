import type { IDataObject } from 'n8n-workflow';
import type { ApiRecord } from '../operation';
import { transcriptText } from './transcriptText';

/** What Options > Add Fields can add to a record. */
export type AddedField = 'transcript' | 'widgetName' | 'metrics';

/** One kind of record: its name, its date field, and its simplified form. */
export interface RecordType {
	/** In the words of the editor. */
	noun: string;
	dateField: string;
	/** The documented fields, for Selected Fields. */
	fields: string[];
	/**
	 * At most ten flat fields, always the same keys; null if the record has no value. The fields people look
	 * for come first, IDs last: the order of the columns in n8n and in a sheet. `time` is the record's date in
	 * milliseconds, null if it cannot be read.
	 */
	simplify: (record: ApiRecord, time: number | null) => IDataObject;
	addable: AddedField[];
}

type Flat = string | number | boolean | null;

/** Null where there is no value; lists and objects as JSON. */
function flat(value: unknown): Flat {
	if (value === undefined || value === null || value === '') return null;
	return typeof value === 'object' ? JSON.stringify(value) : (value as Flat);
}

function joined(...parts: Array<IDataObject[string]>): string | null {
	return parts.filter((part) => typeof part === 'string' && part !== '').join(' ') || null;
}

/** A date as toISOString writes it, other than at the end of a month, where it may overflow into the next. */
const ISO_DATE = /^\d{4}-\d\d-([01]\d|2[0-8])T([01]\d|2[0-3]):\d\d:\d\d\.\d{3}Z$/;

/** ISO 8601 in UTC; what cannot be read stays as it came. */
function isoDate(value: unknown, time: number | null): Flat {
	const given = flat(value);
	// Writing it anew would take longer than the rest of the record.
	const staysAsItCame = time === null || (typeof given === 'string' && ISO_DATE.test(given));
	return staysAsItCame ? given : new Date(time).toISOString();
}

const nameOf = (record: ApiRecord): Flat =>
	flat(record.visitorFullName) ??
	flat(record.visitorName) ??
	joined(record.visitorFirstName, record.visitorLastName);

const CHAT_FIELDS = [
	'agentEmail',
	'agentId',
	'agentName',
	'chatType',
	'duration',
	'htmlBody',
	'ip',
	'location',
	'messages',
	'page',
	'referrer',
	'startDate',
	'textBody',
	'userAgent',
	'visitorCustom1',
	'visitorCustom2',
	'visitorCustom3',
	'visitorCustom4',
	'visitorCustom5',
	'visitorCustom6',
	'visitorEmail',
	'visitorFullName',
	'visitorId',
	'visitorParams',
	'visitorPhone',
	'visits',
	'widgetId',
];

export const chatRecord: RecordType = {
	noun: 'chat',
	dateField: 'startDate',
	fields: CHAT_FIELDS,
	simplify: (record, time) => ({
		startDate: isoDate(record.startDate, time),
		chatType: flat(record.chatType),
		visitorFullName: nameOf(record),
		visitorEmail: flat(record.visitorEmail),
		visitorPhone: flat(record.visitorPhone),
		agentName: flat(record.agentName),
		duration: flat(record.duration),
		page: flat(record.page),
		widgetId: flat(record.appId),
		id: flat(record.id),
	}),
	addable: ['transcript', 'widgetName', 'metrics'],
};

export const missedChatRecord: RecordType = { ...chatRecord, noun: 'missed chat' };

/** The service sends the shape of a chat, in which nobody answers and nothing lasts. */
export const offlineMessageRecord: RecordType = {
	noun: 'offline message',
	dateField: 'startDate',
	fields: CHAT_FIELDS,
	simplify: (record, time) => ({
		startDate: isoDate(record.startDate, time),
		visitorFullName: nameOf(record),
		visitorEmail: flat(record.visitorEmail),
		visitorPhone: flat(record.visitorPhone),
		textBody: flat(record.textBody) ?? transcriptText(record),
		page: flat(record.page),
		widgetId: flat(record.appId),
		id: flat(record.id),
	}),
	addable: ['widgetName'],
};

export const contactRecord: RecordType = {
	noun: 'contact',
	dateField: 'addDate',
	fields: [
		'addDate',
		'email',
		'firstName',
		'group',
		'lastName',
		'page',
		'phone',
		'widgetId',
		'widgetName',
	],
	simplify: (record, time) => ({
		addDate: isoDate(record.addDate, time),
		firstName: flat(record.firstName),
		lastName: flat(record.lastName),
		email: flat(record.email),
		phone: flat(record.phone),
		group: flat(record.group),
		page: flat(record.page),
		widgetName: flat(record.appName),
		widgetId: flat(record.appId),
		id: flat(record.id),
	}),
	addable: ['widgetName'],
};

export const widgetRecord: RecordType = {
	noun: 'widget',
	dateField: 'created',
	fields: ['created', 'name', 'timezone'],
	simplify: (record, time) => ({
		name: flat(record.name),
		timezone: flat(record.timezone),
		created: isoDate(record.created, time),
		id: flat(record.id),
	}),
	addable: [],
};
