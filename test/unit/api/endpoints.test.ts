import { describe, expect, it } from 'vitest';

import {
	createWebhookRequest,
	deleteWebhookRequest,
	PATHS,
	SERVICE_EVENTS,
} from '../../../nodes/SocialIntents/api/endpoints';

const targetUrl = 'https://n8n.example.com/webhook/1';

describe('the requests to the service', () => {
	it('use the documented paths of the lists and of the status', () => {
		expect(Object.values(PATHS)).toEqual([
			'/chats',
			'/missedchats',
			'/offlinemessages',
			'/contacts',
			'/apps',
			'/ping',
		]);
	});

	it.each([
		['chatCompleted', ''],
		['offlineMessage', 'offline_message'],
		['lead', 'lead'],
	] as const)('register the event %s as %j', (event, name) => {
		expect(createWebhookRequest('w1', event, targetUrl)).toEqual({
			method: 'POST',
			path: '/apps/w1/webhook',
			body: { target_url: targetUrl, event: name },
		});
		expect(SERVICE_EVENTS[event]).toBe(name);
	});

	it('delete a webhook of one widget, or of any', () => {
		expect(deleteWebhookRequest('h1', 'w1')).toEqual({
			method: 'DELETE',
			path: '/apps/w1/webhook/h1',
		});
		expect(deleteWebhookRequest('h1')).toEqual({ method: 'DELETE', path: '/webhook/h1' });
	});

	it('keep an ID inside its own part of the path', () => {
		expect(createWebhookRequest('a/b?', 'lead', targetUrl).path).toBe('/apps/a%2Fb%3F/webhook');
		expect(deleteWebhookRequest('c#d', 'a/b').path).toBe('/apps/a%2Fb/webhook/c%23d');
		expect(deleteWebhookRequest('../chats').path).toBe('/webhook/..%2Fchats');
	});
});
