import type { ApiRecord } from '../../../nodes/SocialIntents/operation';

/** When the chats start, in milliseconds. */
export const START = Date.UTC(2026, 0, 15, 10, 30);

export const secondsIn = (seconds: number) => START + seconds * 1000;

/** A chat of ten minutes between Jane Doe and the agent Sam Lee. */
export const chatWith = (messages: unknown, more: ApiRecord = {}): ApiRecord => ({
	visitorFullName: 'Jane Doe',
	agentName: 'Sam Lee',
	startDate: '2026-01-15T10:30:00Z',
	duration: 600,
	messages: messages as ApiRecord[],
	...more,
});

export const answeredChat: ApiRecord = {
	id: 'c1',
	chatType: 'Answered',
	appId: 'w1',
	startDate: '2025-01-15T10:30:00Z',
	messages: [{ nickname: 'Jane', body: 'Hello' }],
};
