import { PATHS } from '../api/endpoints';
import type { Resource } from '../operation';
import { chatFiltersField } from './fields';
import { getById } from './getById';
import { getMany, type ListSource } from './getMany';
import { getMessages } from './getMessages';
import { getTranscript } from './getTranscript';
import { chatFilters } from './listFilters';
import { rangeOptionsField } from './options';
import { chatRecord as kind } from './recordTypes';

const path = PATHS.chats;
const chats: ListSource = {
	kind,
	path,
	filtersField: chatFiltersField,
	optionsField: rangeOptionsField,
	filters: chatFilters,
};

export const chat: Resource = {
	value: 'chat',
	name: 'Chat',
	description: 'A conversation with a visitor (trigger events: Chat Answered, Chat Missed)',
	operations: [
		getById(kind, path, 'chatId', 'Chat'),
		getMany(chats),
		getMessages(chats),
		getTranscript(kind, path),
	],
};
