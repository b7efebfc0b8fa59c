import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { CREDENTIAL } from '../../api/auth';
import { isLoopbackUrl, normalizeBaseUrl } from '../../api/baseUrl';
import type { ApiClient } from '../../api/client';
import { PATHS } from '../../api/endpoints';
import { extractRecords } from '../../api/records';
import { widgetNamesIn, type WidgetNames } from '../../resources/addFields';
import { toText } from '../../resources/plainText';
import type { TriggerSettings } from '../settings';
import { unreachableError, unreachableReason } from './address';
import { nodeSecret } from './nodeSecret';
import { TIMEOUTS } from './registrar';
import { accountFingerprint, type Target } from './state';

/** What should be registered for the node as it stands. */
export async function targetOf(
	context: IHookFunctions,
	{ events }: TriggerSettings,
	widgetIds: string[],
): Promise<Target> {
	return {
		widgetIds,
		events: [...new Set(events.map(({ serviceEvent }) => serviceEvent))],
		address: context.getNodeWebhookUrl('default') ?? '',
		secret: (await nodeSecret(context)) ?? '',
		account: accountFingerprint(await context.getCredentials(CREDENTIAL)),
	};
}

/** All widgets of the account. Throws ApiRequestError. */
export async function listWidgets(api: ApiClient): Promise<{ ids: string[]; names: WidgetNames }> {
	const body = await api.send({ method: 'GET', path: PATHS.widgets, ...TIMEOUTS });
	const ids = extractRecords(body).map(({ id }) => toText(id));
	return { ids: ids.filter((id) => id !== ''), names: widgetNamesIn(body) };
}

/** Throws NodeOperationError where Social Intents could not deliver to the node. */
export async function assertReachable(context: IHookFunctions): Promise<void> {
	const node = context.getNode();
	// Without one, n8n never finds an address with parameters in its path.
	if (!node.webhookId) {
		throw new NodeOperationError(
			node,
			'This node has no webhook ID, so Social Intents cannot deliver to it',
			{
				description:
					'A workflow that was not created in the editor may lack it. Delete this node in the editor, add it again, and publish (activate) the workflow.',
			},
		);
	}
	const reason = unreachableReason(context.getNodeWebhookUrl('default') ?? '');
	const base = normalizeBaseUrl((await context.getCredentials(CREDENTIAL)).baseUrl);
	if (!reason || ('url' in base && isLoopbackUrl(base.url))) return;
	const isTest = context.getActivationMode() === 'manual';
	const { message, description } = unreachableError(reason, isTest);
	throw new NodeOperationError(node, message, { description });
}
