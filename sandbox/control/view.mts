import type { Controlled } from './controlled.mts';
import type { Delivery, WebhookEvent } from '../api/webhooks.mts';
import type { RequestEntry, AccountState } from '../accountState.mts';

/** The contents of the page, as displayed. Lists are newest first. */
export interface View {
	baseUrl: string;
	token: string;
	accountId: string;
	widgets: Array<{ id: string; name: string }>;
	openChats: ShownChat[];
	webhooks: ShownWebhook[];
	deliveries: ShownDelivery[];
	requests: ShownRequest[];
}

export interface ShownChat {
	id: string;
	widget: string;
	visitor: string;
	/** ISO 8601. */
	startedAt: string;
}

export interface ShownWebhook {
	id: string;
	widget: string;
	event: string;
	targetUrl: string;
}

export interface ShownDelivery extends Pick<Delivery, 'status' | 'response' | 'error' | 'ms'> {
	/** From 1, in order of completion. */
	number: number;
	/** ISO 8601. */
	at: string;
	event: string;
	widget: string;
	targetUrl: string;
	webhookId: string;
	/** The JSON that was sent, indented. */
	body: string;
}

export interface ShownRequest extends Pick<RequestEntry, 'method' | 'status' | 'fault'> {
	/** From 1, in order of arrival. */
	number: number;
	/** ISO 8601. */
	at: string;
	/** Path and query. */
	target: string;
	/** Null until there is a response. */
	ms: number | null;
}

const SHOWN_DELIVERIES = 50;
const SHOWN_REQUESTS = 20;
/** Maximum length of a response; some receivers send whole pages. */
const SHOWN_CHARACTERS = 2000;

export function view({ account, baseUrl }: Controlled): View {
	const { settings, accountId, data, openChats, webhooks, requests } = account;
	return {
		baseUrl,
		token: settings.token,
		accountId,
		widgets: data.widgets.map(({ id, name }) => ({ id, name })),
		openChats: [...openChats].map(([id, { appId, visitor, startedAt }]) => ({
			id,
			widget: widgetName(account, appId),
			visitor,
			startedAt: new Date(startedAt).toISOString(),
		})),
		webhooks: webhooks.list
			.map(({ id, appId, event, targetUrl }) => ({
				id,
				widget: widgetName(account, appId),
				event: EVENT_NAMES[event],
				targetUrl,
			}))
			.reverse(),
		deliveries: newest(webhooks.deliveries, SHOWN_DELIVERIES, (delivery, number) =>
			shownDelivery(account, delivery, number),
		),
		requests: newest(requests, SHOWN_REQUESTS, shownRequest),
	};
}

/** The last `count` of `list`, newest first, each with its position in the whole list. */
function newest<T, U>(list: readonly T[], count: number, show: (item: T, number: number) => U) {
	const before = Math.max(0, list.length - count);
	const shown = list.slice(before).map((item, index) => show(item, before + index + 1));
	return shown.reverse();
}

/** A widget may have been removed while its webhooks and chats remain. */
const widgetName = ({ data }: AccountState, appId: string): string =>
	data.widgets.find(({ id }) => id === appId)?.name ?? appId;

/** Answered and missed chats share one event. */
const EVENT_NAMES: Record<WebhookEvent, string> = {
	'': 'Chat or Missed Chat',
	offline_message: 'Offline Message',
	lead: 'Lead',
};

function shownDelivery(account: AccountState, delivery: Delivery, number: number): ShownDelivery {
	const { at, status, response, error, ms, targetUrl, webhookId, appId } = delivery;
	return {
		number,
		at,
		event: deliveredEvent(delivery),
		widget: widgetName(account, appId),
		status,
		response: shortened(response),
		error,
		ms,
		targetUrl,
		webhookId,
		body: JSON.stringify(delivery.body, null, 2),
	};
}

const CHAT_EVENT_NAMES: Record<string, string> = { Answered: 'Chat', Missed: 'Missed Chat' };

function deliveredEvent({ event, body }: Delivery): string {
	const chatType = event === '' ? String(recordIn(body).chatType) : '';
	return CHAT_EVENT_NAMES[chatType] ?? EVENT_NAMES[event];
}

/** The record in a chat delivery of any form. */
function recordIn(body: unknown): Record<string, unknown> {
	const record = [(body as { chats?: unknown }).chats ?? body].flat()[0];
	return record as Record<string, unknown>;
}

function shownRequest(entry: RequestEntry, number: number): ShownRequest {
	const { method, path, query, status, fault, startedAt, finishedAt } = entry;
	// Stored newest first.
	const search = new URLSearchParams(Object.entries(query).reverse()).toString();
	return {
		number,
		at: new Date(startedAt).toISOString(),
		method,
		target: search ? `${path}?${search}` : path,
		status,
		fault,
		ms: finishedAt === null ? null : Math.round(finishedAt - startedAt),
	};
}

const shortened = (text: string): string =>
	text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)} …` : text;
