import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { getWidgets } from './methods/widgets';
import { poll } from './trigger/polling/poll';
import { pollingOptions } from './trigger/polling/options';
import { triggerFields } from './trigger/settings';

export class SocialIntentsPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Social Intents Polling Trigger',
		name: 'socialIntentsPollingTrigger',
		icon: { light: 'file:socialIntents.svg', dark: 'file:socialIntents.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description:
			'Starts the workflow with new chats, offline messages and leads, for an n8n that the internet cannot reach',
		defaults: { name: 'Social Intents Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'socialIntentsApi', required: true }],
		properties: triggerFields(pollingOptions),
	};

	methods = { loadOptions: { getWidgets } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
