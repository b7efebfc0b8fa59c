import type { IDataObject } from 'n8n-workflow';
import { readServiceDate } from '../dates/serviceDate';
import type { Row } from '../operation';

/** How one kind of record is read: what it is called, where its date is, what it boils down to. */
export interface RecordKind {
	/** As users say it. */
	noun: string;
	dateField: string;
	/** The documented fields, for Selected Fields. */
	fields: string[];
	/** At most ten flat fields, always the same keys; null where the record says nothing. */
	simplify: (row: Row, timezone: string) => IDataObject;
}

type Flat = string | number | boolean | null;

/** The first of the named fields that says something, as a flat value. */
function pick(row: Row, ...names: string[]): Flat {
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
	const milliseconds = readServiceDate(value, timezone);
	return milliseconds === null ? value : new Date(milliseconds).toISOString();
}

/** Chats, missed chats and offline messages: one shape, so that a sheet has the same columns for all. */
export const chatRecord = (noun: string): RecordKind => ({
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
		id: pick(row, 'id'),
		chatType: pick(row, 'chatType'),
		widgetId: pick(row, 'appId'),
		startDate: isoDate(pick(row, 'startDate'), timezone),
		duration: pick(row, 'duration'),
		visitorFullName:
			pick(row, 'visitorFullName', 'visitorName') ??
			joined(row.visitorFirstName, row.visitorLastName),
		visitorEmail: pick(row, 'visitorEmail'),
		visitorPhone: pick(row, 'visitorPhone'),
		agentName: pick(row, 'agentName'),
		textBody: pick(row, 'textBody'),
	}),
});

export const contactRecord: RecordKind = {
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
		id: pick(row, 'id'),
		widgetId: pick(row, 'appId'),
		widgetName: pick(row, 'appName'),
		firstName: pick(row, 'firstName'),
		lastName: pick(row, 'lastName'),
		email: pick(row, 'email'),
		phone: pick(row, 'phone'),
		group: pick(row, 'group'),
		page: pick(row, 'page'),
		addDate: isoDate(pick(row, 'addDate'), timezone),
	}),
};

export const widgetRecord: RecordKind = {
	noun: 'widget',
	dateField: 'created',
	fields: ['created', 'name', 'timezone'],
	simplify: (row, timezone) => ({
		id: pick(row, 'id'),
		name: pick(row, 'name'),
		timezone: pick(row, 'timezone'),
		created: isoDate(pick(row, 'created'), timezone),
	}),
};
