import { parseServiceDate, recordTime } from '../dates/serviceDate';
import { dayOf } from '../dates/days';
import type { OutputFile, ApiRecord } from '../operation';

interface Message {
	time: string | null;
	nickname: string;
	body: string;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

function escapeHtml(text: string): string {
	const entities: Record<string, string> = {
		'&': '&amp;',
		'<': '&lt;',
		'>': '&gt;',
		'"': '&quot;',
	};
	return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

function messagesOf(row: ApiRecord): Message[] {
	const messages = Array.isArray(row.messages) ? (row.messages as ApiRecord[]) : [];
	return messages
		.filter((message) => typeof message === 'object' && message !== null)
		.map(({ timestamp, nickname, body }) => {
			const milliseconds = parseServiceDate(timestamp);
			const time = milliseconds === null ? null : new Date(milliseconds).toISOString();
			return { time, nickname: textOf(nickname), body: textOf(body) };
		});
}

/** The words of a page, for a chat of which the service has nothing but HTML. */
function htmlToText(html: string): string {
	const entities: Record<string, string> = {
		amp: '&',
		apos: "'",
		gt: '>',
		lt: '<',
		nbsp: ' ',
		quot: '"',
	};
	return html
		.replace(/<(script|style|title)\b.*?<\/\1\s*>/gis, '')
		.replace(/\s+/g, ' ')
		.replace(/<(br|\/p|\/div|\/li|\/tr|\/h\d)\b[^>]*>/gi, '\n')
		.replace(/<[^>]*>/g, '')
		.replace(/&#(\d{1,6});/g, (_, code: string) => String.fromCodePoint(Number(code)))
		.replace(/&#x([\da-f]{1,5});/gi, (_, code: string) => String.fromCodePoint(parseInt(code, 16)))
		.replace(/&(\w+);/g, (entity, name: string) => entities[name] ?? entity)
		.replace(/ *\n */g, '\n')
		.trim();
}

function asText(row: ApiRecord): string {
	const written = textOf(row.textBody);
	if (written.trim() !== '') return written;
	const messages = messagesOf(row);
	if (messages.length === 0) return htmlToText(textOf(row.htmlBody));
	return messages
		.map(({ nickname, body }) => (nickname ? `${nickname}: ${body}` : body))
		.join('\n');
}

function asHtml(row: ApiRecord): string {
	const written = textOf(row.htmlBody);
	const body = written.trim() !== '' ? written : `<pre>${escapeHtml(asText(row))}</pre>`;
	if (/<html[\s>]/i.test(body)) return body;
	return `<!doctype html>\n<html>\n<head><meta charset="utf-8"><title>Chat transcript</title></head>\n<body>\n${body}\n</body>\n</html>\n`;
}

function asJson(row: ApiRecord): string {
	const {
		id = null,
		chatType = null,
		startDate = null,
		visitorFullName = null,
		agentName = null,
	} = row;
	const messages = messagesOf(row);
	const transcript = { id, chatType, startDate, visitorFullName, agentName, messages };
	return JSON.stringify({ ...transcript, textBody: asText(row) }, null, 2);
}

const FORMATS = {
	text: { write: asText, extension: 'txt', mimeType: 'text/plain' },
	html: { write: asHtml, extension: 'html', mimeType: 'text/html' },
	json: { write: asJson, extension: 'json', mimeType: 'application/json' },
};

export type TranscriptFormat = keyof typeof FORMATS;

/**
 * A chat's transcript as plain text, and as a file. Null where there is none: an account in "history
 * disabled" mode keeps no transcripts, and the fields come back empty.
 */
export function transcriptOf(
	row: ApiRecord,
	format: TranscriptFormat,
	timezone: string,
): { text: string; file: Omit<OutputFile, 'field'> } | null {
	const text = asText(row);
	if (text.trim() === '') return null;
	const { write, extension, mimeType } = FORMATS[format];
	const milliseconds = recordTime(row, 'startDate', timezone);
	const day = milliseconds === null ? [] : [dayOf(milliseconds, timezone)];
	const safeId = String(row.id)
		.replace(/[^\w-]+/g, '_')
		.slice(0, 64);
	const name = `${['chat', ...day, safeId].join('-')}.${extension}`;
	return { text, file: { name, mimeType, content: write(row) } };
}
