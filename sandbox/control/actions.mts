import { HttpError } from '../api/responses.mts';
import {
	answeredChat,
	lead,
	type Line,
	missedChat,
	offlineMessage,
	type Scene,
} from '../data/chats.mts';
import { WIDGETS } from '../data/content.mts';
import { presentChat, presentContact, styleOf } from '../api/present.mts';
import { createRandom, type Random } from '../data/random.mts';
import type { Chat, ChatPayload, Contact, StoredRecord } from '../data/records.mts';
import { createVisitor, type Visitor } from '../data/visitors.mts';
import type { Delivery } from '../api/webhooks.mts';
import type { AccountState } from '../accountState.mts';

interface Visit {
	/** Default: the first widget. */
	widgetId?: string;
	/** ISO 8601. Default: now, or for a chat that is over its duration ago. */
	startedAt?: string;
	/** Default: somebody new. */
	visitor?: { id?: string; name?: string; email?: string | null; phone?: string | null };
}

interface ChatVisit extends Visit {
	/** For the tag filter. */
	tags?: string[];
	/** Put over the fields of the record. */
	fields?: Partial<ChatPayload>;
}

interface ChatAction extends ChatVisit {
	type: 'chat';
	/** The chat goes on until `endChat`. */
	open?: boolean;
	/** Default: 300. */
	durationSeconds?: number;
	/** What is said. Default: something. */
	lines?: Line[];
}

interface EndChatAction {
	type: 'endChat';
	chatId: string;
	/** ISO 8601. Default: now. */
	endedAt?: string;
}

interface MessageAction extends ChatVisit {
	type: 'missedChat' | 'offlineMessage';
	message?: string;
}

interface LeadAction extends Visit {
	type: 'lead';
	/** Put over the fields of the record. */
	fields?: Partial<Contact>;
}

/** Documented: an administrator can delete single chats. */
interface DeleteChatAction {
	type: 'deleteChat';
	chatId: string;
}

/** What a visitor can do, and an administrator. */
export type Action = ChatAction | EndChatAction | DeleteChatAction | MessageAction | LeadAction;

export interface ActionResult {
	/** As it is kept. */
	record: Chat | Contact;
	/** False for a chat that goes on: no list and no webhook has it yet. */
	archived: boolean;
	/** One per webhook, finished. */
	deliveries: Delivery[];
}

/**
 * Lets a visitor do something; done when every webhook has been sent to.
 * @throws HttpError 404 for an unknown widget or open chat, 400 for a date that is none
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

const secondsOf = ({ durationSeconds = 300 }: ChatAction): number => durationSeconds;

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

/** Documented: a chat reaches the lists and the webhooks when it is archived. */
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

/** Anywhere: lists are in no order of time. */
function insert<T>(random: Random, records: Array<StoredRecord<T>>, stored: StoredRecord<T>): void {
	records.splice(random.integer(0, records.length), 0, stored);
}

/** Gives the same scene at every call, with its chance at the beginning. */
function createScene(
	account: AccountState,
	action: Exclude<Action, EndChatAction | DeleteChatAction>,
): () => Scene {
	const { widgets } = account.data;
	const widget = widgets.find(({ id }) => id === (action.widgetId ?? widgets[0]?.id));
	if (!widget) throw new HttpError(404, `No widget has the ID ${action.widgetId ?? ''}`);

	const lastsSeconds = action.type === 'chat' && !action.open ? secondsOf(action) : 0;
	const started =
		action.startedAt === undefined
			? account.clock() - lastsSeconds * 1000
			: readMoment('startedAt', action.startedAt);
	// Dates of the service have no fraction of a second.
	const at = Math.floor(started / 1000) * 1000;

	account.visits += 1;
	const chance = `${account.seed}:visit:${account.visits}`;
	const someone = createRandom(`${chance}:visitor`);
	const languages = WIDGETS.find(({ name }) => name === widget.name)?.languages ?? ['en'];
	const visitor = named(createVisitor(someone, someone.pick(languages)), action.visitor);
	const { accountId } = account;
	return () => ({ random: createRandom(chance), accountId, widget, visitor, at });
}

function named(visitor: Visitor, { id, name, email, phone }: Visit['visitor'] = {}): Visitor {
	const [firstName, ...rest] = name?.split(' ') ?? [];
	return {
		...visitor,
		...(id !== undefined && { id }),
		...(firstName !== undefined && { firstName, lastName: rest.join(' '), fullName: name }),
		...(email !== undefined && { email: email ?? '' }),
		...(phone !== undefined && { phone: phone ?? '' }),
	};
}

function readMoment(name: string, iso: string): number {
	const at = Date.parse(iso);
	if (Number.isNaN(at)) throw new HttpError(400, `${name} is not a date: ${iso}`);
	return at;
}

const ACTION_TYPES: ReadonlyArray<Action['type']> = [
	'chat',
	'endChat',
	'deleteChat',
	'missedChat',
	'offlineMessage',
	'lead',
];

/** What makes `value` no action, in words; null when it is one. */
export function actionProblem(value: Record<string, unknown>): string | null {
	if (!ACTION_TYPES.includes(value.type as Action['type'])) {
		return `type must be one of ${ACTION_TYPES.join(', ')}`;
	}
	const namesChat = value.type === 'endChat' || value.type === 'deleteChat';
	if (namesChat && typeof value.chatId !== 'string') return 'chatId is missing';
	const texts = ['widgetId', 'startedAt', 'endedAt', 'message'] as const;
	const wrong = texts.find((name) => !['string', 'undefined'].includes(typeof value[name]));
	return wrong ? `${wrong} must be a string` : null;
}
