import type { ApiResponse } from '../client.mts';
import { described, isSuccess } from '../reading.mts';
import { idIn, type OwnWebhook, type Registry } from './registry.mts';
import type { Seen } from './seen.mts';

/** Registers one webhook for each event, one of them twice, and deletes them with both endpoints. */
export async function probeWebhooks(registry: Registry, targetUrl: string): Promise<Seen> {
	const { response, webhook: first } = await registry.register('lead', targetUrl);
	if (!isSuccess(response)) return { 'created-id': described(response) };
	const created = idIn(response.json);
	const seen: Seen = { 'created-id': created?.place ?? 'absent' };
	if (first.id === null) return seen;

	const again = await registry.register('lead', targetUrl);
	const other = (await registry.register('offline_message', targetUrl)).webhook;
	await registry.register('', targetUrl);

	const isSecond = isSuccess(again.response);
	const isSame = isSecond && again.webhook.id === first.id;
	let byWidget = await registry.remove(first, 'widget');
	let deleted: OwnWebhook = first;
	const isReplaced = isSecond && !isSame && isMissing(byWidget);
	if (isReplaced) {
		deleted = again.webhook;
		byWidget = await registry.remove(again.webhook, 'widget');
	}
	seen['second-webhook'] = !isSecond
		? described(again.response)
		: isSame
			? 'gives the same ID'
			: isReplaced
				? 'replaces the first'
				: 'adds another';
	const byId = await registry.remove(other, 'id');
	seen['delete-by-widget'] = isSuccess(byWidget) ? 'deletes' : described(byWidget);
	seen['delete-by-id'] = isSuccess(byId) ? 'deletes' : described(byId);
	if (isSuccess(byWidget)) {
		seen['delete-response'] = described(byWidget);
		seen['delete-again'] = described(await registry.remove(deleted, 'widget'));
	} else if (isSuccess(byId)) {
		seen['delete-response'] = described(byId);
		seen['delete-again'] = described(await registry.remove(other, 'id'));
	}
	return seen;
}

const isMissing = ({ status }: ApiResponse): boolean => status === 404 || status === 410;
