import { dayIn, newestFirst } from '../action/support.mts';
import { FROM, TO, listPromises, positions, shown } from './service.mts';
import type { Promises, Service } from './service.mts';

/** What is promised of Get Many for chats. */
export async function chatPromises(service: Service): Promise<Promises> {
	const { run, sandbox, zone } = service;
	const all = newestFirst(sandbox.data.chats);
	const expected = all.filter(({ at }) => dayIn(zone, at) >= FROM && dayIn(zone, at) <= TO);
	const filters = { dateFrom: FROM, dateTo: TO };

	const many = await run('chat.getAll', { returnAll: true, filters });
	const options = { daysPerRequest: 3 };
	const inWindows = await run('chat.getAll', { returnAll: true, filters, options });
	const windowed = positions(inWindows, expected, sandbox);
	const newest = await run('chat.getAll', { limit: 5 });
	const everything = await run('chat.getAll', { returnAll: true });
	const found = positions(everything, all, sandbox);
	return {
		...listPromises(many, expected, service),
		'Days per Request 3 loses nothing': expected.every((_, index) => windowed.includes(index)),
		'the newest 5': positions(newest, all, sandbox).join() === '0,1,2,3,4',
		'Return All without dates loses nothing': all.every((_, index) => found.includes(index)),
	};
}

/** What is promised of Get for chats and offline messages. */
export async function getPromises({ run, sandbox }: Service): Promise<Promises> {
	const [chat] = newestFirst(sandbox.data.chats).slice(-1);
	const [message] = newestFirst(sandbox.data.offlineMessages).slice(-1);
	if (!chat || !message) throw new Error('The sandbox has no records');
	const one = await run('chat.get', { chatId: shown(chat.record.id, sandbox) });
	const messageId = shown(message.record.id, sandbox);
	const other = await run('offlineMessage.get', { messageId });
	const none = await run('chat.get', { chatId: 'f'.repeat(32) });
	return {
		'Get finds an old record':
			positions(one, [chat], sandbox)[0] === 0 && positions(other, [message], sandbox)[0] === 0,
		'Get says that there is none': /^No chat has the ID/.test(none.error?.message ?? ''),
	};
}
