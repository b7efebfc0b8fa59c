import type { Resource } from '../operation';
import { chat } from './chat';
import { contact } from './contact';
import { missedChat } from './missedChat';
import { offlineMessage } from './offlineMessage';
import { system } from './system';
import { webhook } from './webhook';
import { widget } from './widget';

/** The one table: selectors, dispatch, output previews and the README's list of operations come from it. */
export const resources: Resource[] = [
	chat,
	missedChat,
	offlineMessage,
	contact,
	widget,
	webhook,
	system,
];
