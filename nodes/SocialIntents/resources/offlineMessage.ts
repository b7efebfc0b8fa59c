import type { Resource } from '../operation';
import { chatList } from './chat';
import { getManyRecords } from './getMany';
import { getRecord } from './getById';
import { chatRecord } from './recordTypes';

const kind = chatRecord('offline message');
const path = '/offlinemessages';

export const offlineMessage: Resource = {
	value: 'offlineMessage',
	name: 'Offline Message',
	description: 'A message that a visitor left while nobody was online',
	operations: [
		getRecord(kind, path, 'messageId', 'Message'),
		getManyRecords({ kind, path, ...chatList }),
	],
};
