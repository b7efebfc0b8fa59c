import type { ApiRequest } from '../operation';

/** The lists of the service and its health check; each is requested with GET. */
export const PATHS = {
	chats: '/chats',
	missedChats: '/missedchats',
	offlineMessages: '/offlinemessages',
	contacts: '/contacts',
	/** The service calls a widget an app. */
	widgets: '/apps',
	ping: '/ping',
} as const;

/** Our names for the service's events, and its own: for a completed chat it is an empty string. */
export const SERVICE_EVENTS = {
	chatCompleted: '',
	offlineMessage: 'offline_message',
	lead: 'lead',
} as const;
export type ServiceEvent = keyof typeof SERVICE_EVENTS;

const webhooksOf = (widgetId: string) => `${PATHS.widgets}/${encodeURIComponent(widgetId)}/webhook`;

/** Registers a webhook of a widget. The service returns its ID. */
export const createWebhookRequest = (
	widgetId: string,
	event: ServiceEvent,
	targetUrl: string,
): ApiRequest => ({
	method: 'POST',
	path: webhooksOf(widgetId),
	body: { target_url: targetUrl, event: SERVICE_EVENTS[event] },
});

/** Removes a webhook: of the given widget only, or whichever widget it belongs to. */
export const deleteWebhookRequest = (webhookId: string, widgetId?: string): ApiRequest => ({
	method: 'DELETE',
	path: `${widgetId === undefined ? '/webhook' : webhooksOf(widgetId)}/${encodeURIComponent(webhookId)}`,
});
