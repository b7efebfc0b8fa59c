/** Our names of the service's events, and its own: a completed chat is an empty string. */
export const SERVICE_EVENTS = {
	chatCompleted: '',
	offlineMessage: 'offline_message',
	lead: 'lead',
} as const;
export type ServiceEvent = keyof typeof SERVICE_EVENTS;
