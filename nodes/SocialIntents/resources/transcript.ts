import { dayOf } from '../dates/days';
import type { ApiRecord, OutputFile } from '../operation';
import { messagesOf } from './messages';
import { chatRecord } from './recordTypes';
import { htmlPage } from './transcriptPage';
import { transcriptText } from './transcriptText';

interface TranscriptOptions {
	/** The chat's date in milliseconds; null if it cannot be read. */
	time: number | null;
	/** IANA name of the time zone in which dates are shown. */
	timezone: string;
	/** For the heading of a page; its ID stands there where the name is not known. */
	widgetName?: string | null;
	/** With or without its extension. */
	fileName?: string;
}

function asJson(record: ApiRecord, { time: start }: TranscriptOptions): string {
	const messages = messagesOf(record).map(({ time, ...message }, index) => ({
		index,
		timestamp: time === null ? null : new Date(time).toISOString(),
		...message,
	}));
	const chat = chatRecord.simplify(record, start);
	return JSON.stringify({ ...chat, messages, textBody: transcriptText(record) }, null, 2);
}

const FORMATS = {
	text: {
		write: (record: ApiRecord) => transcriptText(record) ?? '',
		extension: '.txt',
		mimeType: 'text/plain',
	},
	html: { write: htmlPage, extension: '.html', mimeType: 'text/html' },
	json: { write: asJson, extension: '.json', mimeType: 'application/json' },
};

export type TranscriptFormat = keyof typeof FORMATS;

function defaultName(record: ApiRecord, { time, timezone }: TranscriptOptions): string {
	const day = time === null ? [] : [dayOf(time, timezone)];
	const id = String(record.id)
		.replace(/[^\w-]+/g, '_')
		.slice(0, 64);
	return ['chat', ...day, id].join('-');
}

/** Without characters that some file systems do not allow. */
const safeName = (name: string): string =>
	[...name.replace(/[\p{Cc}\\/:*?"<>|]+/gu, '_')].slice(0, 200).join('').trim();

/** The transcript of a chat as a file. */
export function transcriptFile(
	record: ApiRecord,
	format: TranscriptFormat,
	options: TranscriptOptions,
): Omit<OutputFile, 'field'> {
	const { write, extension, mimeType } = FORMATS[format];
	const { fileName: given = '' } = options;
	const hasExtension = given.toLowerCase().endsWith(extension);
	// Of an expression such as `{{ $json.visitorFullName }}.txt`, only the extension may be left.
	const name =
		safeName(hasExtension ? given.slice(0, -extension.length) : given) ||
		defaultName(record, options);
	return { name: `${name}${extension}`, mimeType, content: write(record, options) };
}
