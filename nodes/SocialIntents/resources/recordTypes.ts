import type { IDataObject } from 'n8n-workflow';
import { parseServiceDate } from '../dates/serviceDate';
import type { ApiRecord } from '../operation';

/** How one kind of record is read: what it is called, where its date is, what it boils down to. */
export interface RecordType {
	/** As users say it. */
	noun: string;
	dateField: string;
	/** The documented fields, for Selected Fields. */
	fields: string[];
	/** At most ten flat fields, always the same keys; null where the record says nothing. */
	simplify: (row: ApiRecord, timezone: string) => IDataObject;
}

type Flat = string | number | boolean | null;

/** The first of the named fields that says something, as a flat value. */
function firstValue(row: ApiRecord, ...names: string[]): Flat {
	for (const name of names) {
		const value = row[name];
		if (value === undefined || value === null || value === '') continue;
		return typeof value === 'object' ? JSON.stringify(value) : (value as Flat);
	}
	return null;
}

function joined(...parts: Array<IDataObject[string]>): string | null {
	return parts.filter((part) => typeof part === 'string' && part !== '').join(' ') || null;
}

/** ISO 8601 in UTC; what cannot be read stays as it came. */
function isoDate(value: Flat, timezone: string): Flat {
	const milliseconds = parseServiceDate(value, timezone);
	return milliseconds === null ? value : new Date(milliseconds).toISOString();
}

/** Chats, missed chats and offline messages: one shape, so that a sheet has the same columns for all. */
export const chatRecord = (noun: string): RecordType => ({
	noun,
	dateField: 'startDate',
	fields: [
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
	],
	simplify: (row, timezone) => ({
		id: firstValue(row, 'id'),
		chatType: firstValue(row, 'chatType'),
		widgetId: firstValue(row, 'appId'),
		startDate: isoDate(firstValue(row, 'startDate'), timezone),
		duration: firstValue(row, 'duration'),
		visitorFullName:
			firstValue(row, 'visitorFullName', 'visitorName') ??
			joined(row.visitorFirstName, row.visitorLastName),
		visitorEmail: firstValue(row, 'visitorEmail'),
		visitorPhone: firstValue(row, 'visitorPhone'),
		agentName: firstValue(row, 'agentName'),
		textBody: firstValue(row, 'textBody'),
	}),
});

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
	simplify: (row, timezone) => ({
		id: firstValue(row, 'id'),
		widgetId: firstValue(row, 'appId'),
		widgetName: firstValue(row, 'appName'),
		firstName: firstValue(row, 'firstName'),
		lastName: firstValue(row, 'lastName'),
		email: firstValue(row, 'email'),
		phone: firstValue(row, 'phone'),
		group: firstValue(row, 'group'),
		page: firstValue(row, 'page'),
		addDate: isoDate(firstValue(row, 'addDate'), timezone),
	}),
};

export const widgetRecord: RecordType = {
	noun: 'widget',
	dateField: 'created',
	fields: ['created', 'name', 'timezone'],
	simplify: (row, timezone) => ({
		id: firstValue(row, 'id'),
		name: firstValue(row, 'name'),
		timezone: firstValue(row, 'timezone'),
		created: isoDate(firstValue(row, 'created'), timezone),
	}),
};
