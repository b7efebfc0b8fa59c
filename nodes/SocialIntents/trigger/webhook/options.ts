import type { INodeProperties, IWebhookFunctions } from 'n8n-workflow';

export const webhookOptions: INodeProperties[] = [
	{
		displayName: 'Require Delivery Secret',
		name: 'requireSecret',
		type: 'boolean',
		default: true,
		description:
			'Whether to turn away calls without the secret that is part of the registered address. Turn it off only if true events are turned away.',
	},
];
/** Only a plain no lets calls without the secret in. */
export const requiresSecret = (context: IWebhookFunctions): boolean =>
	context.getNodeParameter('options.requireSecret', true) !== false;
