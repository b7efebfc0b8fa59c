import type { ApiRecord } from '../operation';
import { htmlToText } from './htmlToText';
import { messagesOf, type ChatMessage } from './messages';

/** With history disabled, messages are blank or masked, often after the names. */
function saysSomething(text: string): boolean {
	return text.split('\n').some((line) => /[^\s*•●]/.test(line.slice(line.lastIndexOf(':') + 1)));
}

function toLine(record: ApiRecord, { nickname, direction, body }: ChatMessage): string {
	const names = {
		visitor: record.visitorFullName || 'Visitor',
		agent: record.agentName || 'Agent',
		system: '',
	};
	const speaker = nickname || names[direction];
	return typeof speaker === 'string' && speaker ? `${speaker}: ${body}` : body;
}

/**
 * What was said in a chat, one line for each message: as the service wrote it, otherwise made of the
 * messages or of the HTML. Null if there are no words: an account in "history disabled" mode keeps
 * none.
 */
export function transcriptText(record: ApiRecord): string | null {
	const { textBody, htmlBody } = record;
	if (typeof textBody === 'string' && saysSomething(textBody)) return textBody;
	const said = messagesOf(record).filter(({ body }) => saysSomething(body));
	if (said.length > 0) return said.map((message) => toLine(record, message)).join('\n');
	const text = typeof htmlBody === 'string' ? htmlToText(htmlBody) : '';
	return saysSomething(text) ? text : null;
}
