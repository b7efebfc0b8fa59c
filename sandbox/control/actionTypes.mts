import type { Line } from '../data/chats.mts';
import type { ChatPayload, Contact } from '../data/records.mts';

export interface Visit {
	/** Default: the first widget. */
	widgetId?: string;
	/** ISO 8601. Default: now; for a finished chat, its duration ago. */
	startedAt?: string;
	/** Default: a new visitor. */
	visitor?: { id?: string; name?: string; email?: string | null; phone?: string | null };
}

export interface ChatVisit extends Visit {
	/** For the tag filter. */
	tags?: string[];
	/** Put over the fields of the record. */
	fields?: Partial<ChatPayload>;
}

export interface ChatAction extends ChatVisit {
	type: 'chat';
	/** The chat stays open until `endChat`. */
	open?: boolean;
	/** Default: 300. */
	durationSeconds?: number;
	/** The conversation. Default: generated. */
	lines?: Line[];
}

export interface EndChatAction {
	type: 'endChat';
	chatId: string;
	/** ISO 8601. Default: now. */
	endedAt?: string;
}

interface MessageAction extends ChatVisit {
	type: 'missedChat' | 'offlineMessage';
	message?: string;
}

export interface LeadAction extends Visit {
	type: 'lead';
	/** Put over the fields of the record. */
	fields?: Partial<Contact>;
}

/** Documented: an administrator can delete single chats. */
export interface DeleteChatAction {
	type: 'deleteChat';
	chatId: string;
}

/** The actions of visitors and administrators. */
export type Action = ChatAction | EndChatAction | DeleteChatAction | MessageAction | LeadAction;

const ACTION_TYPES: ReadonlyArray<Action['type']> = [
	'chat',
	'endChat',
	'deleteChat',
	'missedChat',
	'offlineMessage',
	'lead',
];

/** Why `value` is not a valid action; null if it is valid. */
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
