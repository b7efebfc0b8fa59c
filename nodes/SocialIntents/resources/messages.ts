import { parseServiceDate } from '../dates/serviceDate';
import type { ApiRecord } from '../operation';
import { toText } from './plainText';

type Direction = 'visitor' | 'agent' | 'system';

/** One message of a chat. */
export interface ChatMessage {
	/** Milliseconds; null if the service does not say. */
	time: number | null;
	direction: Direction;
	nickname: string;
	/** The service's word for the direction. */
	type: string;
	body: string;
}

const SPEAKERS: Partial<Record<string, Direction>> = {
	messagetoagent: 'visitor',
	messagetovisitor: 'agent',
	visitor: 'visitor',
	agent: 'agent',
};

const normalize = (name: unknown): string =>
	toText(name).trim().split(/\s+/).join(' ').toLowerCase();

function directionsIn(record: ApiRecord): (nickname: string, type: string) => Direction {
	const visitorNames = [
		record.visitorFullName,
		record.visitorName,
		`${toText(record.visitorFirstName)} ${toText(record.visitorLastName)}`,
		record.visitorEmail,
	].map(normalize);
	const agentNames = [record.agentName, record.agentEmail].map(normalize);
	return (nickname, type) => {
		const name = normalize(nickname);
		const isVisitor = name !== '' && visitorNames.includes(name);
		const isAgent = name !== '' && agentNames.includes(name);
		if (isVisitor !== isAgent) return isVisitor ? 'visitor' : 'agent';
		return SPEAKERS[type.trim().toLowerCase()] ?? 'system';
	};
}

/** What has no time stays behind what it came after. */
function inSpokenOrder(messages: ChatMessage[]): ChatMessage[] {
	let latest = -Infinity;
	const placed = messages.map((message) => ({ message, at: (latest = message.time ?? latest) }));
	return placed.sort((a, b) => a.at - b.at || 0).map(({ message }) => message);
}

/**
 * What was said in a chat, in the order spoken. The nickname tells who spoke, because the service's own
 * sample types a message of the visitor as one to the visitor; the type tells where the name does not.
 */
export function messagesOf(record: ApiRecord): ChatMessage[] {
	const directionOf = directionsIn(record);
	const listed = Array.isArray(record.messages) ? (record.messages as unknown[]) : [];
	const messages = listed
		.filter((message) => typeof message === 'object' && message !== null)
		.map((message): ChatMessage => {
			const { timestamp, nickname, type, body } = message as ApiRecord;
			return {
				time: parseServiceDate(timestamp),
				direction: directionOf(toText(nickname), toText(type)),
				nickname: toText(nickname),
				type: toText(type),
				body: toText(body),
			};
		});
	return inSpokenOrder(messages);
}
