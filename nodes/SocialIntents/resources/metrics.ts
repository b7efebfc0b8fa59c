import type { IDataObject } from 'n8n-workflow';
import type { ApiRecord } from '../operation';
import { isAnswered } from './chatType';
import { messagesOf, type ChatMessage } from './messages';

/** Whole seconds from the visitor's first message to the first answer; null if there is none. */
function firstResponseSeconds(messages: ChatMessage[]): number | null {
	const first = messages.findIndex(({ direction }) => direction === 'visitor');
	const question = messages[first]?.time ?? null;
	const answer =
		messages.find(({ direction }, index) => index > first && direction === 'agent')?.time ?? null;
	return question === null || answer === null ? null : Math.round((answer - question) / 1000);
}

function endOf(
	{ duration }: ApiRecord,
	messages: ChatMessage[],
	start: number | null,
): number | null {
	const times = messages.flatMap(({ time }) => (time === null ? [] : [time]));
	if (times.length > 0) return times.reduce((latest, time) => Math.max(latest, time));
	const isGiven = ['number', 'string'].includes(typeof duration) && duration !== '';
	const end = isGiven && start !== null ? start + Number(duration) * 1000 : NaN;
	return Number.isNaN(new Date(end).getTime()) ? null : end;
}

/**
 * How a chat went. The counts are null if the record has no messages at all to count, as in an account
 * that keeps no history. The chat ends with its last message, otherwise `duration` seconds after its start
 * (in milliseconds, null if unknown).
 */
export function metricsOf(record: ApiRecord, start: number | null): IDataObject {
	const messages = messagesOf(record);
	const countOf = (...directions: string[]) =>
		Array.isArray(record.messages)
			? messages.filter(({ direction }) => directions.includes(direction)).length
			: null;
	const end = endOf(record, messages, start);
	return {
		messageCount: countOf('visitor', 'agent', 'system'),
		visitorMessageCount: countOf('visitor'),
		agentMessageCount: countOf('agent'),
		// What the widget says by itself in a missed chat is no answer.
		firstResponseSeconds: isAnswered(record) ? firstResponseSeconds(messages) : null,
		endDate: end === null ? null : new Date(end).toISOString(),
	};
}
