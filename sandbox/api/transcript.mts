import type { Message } from '../data/records.mts';

/** A conversation in the three forms that a chat contains. */
export function transcript(messages: Message[]) {
	const lines = messages.map((message) => ({ ...message, time: timeOfDay(message.timestamp) }));
	return {
		textBody: lines.map(asText).join('\n'),
		htmlBody: `<div class="transcript">${lines.map(asHtml).join('')}</div>`,
		messages,
	};
}

interface Line extends Message {
	time: string;
}

const timeOfDay = (timestamp: number): string => new Date(timestamp).toISOString().slice(11, 19);

const asText = ({ body, nickname, time }: Line): string => `[${time}] ${nickname}: ${body}`;

const asHtml = ({ body, nickname, time, type }: Line): string =>
	`<p class="${type}"><span>${time}</span> <b>${escaped(nickname)}</b>: ` +
	`${escaped(body).replaceAll('\n', '<br>')}</p>`;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string =>
	text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
