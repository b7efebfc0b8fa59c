import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { CREDENTIAL } from '../../api/auth';
import { deliverySecret } from './secret';

/**
 * The secret that a node derives from its credential; undefined without a token, because anybody could
 * derive that one. Throws where n8n has no credential for the node.
 */
export async function nodeSecret(
	context: IHookFunctions | IWebhookFunctions,
): Promise<string | undefined> {
	const { apiToken } = await context.getCredentials(CREDENTIAL);
	if (String(apiToken ?? '').trim() === '') return undefined;
	const { id: node, webhookId: webhook } = context.getNode();
	return deliverySecret(apiToken, { workflow: context.getWorkflow().id, node, webhook });
}
