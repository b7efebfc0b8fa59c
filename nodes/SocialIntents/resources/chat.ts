import { PATHS } from '../api/endpoints';
import type { Operation, Resource } from '../operation';
import { chatFiltersField, idField } from './fields';
import { withAddFields, withWidgetNames } from './addFields';
import { outputFields, createItemFormatter } from './output';
import { requestOptionsField, rangeOptionsField } from './options';
import { getMany, type ListSource } from './getMany';
import { getMessages } from './getMessages';
import { getById, planGetById, idQuery } from './getById';
import { chatFilters } from './listFilters';
import { chatRecord as kind } from './recordTypes';
import { transcriptOf, type TranscriptFormat } from './transcript';

const path = PATHS.chats;
const chats: ListSource = {
	kind,
	path,
	filtersField: chatFiltersField,
	optionsField: rangeOptionsField,
	filters: chatFilters,
};

const getTranscript: Operation = {
	value: 'getTranscript',
	name: 'Get Transcript',
	action: 'Get transcript of chat',
	description: 'Retrieve what was said in a chat, as a file and as text',
	fields: [
		idField('chatId', 'Chat'),
		{
			displayName: 'Format',
			name: 'format',
			type: 'options',
			default: 'text',
			options: [
				{ name: 'Plain Text', value: 'text' },
				{ name: 'HTML', value: 'html' },
				{ name: 'JSON', value: 'json' },
			],
		},
		{
			displayName: 'Put Output File in Field',
			name: 'outputField',
			type: 'string',
			required: true,
			default: 'data',
			hint: 'The name of the output field to put the file in',
			displayOptions: { hide: { '@tool': [true] } },
		},
		...outputFields(kind.fields),
		withAddFields(requestOptionsField, { addable: ['widgetName', 'metrics'] }),
	],
	plan: (read) => {
		const id = read.requiredId('chatId');
		const format = read.choice('format') as TranscriptFormat;
		const field = read.isTool ? undefined : read.requiredText('outputField');
		const toItem = createItemFormatter(read, kind, read.workflowTimezone, ['transcript']);
		const request = { path, id, query: idQuery(read, id) };
		const plan = planGetById(read, kind, request, (row) => {
			const transcript = transcriptOf(row, format, read.workflowTimezone);
			if (!transcript) {
				const message = `The chat "${id}" has no transcript`;
				if (read.isTool) return [{ json: { id, found: false, message } }];
				throw read.error(
					message,
					"Nobody said anything, or the account runs in 'history disabled' mode, in which Social Intents keeps no transcripts.",
				);
			}
			return [{ ...toItem(row), ...(field && { file: { field, ...transcript.file } }) }];
		});
		return withWidgetNames(read, plan);
	},
};

export const chat: Resource = {
	value: 'chat',
	name: 'Chat',
	description: 'A conversation of a visitor, answered or missed',
	operations: [
		getById(kind, path, 'chatId', 'Chat'),
		getMany(chats),
		getMessages(chats),
		getTranscript,
	],
};
