import type { INodePropertyOptions } from 'n8n-workflow';
import type { ApiRecord } from '../operation';
import { isAnswered, isMissed } from '../resources/chatType';
import {
	chatRecord,
	contactRecord,
	missedChatRecord,
	offlineMessageRecord,
	type RecordType,
} from '../resources/recordTypes';
import { PATHS, type ServiceEvent } from '../api/endpoints';

/** One event that can start a workflow. */
export interface TriggerEvent {
	value: string;
	name: string;
	description: string;
	/** The event that the service calls a webhook for. */
	serviceEvent: ServiceEvent;
	/** The list in which the records show up, for polling. */
	path: string;
	recordType: RecordType;
	/** Whether a visitor may cause it again under the same ID, with another date. */
	recurs?: boolean;
	/** Which of the service event's records are meant. */
	isOne: (record: ApiRecord) => boolean;
}

const any = () => true;

/**
 * All events: the editor's list, registration, delivery and polling come from it. One line each. A
 * record is the first chosen event that it can be: a chat that does not say its type is not lost.
 */
// prettier-ignore
export const EVENTS: TriggerEvent[] = [
	{ value: 'chatAnswered', name: 'Chat Answered', description: 'A chat that an agent answered has ended and been archived (resource: Chat)', serviceEvent: 'chatCompleted', path: PATHS.chats, recordType: chatRecord, isOne: isAnswered },
	{ value: 'chatMissed', name: 'Chat Missed', description: 'A chat that no agent answered has ended and been archived (resource: Missed Chat)', serviceEvent: 'chatCompleted', path: PATHS.chats, recordType: missedChatRecord, isOne: isMissed },
	{ value: 'lead', name: 'Lead Captured', description: 'A visitor left contact details (resource: Contact)', serviceEvent: 'lead', path: PATHS.contacts, recordType: contactRecord, recurs: true, isOne: any },
	{ value: 'offlineMessage', name: 'Offline Message Received', description: 'A visitor left a message while no agent was online (resource: Offline Message)', serviceEvent: 'offlineMessage', path: PATHS.offlineMessages, recordType: offlineMessageRecord, isOne: any },
];

/** The editor's list of events. */
export const eventOptions: INodePropertyOptions[] = EVENTS.map(({ name, value, description }) => ({
	name,
	value,
	description,
}));

/** The events with these names, in the table's order. */
export const eventsNamed = (values: string[]): TriggerEvent[] =>
	EVENTS.filter(({ value }) => values.includes(value));
