/** A widget as `GET /apps` shows it; the service's API calls it an app. */
export interface Widget {
	id: string;
	name: string;
	/** IANA name, such as `Europe/Berlin`. */
	timezone: string;
	/** ISO 8601. */
	created: string;
}

/** One line of a conversation. */
export interface Message {
	body: string;
	nickname: string;
	/** Milliseconds since 1970: the only form observed so far. */
	timestamp: number;
	/** `messageToAgent`: from the visitor; `messageToVisitor`: from an agent or the widget. */
	type: string;
}

const CHAT_TEXTS = [
	'accountId',
	'appId',
	'visitorId',
	'visitorName',
	'visitorFullName',
	'visitorEmail',
	'visitorPhone',
	'agentId',
	'agentName',
	'agentEmail',
	'page',
	'referrer',
	'ip',
	'location',
	'userAgent',
	'visitorCustom1',
	'visitorCustom2',
	'visitorCustom3',
	'visitorCustom4',
	'visitorCustom5',
	'visitorCustom6',
	'visitorParams',
	'textBody',
	'htmlBody',
] as const;

/** The numbers in a chat: `duration` is in seconds. */
export const CHAT_NUMBERS = ['duration', 'visits'] as const;

interface ChatFields
	extends Record<(typeof CHAT_TEXTS)[number], string>,
		Record<(typeof CHAT_NUMBERS)[number], number> {
	chatType: 'Answered' | 'Missed' | 'Offline Message';
	/** ISO 8601 in UTC; older installations of the service send `yyyy-MM-dd HH:mm:ss a`. */
	startDate: string;
	messages: Message[];
}

/** The fields that a chat has in a list. */
export const CHAT_FIELDS: ReadonlyArray<keyof Chat> = [
	'id',
	'chatType',
	...CHAT_TEXTS,
	...CHAT_NUMBERS,
	'startDate',
	'messages',
];

/** The fields of a contact beside its ID, all of them texts; `addDate` is in ISO 8601 in UTC. */
const CONTACT_TEXTS = [
	'appId',
	'appName',
	'firstName',
	'lastName',
	'email',
	'phone',
	'group',
	'page',
	'addDate',
] as const;

type ContactFields = Record<(typeof CONTACT_TEXTS)[number], string>;

/** The fields that a contact has in a list. */
export const CONTACT_FIELDS: ReadonlyArray<keyof Contact> = ['id', ...CONTACT_TEXTS];

/** Fields that only a webhook's chat payload has. */
interface PayloadFields {
	visitorFirstName: string;
	visitorLastName: string;
	visitorGroup: string;
	visitorConsent: boolean;
}

type AnyMissing<T> = { [K in keyof T]?: T[K] | null };

/** A chat, missed chat or offline message. Any field but the ID may be null or missing. */
export type Chat = { id: string } & AnyMissing<ChatFields>;
/** A captured lead. Any field but the ID may be null or missing. */
export type Contact = { id: string } & AnyMissing<ContactFields>;
/** A chat, missed chat or offline message as a webhook delivers it. */
export type ChatPayload = Chat & AnyMissing<PayloadFields>;

/** A record with data that the service keeps but does not return. */
export interface StoredRecord<T> {
	record: T;
	/** When the chat started or the lead was captured, ms since 1970; NaN is in no date range. */
	at: number;
	tags: readonly string[];
}

/** All data of an account. */
export interface Data {
	widgets: Widget[];
	/** Answered and missed. */
	chats: Array<StoredRecord<Chat>>;
	offlineMessages: Array<StoredRecord<Chat>>;
	contacts: Array<StoredRecord<Contact>>;
}

/** Data as a test provides it: plain records; `tags` are only for the tag filter. */
export interface DataInput {
	widgets?: Widget[];
	chats?: Array<Chat & { tags?: string[] }>;
	offlineMessages?: Array<Chat & { tags?: string[] }>;
	contacts?: Contact[];
}

/** ISO 8601 in UTC to the second, such as `2025-01-15T10:30:00Z`. */
export const isoSeconds = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** Parses an ISO 8601 start; anything else belongs to no day. */
const moment = (iso: string | null | undefined): number => Date.parse(iso ?? '');

const storedChat = ({ tags = [], ...record }: Chat & { tags?: string[] }): StoredRecord<Chat> => ({
	record,
	at: moment(record.startDate),
	tags,
});

/** The lists of `input`, in the given order; missing lists are omitted. */
export function readData(input: DataInput): Partial<Data> {
	return {
		...(input.widgets && { widgets: [...input.widgets] }),
		...(input.chats && { chats: input.chats.map(storedChat) }),
		...(input.offlineMessages && { offlineMessages: input.offlineMessages.map(storedChat) }),
		...(input.contacts && {
			contacts: input.contacts.map((record) => ({
				record,
				at: moment(record.addDate),
				tags: [],
			})),
		}),
	};
}
