import { startSandbox, type Sandbox } from '../../../../sandbox/server.mts';
import { CHAT_ID, MESSAGE_ID, MISSED_CHAT_ID, WIDGET_ID } from './use.mts';

export const TOKEN = 't0ken-of-the-matrix/4711=';
export const ACCOUNT_ID = 'acc0unt-of-the-matrix';

/** An account with one record of each kind. */
export async function openAccount(): Promise<Sandbox> {
	const startDate = new Date(Date.now() - 3_600_000).toISOString();
	const message = {
		body: 'Hello',
		nickname: 'Jane',
		timestamp: Date.now(),
		type: 'messageToAgent',
	};
	const accountId = ACCOUNT_ID;
	const chat = {
		startDate,
		accountId,
		appId: WIDGET_ID,
		textBody: 'Jane: Hello',
		messages: [message],
	};
	return await startSandbox({
		token: TOKEN,
		accountId,
		data: {
			widgets: [{ id: WIDGET_ID, name: 'Shop', timezone: 'UTC', created: startDate }],
			chats: [
				{ ...chat, id: CHAT_ID, chatType: 'Answered' },
				{ ...chat, id: MISSED_CHAT_ID, chatType: 'Missed' },
			],
			offlineMessages: [{ ...chat, id: MESSAGE_ID, chatType: 'Offline Message' }],
			contacts: [{ id: 'lead-1', appId: WIDGET_ID, addDate: startDate, email: 'j@example.com' }],
		},
	});
}
