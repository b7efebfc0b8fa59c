import { dayIn, newestFirst } from '../action/support.mts';
import { FROM, TO, isExactly, listPromises, shown } from './service.mts';
import type { Promises, Service } from './service.mts';

/** What is promised of missed chats, offline messages, contacts and widgets. */
export async function otherListPromises(service: Service): Promise<Promises> {
	const { run, sandbox, zone } = service;
	const { chats, offlineMessages, contacts, widgets } = sandbox.data;
	const lists = {
		missedChat: ['missed chats', chats.filter(({ record }) => record.chatType === 'Missed')],
		offlineMessage: ['offline messages', offlineMessages],
		contact: ['contacts', contacts],
	} as const;
	const promises: Promises = {};
	for (const [resource, [noun, records]] of Object.entries(lists)) {
		const expected = newestFirst<{ id: string }>(records).filter(
			({ at }) => dayIn(zone, at) >= FROM && dayIn(zone, at) <= TO,
		);
		const filters = { dateFrom: FROM, dateTo: TO };
		const given = await run(`${resource}.getAll`, { returnAll: true, filters });
		for (const [words, isKept] of Object.entries(listPromises(given, expected, service))) {
			promises[`${noun}: ${words}`] = isKept && expected.length > 0;
		}
	}
	const all = widgets.map((record) => ({ record, at: 0, tags: [] }));
	const given = await run('widget.getAll', { returnAll: true });
	promises['widgets: all of them'] = isExactly(given, all, sandbox);
	return promises;
}

/** What is promised of the filters of chats and contacts. */
export async function filterPromises({ run, sandbox }: Service): Promise<Promises> {
	const { chats, contacts, widgets } = sandbox.data;
	const first = chats.find(({ record, tags }) => record.visitorEmail && tags.length > 0);
	const email = contacts.find(({ record }) => record.email)?.record.email ?? '';
	const widgetId = widgets[1]?.id ?? '';
	const { visitorEmail, visitorId } = first?.record ?? {};
	const tag = first?.tags[0] ?? '';
	const by = async (resource: string, filters: object) =>
		await run(`${resource}.getAll`, { returnAll: true, filters });
	const chatsBy = async (filters: object, isAsked: (chat: (typeof chats)[number]) => boolean) =>
		isExactly(await by('chat', filters), chats.filter(isAsked), sandbox);
	return {
		'only chats with the Visitor Email': await chatsBy(
			{ email: visitorEmail },
			({ record }) => record.visitorEmail === visitorEmail,
		),
		'only chats with the Visitor ID': await chatsBy(
			{ visitorId },
			({ record }) => record.visitorId === visitorId,
		),
		'only chats with the Tag': await chatsBy({ tag }, ({ tags }) => tags.includes(tag)),
		'only chats of the Widget': await chatsBy(
			{ widgetId: { __rl: true, mode: 'id', value: shown(widgetId, sandbox) } },
			({ record }) => record.appId === widgetId,
		),
		'only contacts with the Email': isExactly(
			await by('contact', { email }),
			contacts.filter(({ record }) => record.email === email),
			sandbox,
		),
	};
}
