import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { getWidgets } from './methods/widgets';
import { poll } from './trigger/polling/poll';
import { pollingFields } from './trigger/polling/options';
import { archiveNotices, eventsSubtitle } from './trigger/settings';

export class SocialIntentsPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Social Intents Polling Trigger',
		name: 'socialIntentsPollingTrigger',
		icon: { light: 'file:socialIntents.svg', dark: 'file:socialIntents.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: eventsSubtitle,
		description:
			'Checks for new chats, leads, and offline messages on a schedule; works behind a firewall',
		defaults: { name: 'Social Intents Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'socialIntentsApi', required: true }],
		properties: [...archiveNotices, ...pollingFields],
	};

	methods = { loadOptions: { getWidgets } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
