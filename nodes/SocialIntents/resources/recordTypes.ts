import type { IDataObject } from 'n8n-workflow';
import type { ApiRecord } from '../operation';

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
	 * At most ten flat fields, always the same keys; null if the record has no value. `time` is the record's
	 * date in milliseconds, null if it cannot be read.
	 */
	simplify: (record: ApiRecord, time: number | null) => IDataObject;
	addable: AddedField[];
}

type Flat = string | number | boolean | null;

/** The first of the named fields that has a value, as a flat value. */
function firstValue(record: ApiRecord, ...names: string[]): Flat {
	for (const name of names) {
		const value = record[name];
		if (value === undefined || value === null || value === '') continue;
		return typeof value === 'object' ? JSON.stringify(value) : (value as Flat);
	}
	return null;
}

function joined(...parts: Array<IDataObject[string]>): string | null {
	return parts.filter((part) => typeof part === 'string' && part !== '').join(' ') || null;
}

/** A date as toISOString writes it, other than at the end of a month, where it may overflow into the next. */
const ISO_DATE = /^\d{4}-\d\d-([01]\d|2[0-8])T([01]\d|2[0-3]):\d\d:\d\d\.\d{3}Z$/;

/** ISO 8601 in UTC; what cannot be read stays as it came. */
function isoDate(record: ApiRecord, field: string, time: number | null): Flat {
	const given = firstValue(record, field);
	// Writing it anew would take a third of the time that creating a record takes.
	const staysAsItCame = time === null || (typeof given === 'string' && ISO_DATE.test(given));
	return staysAsItCame ? given : new Date(time).toISOString();
}

/** What a chat is found by comes first, IDs come last: the order of the columns in n8n and in a sheet. */
const visitorOf = (record: ApiRecord) => ({
	visitorFullName:
		firstValue(record, 'visitorFullName', 'visitorName') ??
		joined(record.visitorFirstName, record.visitorLastName),
	visitorEmail: firstValue(record, 'visitorEmail'),
	visitorPhone: firstValue(record, 'visitorPhone'),
});

const originOf = (record: ApiRecord) => ({
	page: firstValue(record, 'page'),
	widgetId: firstValue(record, 'appId'),
	id: firstValue(record, 'id'),
});

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
		startDate: isoDate(record, 'startDate', time),
		chatType: firstValue(record, 'chatType'),
		...visitorOf(record),
		agentName: firstValue(record, 'agentName'),
		duration: firstValue(record, 'duration'),
		...originOf(record),
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
		startDate: isoDate(record, 'startDate', time),
		...visitorOf(record),
		textBody: firstValue(record, 'textBody'),
		...originOf(record),
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
		addDate: isoDate(record, 'addDate', time),
		firstName: firstValue(record, 'firstName'),
		lastName: firstValue(record, 'lastName'),
		email: firstValue(record, 'email'),
		phone: firstValue(record, 'phone'),
		group: firstValue(record, 'group'),
		page: firstValue(record, 'page'),
		widgetName: firstValue(record, 'appName'),
		widgetId: firstValue(record, 'appId'),
		id: firstValue(record, 'id'),
	}),
	addable: ['widgetName'],
};

export const widgetRecord: RecordType = {
	noun: 'widget',
	dateField: 'created',
	fields: ['created', 'name', 'timezone'],
	simplify: (record, time) => ({
		name: firstValue(record, 'name'),
		timezone: firstValue(record, 'timezone'),
		created: isoDate(record, 'created', time),
		id: firstValue(record, 'id'),
	}),
	addable: [],
};
