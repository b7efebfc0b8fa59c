import type { INodeProperties } from 'n8n-workflow';
import type { ApiRecord, Operation, OutputItem } from '../operation';
import { idField } from './fields';
import { idQuery, planGetById } from './getById';
import { getMany, type ListSource } from './getMany';
import { messagesOf } from './messages';

/** One item for each message, in the order spoken, whatever the order of the chats; IDs come last, as in chats. */
function messageItems(chat: ApiRecord): OutputItem[] {
	return messagesOf(chat).map(({ time, direction, nickname, body }, index) => ({
		json: {
			timestamp: time === null ? null : new Date(time).toISOString(),
			direction,
			nickname,
			body,
			index,
			chatId: chat.id ?? null,
			widgetId: chat.appId ?? null,
		},
	}));
}

const scopeField: INodeProperties = {
	displayName: 'Scope',
	name: 'scope',
	type: 'options',
	default: 'oneChat',
	options: [
		{ name: 'One Chat', value: 'oneChat', description: 'The messages of one chat, by its ID' },
		{
			name: 'Many Chats',
			value: 'manyChats',
			description: 'The messages of all chats that match the filters',
		},
	],
};

const onlyFor = (scope: string, field: INodeProperties): INodeProperties => ({
	...field,
	displayOptions: { show: { ...field.displayOptions?.show, scope: [scope] } },
});

/** Hides what only a list needs; what concerns each request is always shown. */
const forBoth = (options: INodeProperties): INodeProperties => ({
	...options,
	options: (options.options as INodeProperties[]).map((option) =>
		['timeout', 'maxConcurrency'].includes(option.name)
			? option
			: { ...option, displayOptions: { show: { '/scope': ['manyChats'] } } },
	),
});

/** The operation Get Messages: what was said in one chat, or in all chats that match the fields of Get Many. */
export function getMessages(source: ListSource): Operation {
	const { kind, path } = source;
	const manyChats = getMany({ ...source, kind: { ...kind, addable: [] }, itemsOf: messageItems });
	return {
		value: 'getMessages',
		name: 'Get Messages',
		action: `Get messages of ${kind.noun}s`,
		description: `Retrieve the messages of one or many ${kind.noun}s, one item per message`,
		fields: [
			scopeField,
			onlyFor('oneChat', idField('chatId', 'Chat')),
			...manyChats.fields.map((field) =>
				field.name === 'options' ? forBoth(field) : onlyFor('manyChats', field),
			),
		],
		plan: (read) => {
			if (read.choice('scope') === 'manyChats') return manyChats.plan(read);
			const id = read.requiredId('chatId');
			const request = { path, id, query: idQuery(read, id) };
			return planGetById(read, kind, request, (chat) => {
				const items = messageItems(chat);
				if (items.length > 0 || !read.isTool) return items;
				const message = `The ${kind.noun} "${id}" has no messages`;
				return [{ json: { id, found: false, message } }];
			});
		},
	};
}
