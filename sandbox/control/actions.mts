import type { AccountState } from '../accountState.mts';
import { presentChat, presentContact, styleOf } from '../api/present.mts';
import { HttpError } from '../api/responses.mts';
import type { Delivery } from '../api/webhooks.mts';
import { answeredChat, lead, missedChat, offlineMessage, type Scene } from '../data/chats.mts';
import type { Random } from '../data/random.mts';
import type { Chat, ChatPayload, Contact, StoredRecord } from '../data/records.mts';
import type {
	Action,
	ChatAction,
	ChatVisit,
	DeleteChatAction,
	EndChatAction,
	LeadAction,
} from './actionTypes.mts';
import { createScene, readMoment, secondsOf } from './scene.mts';

export type { Action };

export interface ActionResult {
	/** As stored. */
	record: Chat | Contact;
	/** False for an open chat, which is in no list and has not been delivered yet. */
	archived: boolean;
	/** One finished delivery per webhook. */
	deliveries: Delivery[];
}

/**
 * Performs a visitor's action; resolves when every webhook has been called.
 * @throws HttpError 404 for an unknown widget or open chat, 400 for an invalid date
 */
export async function act(account: AccountState, action: Action): Promise<ActionResult> {
	if (action.type === 'endChat') return await endChat(account, action);
	if (action.type === 'deleteChat') return deleteChat(account, action);
	const scene = createScene(account, action);
	switch (action.type) {
		case 'lead':
			return await captureLead(account, scene(), action);
		case 'missedChat':
			return await archive(account, scene(), action, missedChat(scene(), action.message));
		case 'offlineMessage':
			return await archive(account, scene(), action, offlineMessage(scene(), action.message));
		case 'chat':
			return action.open
				? openChat(account, scene, action)
				: await archive(account, scene(), action, chatOf(scene(), action, secondsOf(action)));
	}
}

const chatOf = (scene: Scene, { lines, fields }: ChatAction, seconds: number): Chat => ({
	...answeredChat(scene, seconds, lines),
	...(fields?.id && { id: fields.id }),
});

function openChat(account: AccountState, scene: () => Scene, action: ChatAction): ActionResult {
	const { at, widget, visitor } = scene();
	const record = chatOf(scene(), action, 0);
	account.openChats.set(record.id, {
		startedAt: at,
		appId: widget.id,
		visitor: visitor.fullName,
		end: async (endedAt) => {
			const seconds = Math.max(0, Math.round((endedAt - at) / 1000));
			const chat = { ...chatOf(scene(), action, seconds), id: record.id };
			return await archive(account, scene(), action, chat);
		},
	});
	return { record, archived: false, deliveries: [] };
}

async function endChat(
	account: AccountState,
	{ chatId, endedAt }: EndChatAction,
): Promise<ActionResult> {
	const chat = account.openChats.get(chatId);
	if (!chat) throw new HttpError(404, `No open chat has the ID ${chatId}`);
	const at = endedAt === undefined ? account.clock() : readMoment('endedAt', endedAt);
	account.openChats.delete(chatId);
	return await chat.end(at);
}

function deleteChat({ data }: AccountState, { chatId }: DeleteChatAction): ActionResult {
	for (const records of [data.chats, data.offlineMessages]) {
		const index = records.findIndex(({ record }) => record.id === chatId);
		const [stored] = index < 0 ? [] : records.splice(index, 1);
		if (stored) return { record: stored.record, archived: true, deliveries: [] };
	}
	throw new HttpError(404, `No chat has the ID ${chatId}`);
}

/** Documented: a chat appears in lists and webhooks when it is archived. */
async function archive(
	account: AccountState,
	{ random, widget, visitor, at }: Scene,
	{ tags = [], fields }: ChatVisit,
	chat: Chat,
): Promise<ActionResult> {
	const payload: ChatPayload = {
		...chat,
		visitorFirstName: visitor.firstName,
		visitorLastName: visitor.lastName,
		visitorGroup: visitor.group,
		visitorConsent: true,
		...fields,
	};
	const { visitorFirstName, visitorLastName, visitorGroup, visitorConsent, ...record } = payload;
	const isOffline = chat.chatType === 'Offline Message';
	const { chats, offlineMessages } = account.data;
	insert(random, isOffline ? offlineMessages : chats, { record, at, tags });

	const { settings, webhooks } = account;
	const style = styleOf(account);
	const shown = presentChat({ record: payload, at, tags }, style, settings.accountTimezone);
	const event = isOffline ? 'offline_message' : '';
	const deliveries = await webhooks.deliver(event, widget.id, shown, settings.delivery);
	return { record, archived: true, deliveries };
}

async function captureLead(
	account: AccountState,
	scene: Scene,
	{ fields }: LeadAction,
): Promise<ActionResult> {
	const { data, settings, webhooks } = account;
	const stored = { record: { ...lead(scene), ...fields }, at: scene.at, tags: [] };
	insert(scene.random, data.contacts, stored);
	const shown = presentContact(stored, styleOf(account), settings.accountTimezone);
	const deliveries = await webhooks.deliver('lead', scene.widget.id, shown, settings.delivery);
	return { record: stored.record, archived: true, deliveries };
}

/** At a random position: lists are not in chronological order. */
function insert<T>(random: Random, records: Array<StoredRecord<T>>, stored: StoredRecord<T>): void {
	records.splice(random.integer(0, records.length), 0, stored);
}
