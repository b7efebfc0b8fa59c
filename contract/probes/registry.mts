import type { ApiResponse, Client } from '../client.mts';
import { isObject, isSuccess, safeName } from '../reading.mts';

/** A webhook that the check registered. */
export interface OwnWebhook {
	widgetId: string;
	/** Null if the service did not return it. */
	id: string | null;
	event: string;
}

/** Registers webhooks and keeps track of those not deleted yet. Never deletes anything else. */
export interface Registry {
	readonly open: readonly OwnWebhook[];
	register(
		event: string,
		targetUrl: string,
	): Promise<{ response: ApiResponse; webhook: OwnWebhook }>;
	/** Deletes the webhook and, on success, removes it from the list. */
	remove(webhook: OwnWebhook, endpoint: 'widget' | 'id'): Promise<ApiResponse>;
	/** Deletes what is left with either endpoint. Returns what it could not delete. */
	clean(client: Client): Promise<OwnWebhook[]>;
}

export function createRegistry(client: Client, widgetId: string): Registry {
	const open: OwnWebhook[] = [];
	const forget = (webhook: OwnWebhook): void => {
		const index = open.indexOf(webhook);
		if (index >= 0) open.splice(index, 1);
	};
	const ask = async (by: Client, { id }: OwnWebhook, endpoint: 'widget' | 'id') => {
		const webhook = `/webhook/${encodeURIComponent(id ?? '')}`;
		const path = endpoint === 'id' ? webhook : `/apps/${encodeURIComponent(widgetId)}${webhook}`;
		return await by.ask('DELETE', path);
	};
	return {
		open,
		async register(event, targetUrl) {
			const webhook: OwnWebhook = { widgetId, id: null, event };
			// Listed before the response: an aborted request may have registered it.
			open.push(webhook);
			const path = `/apps/${encodeURIComponent(widgetId)}/webhook`;
			const body = { target_url: targetUrl, event };
			const response = await client.ask('POST', path, { body });
			if (isSuccess(response)) webhook.id = idIn(response.json)?.id ?? null;
			else forget(webhook);
			return { response, webhook };
		},
		async remove(webhook, endpoint) {
			const response = await ask(client, webhook, endpoint);
			if (isGone(response)) forget(webhook);
			return response;
		},
		async clean(by) {
			const left: OwnWebhook[] = [];
			for (const webhook of [...open]) {
				if (!(await isRemoved(webhook))) left.push(webhook);
			}
			return left;

			async function isRemoved(webhook: OwnWebhook): Promise<boolean> {
				if (webhook.id === null) return false;
				for (const endpoint of ['widget', 'id'] as const) {
					const response = await ask(by, webhook, endpoint).catch(() => null);
					if (!response || !isGone(response)) continue;
					forget(webhook);
					return true;
				}
				return false;
			}
		},
	};
}

const isGone = (response: ApiResponse): boolean =>
	isSuccess(response) || (response.json !== undefined && [404, 410].includes(response.status));

const ID_NAMES = /^(id|webhook_?id)$/i;

/** The path of a new webhook's ID, such as `webhook.id`, and the ID; null if there is none. */
export function idIn(json: unknown, path = ''): { place: string; id: string } | null {
	if (typeof json === 'string' || typeof json === 'number') {
		const isId = path === '' || ID_NAMES.test(path.split('.').at(-1) ?? '');
		const place = `${path || `(bare ${typeof json})`}${path && `: ${typeof json}`}`;
		return isId && String(json) !== '' ? { place, id: String(json) } : null;
	}
	if (Array.isArray(json)) return json.length === 1 ? idIn(json[0], '[0]') : null;
	if (!isObject(json)) return null;
	const entries = Object.entries(json).map(([name, value]) => ({ name, value }));
	for (const { name, value } of entries) {
		const found = idIn(value, path ? `${path}.${safeName(name)}` : safeName(name));
		if (found) return found;
	}
	return null;
}
