import type { IExecuteFunctions, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { searchTimezones } from './methods/timezones';
import { searchWidgets } from './methods/widgets';
import { propertiesOf, subtitleOf } from './properties';
import { resources } from './resources';
import { executeOperation } from './execute';

export class SocialIntents implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Social Intents',
		name: 'socialIntents',
		icon: { light: 'file:socialIntents.svg', dark: 'file:socialIntents.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle: subtitleOf(resources),
		description:
			'Retrieve chats, transcripts, contacts, and offline messages from Social Intents live chat',
		defaults: { name: 'Social Intents' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'socialIntentsApi', required: true }],
		properties: propertiesOf(resources),
	};

	methods = { listSearch: { searchTimezones, searchWidgets } };

	async execute(this: IExecuteFunctions) {
		return await executeOperation(this);
	}
}
