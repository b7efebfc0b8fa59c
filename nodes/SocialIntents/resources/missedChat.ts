import { PATHS } from '../api/endpoints';
import type { Resource } from '../operation';
import { visitorFiltersField } from './fields';
import { getMany } from './getMany';
import { getById } from './getById';
import { visitorFilters } from './listFilters';
import { rangeOptionsField } from './options';
import { missedChatRecord as kind } from './recordTypes';

const path = PATHS.missedChats;

export const missedChat: Resource = {
	value: 'missedChat',
	name: 'Missed Chat',
	description: 'A chat that no agent answered (trigger event: Chat Missed)',
	operations: [
		getById(kind, path, 'chatId', 'Chat'),
		getMany({
			kind,
			path,
			filtersField: visitorFiltersField,
			optionsField: rangeOptionsField,
			filters: visitorFilters,
		}),
	],
};
