import type { ApiRecord } from '../operation';
import { isSendableId, sameId } from './ids';

const isRecord = (value: unknown): value is ApiRecord =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The ID of a new webhook, from the response to its registration: documented as `id`, also accepted as
 * `webhookId` or in a record named `webhook`. Undefined if there is none with which the webhook could be
 * deleted, or if it may be the ID of something else, such as the widget.
 */
export function createdWebhookId(body: unknown, widgetId: string): string | undefined {
	const [response, ...others] = Array.isArray(body) ? (body as unknown[]) : [body];
	if (!isRecord(response) || others.length > 0) return undefined;
	const { webhook, webhookId, id } = response;
	const nested = isRecord(webhook) ? [webhook.id, webhook.webhookId] : [];
	return [...nested, webhookId, id]
		.filter((value) => typeof value === 'string' || Number.isFinite(value))
		.map((value) => String(value).trim())
		.find((candidate) => isSendableId(candidate) && !sameId(candidate, widgetId));
}
