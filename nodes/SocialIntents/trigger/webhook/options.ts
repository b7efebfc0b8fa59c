import type { INodeProperties, IWebhookFunctions } from 'n8n-workflow';
import { addFieldsOption } from '../../resources/addFields';
import { chatRecord } from '../../resources/recordTypes';

export const webhookOptions: INodeProperties[] = [
	addFieldsOption(chatRecord.addable),
	{
		displayName: 'Require Delivery Secret',
		name: 'requireSecret',
		type: 'boolean',
		default: true,
		description:
			'Whether to reject deliveries without the secret in the webhook URL. Turn off only if genuine deliveries are rejected.',
	},
];

/** Only a plain false lets deliveries without the secret in. */
export const requiresSecret = (context: IWebhookFunctions): boolean =>
	context.getNodeParameter('options.requireSecret', true) !== false;
