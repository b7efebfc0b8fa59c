import { PATHS } from '../api/endpoints';
import type { Resource } from '../operation';
import { chatList } from './chat';
import { getMany } from './getMany';
import { getById } from './getById';
import { offlineMessageRecord as kind } from './recordTypes';

const path = PATHS.offlineMessages;

export const offlineMessage: Resource = {
	value: 'offlineMessage',
	name: 'Offline Message',
	description: 'A message that a visitor left while nobody was online',
	operations: [getById(kind, path, 'messageId', 'Message'), getMany({ kind, path, ...chatList })],
};
