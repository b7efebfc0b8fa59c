import { PATHS } from '../api/endpoints';
import type { Resource } from '../operation';
import { chatList } from './chat';
import { getMany } from './getMany';
import { getById } from './getById';
import { missedChatRecord as kind } from './recordTypes';

const path = PATHS.missedChats;

export const missedChat: Resource = {
	value: 'missedChat',
	name: 'Missed Chat',
	description: 'A chat that no agent answered',
	operations: [getById(kind, path, 'chatId', 'Chat'), getMany({ kind, path, ...chatList })],
};
