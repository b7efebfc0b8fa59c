import type { ApiRecord, Operation, OutputItem, Reader } from '../operation';
import { withAddFields, withWidgetNames } from './addFields';
import { idField } from './fields';
import { idQuery, planGetById } from './getById';
import { fileNameOption, requestOptionsField, withOption } from './options';
import { createItemFormatter, outputFields } from './output';
import { toText } from './plainText';
import type { RecordType } from './recordTypes';
import { transcriptFile, type TranscriptFormat } from './transcript';
import { transcriptText } from './transcriptText';

type ToItem = (chat: ApiRecord, time: number | null) => OutputItem;

/** Adds the file. Only the heading of a page has the widget in it, by its name if that can be had. */
function withFile(read: Reader, toItem: ToItem): ToItem {
	const field = read.requiredText('outputField');
	const format = read.choice('format') as TranscriptFormat;
	const fileName = read.text('options.fileName');
	const timezone = read.workflowTimezone;
	return (chat, time) => {
		const item = toItem(chat, time);
		const fileWith = (widgetName: string | null) => ({
			file: { field, ...transcriptFile(chat, format, { time, timezone, fileName, widgetName }) },
		});
		const widgetId = toText(chat.appId);
		const sentName = toText(chat.appName) || null;
		if (format !== 'html' || widgetId === '' || sentName) return { ...item, ...fileWith(sentName) };
		const withName = (name: string | null) => ({
			...item.unnamed?.withName(name),
			...fileWith(name),
		});
		return { ...item, unnamed: { widgetId, withName } };
	};
}

/** The operation Get Transcript: what was said in a chat, as text in `textBody` and as a file. */
export function getTranscript(recordType: RecordType, path: string): Operation {
	return {
		value: 'getTranscript',
		name: 'Get Transcript',
		action: `Get transcript of ${recordType.noun}`,
		description: `Retrieve the transcript of a ${recordType.noun} as a file and as text`,
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
				description: 'The format of the file',
				displayOptions: { hide: { '@tool': [true] } },
			},
			{
				displayName: 'Put Output File in Field',
				name: 'outputField',
				type: 'string',
				required: true,
				default: 'data',
				hint: 'The name of the output binary field to put the file in',
				displayOptions: { hide: { '@tool': [true] } },
			},
			...outputFields(recordType.fields),
			withAddFields(withOption(requestOptionsField, fileNameOption), {
				addable: ['widgetName', 'metrics'],
			}),
		],
		plan: (read) => {
			const id = read.requiredId('chatId');
			const request = { path, id, query: idQuery(read, id) };
			const toRecordItem = createItemFormatter(read, recordType, ['transcript']);
			const toItem = read.isTool ? toRecordItem : withFile(read, toRecordItem);
			const plan = planGetById(read, recordType, request, (chat, time) => {
				if (transcriptText(chat) !== null) return [toItem(chat, time)];
				const message = `The ${recordType.noun} "${id}" has no transcript`;
				if (read.isTool) return [{ json: { id, found: false, message } }];
				throw read.error(
					message,
					'Either nothing was said, or chat history is disabled in the Social Intents account, which then keeps no transcripts.',
				);
			});
			return withWidgetNames(read, plan);
		},
	};
}
