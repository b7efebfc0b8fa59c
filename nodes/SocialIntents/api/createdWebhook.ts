import { isSendableId, sameId } from './ids';
import { isObject } from './json';

/**
 * The ID of a new webhook, from the response to its registration: documented as `id`, also accepted as
 * `webhookId` or in a record named `webhook`. Undefined if there is none with which the webhook could be
 * deleted, or if it may be the ID of something else, such as the widget.
 */
export function createdWebhookId(body: unknown, widgetId: string): string | undefined {
	const [response, ...others] = Array.isArray(body) ? (body as unknown[]) : [body];
	if (!isObject(response) || others.length > 0) return undefined;
	const { webhook, webhookId, id } = response;
	const nested = isObject(webhook) ? [webhook.id, webhook.webhookId] : [];
	return [...nested, webhookId, id]
		.filter((value) => typeof value === 'string' || Number.isFinite(value))
		.map((value) => String(value).trim())
		.find((candidate) => isSendableId(candidate) && !sameId(candidate, widgetId));
}
