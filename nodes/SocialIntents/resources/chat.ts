import type { Operation, Resource } from '../operation';
import { chatFiltersField, idField } from './fields';
import { outputFields } from './output';
import { requestOptionsField } from './options';
import { rangeOptionsField } from './options';
import { getManyRecords, type ListSource } from './getMany';
import { getRecord, planOfOne, queryOfOne } from './getById';
import { presenter } from './output';
import { chatRecord } from './recordTypes';
import { transcriptOf, type TranscriptFormat } from './transcript';

const kind = chatRecord('chat');
const path = '/chats';

/** What the three lists of chats have in common. */
export const chatList: Pick<ListSource, 'filtersField' | 'optionsField' | 'query'> = {
	filtersField: chatFiltersField,
	optionsField: rangeOptionsField,
	query: {
		'filters.widgetId': 'app_id',
		'filters.tag': 'tag',
		'filters.visitorId': 'visitor_id',
		'filters.email': 'email',
	},
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
		requestOptionsField,
	],
	plan: (read) => {
		const id = read.requiredId('chatId');
		const format = read.choice('format') as TranscriptFormat;
		const field = read.isTool ? undefined : read.requiredText('outputField');
		const present = presenter(read, kind, read.workflowTimezone);
		return planOfOne(read, kind, { path, id, query: queryOfOne(read, id) }, (row) => {
			const transcript = transcriptOf(row, format, read.workflowTimezone);
			if (!transcript) {
				const message = `The chat "${id}" has no transcript`;
				if (read.isTool) return [{ json: { id, found: false, message } }];
				throw read.fault(
					message,
					"Nobody said anything, or the account runs in 'history disabled' mode, in which Social Intents keeps no transcripts.",
				);
			}
			const json = present({ ...row, textBody: transcript.text });
			return [{ json, ...(field && { file: { field, ...transcript.file } }) }];
		});
	},
};

export const chat: Resource = {
	value: 'chat',
	name: 'Chat',
	description: 'A conversation of a visitor, answered or missed',
	operations: [
		getRecord(kind, path, 'chatId', 'Chat'),
		getManyRecords({ kind, path, ...chatList }),
		getTranscript,
	],
};
