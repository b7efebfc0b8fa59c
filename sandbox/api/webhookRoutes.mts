import type { AccountState } from '../accountState.mts';
import { type Call, readJsonObject } from './call.mts';
import { isWidgetId, shownId } from './ids.mts';
import { type ApiResponse, described, HttpError } from './responses.mts';
import { WEBHOOK_EVENTS, type WebhookEvent } from './webhooks.mts';

/** Documented: returns the ID of the new webhook. @throws HttpError */
export function registerWebhook(
	account: AccountState,
	call: Call,
	[appId = '']: string[],
): ApiResponse {
	const { data, webhooks, behavior } = account;
	const widget = data.widgets.find(({ id }) => isWidgetId(id, appId, behavior));
	if (!widget) throw new HttpError(404, `No app has the ID ${appId}`);
	const { target_url: targetUrl, event } = readJsonObject(call);
	if (!isHttpUrl(targetUrl)) throw new HttpError(400, 'target_url must be an http or https URL');
	if (!isEvent(event)) throw new HttpError(400, 'event must be "", "offline_message" or "lead"');
	const registered = webhooks.register(widget.id, event, targetUrl);
	if (!registered) {
		throw new HttpError(409, 'This webhook exists', {}, behavior['second-webhook']);
	}
	const created = createdBody(registered.id, behavior['created-id'], behavior['record-ids']);
	return { status: 200, registered, ...created };
}

/** `webhook.id: number` is a numeric ID in an object; `[0].id: string` is an ID in a list. */
function createdBody(id: string, form: string, idForm: string): Pick<ApiResponse, 'body' | 'text'> {
	const [path = '', type = ''] = form.split(': ');
	const shown = shownId(id, type === 'number' ? 'numbers' : idForm);
	if (path === 'absent') return { body: {} };
	if (path === '(bare string)') return { body: {}, text: JSON.stringify(shown) };
	if (path === '[0].id') return { body: {}, text: JSON.stringify([{ id: shown }]) };
	const nested = path.split('.').reduceRight<unknown>((within, key) => ({ [key]: within }), shown);
	return { body: nested as Record<string, unknown> };
}

/** @throws HttpError 404 if the widget has no such webhook */
export function removeWidgetWebhook(account: AccountState, _: Call, ids: string[]): ApiResponse {
	const [appId = '', webhookId = ''] = ids;
	return remove(account, 'delete-by-widget', webhookId, appId);
}

/** @throws HttpError 404 if no widget has it */
export function removeWebhook(
	account: AccountState,
	_: Call,
	[webhookId = '']: string[],
): ApiResponse {
	return remove(account, 'delete-by-id', webhookId);
}

function remove(
	{ webhooks, behavior }: AccountState,
	endpoint: 'delete-by-widget' | 'delete-by-id',
	webhookId: string,
	appId?: string,
): ApiResponse {
	if (behavior[endpoint] !== 'deletes') {
		throw new HttpError(405, 'Method not allowed', {}, behavior[endpoint]);
	}
	if (!webhooks.remove(webhookId, appId)) {
		throw new HttpError(404, `No webhook has the ID ${webhookId}`, {}, behavior['delete-again']);
	}
	return described(behavior['delete-response'], 200, 'Webhook deleted');
}

const isEvent = (value: unknown): value is WebhookEvent =>
	WEBHOOK_EVENTS.some((event) => event === value);

const isHttpUrl = (value: unknown): value is string =>
	typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value);
