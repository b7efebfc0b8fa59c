import type { Operation, Resource } from '../operation';
import { extractRecords } from '../api/records';
import { idField, widgetField } from './fields';
import { createWebhookRequest, deleteWebhookRequest, type ServiceEvent } from '../api/endpoints';

const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create webhook',
	description: 'Have the service call an address when something happens in a widget',
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
					description: 'A chat, answered or missed, has ended and is archived',
				},
				{
					name: 'Lead Captured',
					value: 'lead',
					description: 'A visitor left contact details',
				},
				{
					name: 'Offline Message',
					value: 'offlineMessage',
					description: 'A visitor left a message while nobody was online',
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
			description: 'The address that the service calls. It must be reachable from the internet.',
		},
	],
	plan: (read) => {
		const widgetId = read.requiredId('widgetId');
		const event = read.choice('event') as ServiceEvent;
		const targetUrl = read.url('targetUrl');
		return {
			requests: [createWebhookRequest(widgetId, event, targetUrl)],
			parse: (body) =>
				extractRecords(body)
					.filter(({ id }) => id !== undefined && id !== null && id !== '')
					.map(({ id }) => ({ json: { id: String(id), widgetId, event, targetUrl } })),
			combine: ([created = []]) => {
				if (created.length === 1) return created;
				throw read.error(
					'Social Intents did not say the ID of the new webhook',
					'The webhook may exist all the same. Look for it in the Social Intents dashboard under Integrations > Webhooks before you try again.',
				);
			},
		};
	},
};

const remove: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete webhook',
	description: 'Remove a webhook by its ID',
	fields: [
		idField('webhookId', 'Webhook'),
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'options',
			default: 'anyWidget',
			options: [
				{
					name: 'Any Widget',
					value: 'anyWidget',
					description: 'Remove it whatever its widget',
				},
				{
					name: 'One Widget',
					value: 'oneWidget',
					description: 'Remove it only if it belongs to the given widget',
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
			parse: () => [{ json: { deleted: true } }],
			combine: ([deleted = []]) => deleted,
		};
	},
};

export const webhook: Resource = {
	value: 'webhook',
	name: 'Webhook',
	description: 'An address that the service calls by itself',
	operations: [create, remove],
};
