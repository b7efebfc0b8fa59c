import type { ApiRecord } from '../operation';

const typeOf = ({ chatType }: ApiRecord) =>
	typeof chatType === 'string' ? chatType.trim().toLowerCase() : '';

/** Whether a chat may be an answered one. One that does not say its type may be either. */
export const isAnswered = (chat: ApiRecord): boolean =>
	!typeOf(chat).includes('miss') && !typeOf(chat).includes('offline');

/** Whether a chat may be a missed one. */
export const isMissed = (chat: ApiRecord): boolean =>
	typeOf(chat).includes('miss') || typeOf(chat) === '';
