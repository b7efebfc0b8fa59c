import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { CREDENTIAL } from '../../api/auth';
import { isLoopbackUrl, normalizeBaseUrl } from '../../api/baseUrl';
import type { TriggerSettings } from '../settings';
import { unreachableError, unreachableReason } from './address';
import { nodeSecret } from './nodeSecret';
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

/** Throws NodeOperationError if Social Intents could not deliver to the node. */
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
