import type { Resource } from '../operation';
import { chatList } from './chat';
import { getManyRecords } from './getMany';
import { getRecord } from './getById';
import { chatRecord } from './recordTypes';

const kind = chatRecord('missed chat');
const path = '/missedchats';

export const missedChat: Resource = {
	value: 'missedChat',
	name: 'Missed Chat',
	description: 'A chat that no agent answered',
	operations: [
		getRecord(kind, path, 'chatId', 'Chat'),
		getManyRecords({ kind, path, ...chatList }),
	],
};
