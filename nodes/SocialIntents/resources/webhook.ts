import type { Operation, Resource } from '../operation';
import { createdWebhookId } from '../api/createdWebhook';
import { idField, widgetField } from './fields';
import { createWebhookRequest, deleteWebhookRequest, type ServiceEvent } from '../api/endpoints';

const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create webhook',
	description: 'Register a URL that is called on widget events',
	fields: [
		widgetField,
		{
			displayName: 'Event',
			name: 'event',
			type: 'options',
			default: 'chatCompleted',
			options: [
				{
					name: 'Chat Completed',
					value: 'chatCompleted',
					description:
						'An answered or missed chat has ended and been archived (trigger events: Chat Answered, Chat Missed)',
				},
				{
					name: 'Lead Captured',
					value: 'lead',
					description: 'A visitor left contact details (resource: Contact)',
				},
				{
					name: 'Offline Message Received',
					value: 'offlineMessage',
					description:
						'A visitor left a message while no agent was online (resource: Offline Message)',
				},
			],
		},
		{
			displayName: 'Target URL',
			name: 'targetUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://example.com/hook',
			description: 'The URL that Social Intents calls. It must be reachable from the internet.',
		},
	],
	plan: (read) => {
		const widgetId = read.requiredId('widgetId');
		const event = read.choice('event') as ServiceEvent;
		const targetUrl = read.url('targetUrl');
		return {
			requests: [createWebhookRequest(widgetId, event, targetUrl)],
			parse: (body) => {
				const id = createdWebhookId(body, widgetId);
				return id === undefined ? [] : [{ json: { id, widgetId, event, targetUrl } }];
			},
			combine: ([created = []]) => {
				if (created.length === 1) return created;
				throw read.error(
					'Social Intents returned no valid ID for the new webhook',
					'The webhook may have been created anyway. Look for it in the Social Intents dashboard, under Integrations > Webhooks, before you try again.',
				);
			},
		};
	},
};

const remove: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete webhook',
	description: 'Delete a webhook by its ID',
	fields: [
		idField('webhookId', 'Webhook', "as returned by 'Create'"),
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'options',
			default: 'anyWidget',
			options: [
				{
					name: 'Any Widget',
					value: 'anyWidget',
					description: 'Delete the webhook, whichever widget it belongs to',
				},
				{
					name: 'One Widget',
					value: 'oneWidget',
					description: 'Delete the webhook only if it belongs to the given widget',
				},
			],
		},
		{ ...widgetField, displayOptions: { show: { scope: ['oneWidget'] } } },
	],
	plan: (read) => {
		const webhookId = read.requiredId('webhookId');
		const isOneWidget = read.choice('scope') === 'oneWidget';
		const widgetId = isOneWidget ? read.requiredId('widgetId') : undefined;
		return {
			requests: [deleteWebhookRequest(webhookId, widgetId)],
			parse: (body) => (body === null ? [] : [{ json: { deleted: true } }]),
			combine: ([deleted = []]) => {
				if (deleted.length > 0) return deleted;
				const webhook = isOneWidget ? 'webhook of this widget' : 'webhook';
				const message = `No ${webhook} has the ID "${webhookId}"`;
				if (read.isTool) return [{ json: { deleted: false, message } }];
				throw read.error(
					message,
					"Check 'Webhook ID': it is the ID that Webhook > Create returned. The webhook may have been deleted already.",
				);
			},
		};
	},
};

export const webhook: Resource = {
	value: 'webhook',
	name: 'Webhook',
	description: 'A URL that Social Intents calls on widget events',
	operations: [create, remove],
};
