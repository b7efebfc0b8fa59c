import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { getWidgets } from './methods/widgets';
import { isRegistered, registerAll, unregisterAll } from './trigger/webhook/lifecycle';
import { receiveDelivery } from './trigger/webhook/receive';
import {
	archiveNotices,
	eventsSubtitle,
	PUBLISHED_WIDGETS,
	triggerFields,
} from './trigger/settings';
import { webhookOptions } from './trigger/webhook/options';

export class SocialIntentsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Social Intents Trigger',
		name: 'socialIntentsTrigger',
		icon: { light: 'file:socialIntents.svg', dark: 'file:socialIntents.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: eventsSubtitle,
		description:
			'Starts the workflow when a chat ends, an offline message is left or a lead is captured',
		defaults: { name: 'Social Intents Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'socialIntentsApi', required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: '',
				// n8n keeps a path with changing parts once for all workflows, so it must name the node.
				path: '=events/{{ $webhookId }}/:event/:secret',
				isFullPath: true,
				ndvHideUrl: true,
			},
		],
		eventTriggerDescription:
			'Now have a chat with your widget and end it: a chat counts when it is archived. Or leave an offline message, or your contact details.',
		activationMessage:
			'Social Intents now calls this workflow. A chat arrives once it has ended and is archived.',
		triggerPanel: {
			header: 'Wait for an event of your widgets',
			executionsHelp: {
				inactive:
					"<b>While building</b>, click 'Execute step', then have a chat with your widget <b>and end it</b>: a chat counts when it is archived.<br><br><b>Once you're happy</b>, publish the workflow (in n8n 1: activate it). It then runs at every event, and you find the runs in the executions list.",
				active:
					"<b>While building</b>, click 'Execute step', then have a chat with your widget <b>and end it</b>: a chat counts when it is archived.<br><br><b>The workflow is published</b> (in n8n 1: active), so it also runs at every event, and you find the runs in the executions list.",
			},
			activationHint:
				'Once you have finished building, publish the workflow (in n8n 1: activate it) to have it run at every event.',
		},
		properties: [...archiveNotices, ...triggerFields(PUBLISHED_WIDGETS, webhookOptions)],
	};

	methods = { loadOptions: { getWidgets } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await isRegistered(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await registerAll(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await unregisterAll(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveDelivery(this);
	}
}
