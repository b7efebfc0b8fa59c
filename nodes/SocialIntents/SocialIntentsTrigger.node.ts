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

const TEST_ADVICE =
	'Go to your website and start and end a chat, leave an offline message, or submit contact details. Social Intents sends chat events once the chat is archived.';
const EXECUTIONS =
	'the workflow will execute. These executions will show up in the executions list, but not in the editor.';
const PUBLISHED = `Then every time an event is received, ${EXECUTIONS}`;

export class SocialIntentsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Social Intents Trigger',
		name: 'socialIntentsTrigger',
		icon: { light: 'file:socialIntents.svg', dark: 'file:socialIntents.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: eventsSubtitle,
		description:
			'Starts the workflow when a chat ends, an offline message is left, or a lead is captured',
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
		eventTriggerDescription: TEST_ADVICE,
		activationMessage:
			'Your workflow will now be triggered by events in Social Intents. Chats trigger it after they have ended and been archived.',
		triggerPanel: {
			header: 'Pull in events from Social Intents',
			executionsHelp: {
				inactive: `<b>While building your workflow</b>, click the 'execute step' button, then go to your website and create an event. This will trigger an execution, which will show up in this editor.<br /><br /><b>Once you're happy with your workflow</b>, publish (activate) it. ${PUBLISHED}`,
				active: `<b>While building your workflow</b>, click the 'execute step' button, then go to your website and create an event. This will trigger an execution, which will show up in this editor.<br /><br /><b>Your workflow will also execute automatically</b>, since it is published (active). Every time an event is received, ${EXECUTIONS}`,
			},
			activationHint: `Once you're happy with your workflow, publish (activate) it. ${PUBLISHED}`,
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
