import type { Behavior } from '../facts/index.mts';
import { sendDelivery } from './delivery.mts';
import { isId, isWidgetId } from './ids.mts';
import type { Random } from '../data/random.mts';
import { isoSeconds } from '../data/records.mts';

/** Documented: chat completed, offline message, lead captured. */
export const WEBHOOK_EVENTS = ['', 'offline_message', 'lead'] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

export interface Webhook {
	id: string;
	appId: string;
	event: WebhookEvent;
	targetUrl: string;
	/** ISO 8601. */
	created: string;
}

/** One POST to one webhook and its outcome. */
export interface Delivery {
	webhookId: string;
	appId: string;
	event: WebhookEvent;
	targetUrl: string;
	/** When it was sent, ISO 8601. */
	at: string;
	/** What was sent, before serialization. */
	body: unknown;
	/** Null without a response. */
	status: number | null;
	/** The text of the response. */
	response: string;
	/** The response time of the receiver. */
	ms: number;
	/** Why there was no response. */
	error: string | null;
}

/**
 * Body of a delivery. Documented: an array of records. Older integrations expect a single object;
 * an envelope has never been observed, but receivers should accept one.
 */
export type DeliveryForm = 'array' | 'single' | 'envelope';

export interface Webhooks {
	readonly list: readonly Webhook[];
	/** In the order they were finished. */
	readonly deliveries: readonly Delivery[];
	/** Null if the service rejects a duplicate. */
	register(appId: string, event: WebhookEvent, targetUrl: string): Webhook | null;
	/** False if the widget has no such webhook. */
	remove(webhookId: string, appId?: string): boolean;
	/** Sends to every webhook of that widget and event, once: no retries are known. */
	deliver(
		event: WebhookEvent,
		appId: string,
		record: object,
		form: DeliveryForm,
	): Promise<Delivery[]>;
}

const ENVELOPE_KEYS = { '': 'chats', offline_message: 'chats', lead: 'contacts' } as const;
const BODY_FORMS: Record<string, DeliveryForm> = {
	'a record': 'single',
	'an envelope': 'envelope',
};

interface WebhooksOptions {
	behavior: Behavior;
	random: Random;
	/** Ms since 1970. */
	clock: () => number;
	/** Aborts deliveries in progress. */
	stop: AbortSignal;
	/** Called after each delivery. */
	onDelivery: () => void;
}

export function createWebhooks({
	behavior,
	random,
	clock,
	stop,
	onDelivery,
}: WebhooksOptions): Webhooks {
	const list: Webhook[] = [];
	const deliveries: Delivery[] = [];

	const post = async (webhook: Webhook, body: unknown): Promise<Delivery> => {
		const { id: webhookId, appId, event, targetUrl } = webhook;
		const at = isoSeconds(clock());
		const started = performance.now();
		const outcome = await sendDelivery(targetUrl, body, behavior, stop);
		const ms = Math.round(performance.now() - started);
		const delivery = { webhookId, appId, event, targetUrl, at, body, ms, ...outcome };
		deliveries.push(delivery);
		onDelivery();
		return delivery;
	};

	return {
		list,
		deliveries,
		register(appId, event, targetUrl) {
			const created = isoSeconds(clock());
			const index = list.findIndex(
				(known) => known.appId === appId && known.event === event && known.targetUrl === targetUrl,
			);
			const again = index < 0 ? 'adds another' : behavior['second-webhook'];
			if (/^\d/.test(again)) return null;
			if (again === 'gives the same ID') return list[index] ?? null;
			if (again === 'replaces the first') list.splice(index, 1);
			const webhook = { id: random.id(clock()), appId, event, targetUrl, created };
			list.push(webhook);
			return webhook;
		},
		remove(webhookId, appId) {
			const index = list.findIndex(
				(webhook) =>
					isId(webhook.id, webhookId, behavior) &&
					(appId === undefined || isWidgetId(webhook.appId, appId, behavior)),
			);
			if (index >= 0) list.splice(index, 1);
			return index >= 0;
		},
		async deliver(event, appId, record, form) {
			const body = {
				array: [record],
				single: record,
				envelope: { [ENVELOPE_KEYS[event]]: [record] },
			}[BODY_FORMS[behavior['delivery-body']] ?? form];
			const receivers = list.filter(
				(webhook) => webhook.event === event && webhook.appId === appId,
			);
			return await Promise.all(receivers.map(async (webhook) => await post(webhook, body)));
		},
	};
}
