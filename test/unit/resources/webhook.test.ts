import { describe, expect, it } from 'vitest';

import { planOf, type Values } from '../support/form';
import { faultOf } from '../support/outcome';
import { carryOut } from '../support/service';

const targetUrl = 'https://example.com/hook?a=1';
const create = (given: Values = {}) =>
	planOf('webhook.create', { widgetId: 'w1', targetUrl, ...given });
const remove = (given: Values = {}) => planOf('webhook.delete', { webhookId: 'h1', ...given });

describe('Create of webhook', () => {
	it.each([
		['chatCompleted', ''],
		['offlineMessage', 'offline_message'],
		['lead', 'lead'],
	])('registers %s as the service calls it, %j', (event, word) => {
		expect(create({ event }).requests).toEqual([
			{ method: 'POST', path: '/apps/w1/webhook', body: { target_url: targetUrl, event: word } },
		]);
	});

	it('encodes the ID of the widget into the path', () => {
		const widgetId = { __rl: true, mode: 'id', value: 'w/1 ?#%2F' };
		expect(create({ widgetId }).requests[0]?.path).toBe('/apps/w%2F1%20%3F%23%252F/webhook');
	});

	it.each([
		['as documented', { id: 'h1' }],
		['in an envelope', { apiStatus: 'Success', id: 'h1' }],
		['one object down', { apiStatus: 'Success', webhook: { id: 'h1' } }],
		['in a list', [{ id: 'h1' }]],
	])('gives the ID of what it made, answered %s', (_, body) => {
		const { json } = carryOut(create({ event: 'lead' }), () => body);
		expect(json).toEqual([{ id: 'h1', widgetId: 'w1', event: 'lead', targetUrl }]);
	});

	it('gives the ID as text, also where it came as a number', () => {
		expect(carryOut(create(), () => ({ id: 77 })).ids).toEqual(['77']);
	});

	it.each([
		['an answer with nothing in it', {}],
		['nothing', null],
		['an envelope alone', { apiStatus: 'Success' }],
		['an ID that is null', { id: null }],
		['an ID that is empty', { id: '' }],
		['a list without an ID', [{ target_url: targetUrl }]],
		['an empty list', []],
	])('says so where the service answers with %s and the webhook may be lost', (_, body) => {
		const fault = faultOf(() => carryOut(create(), () => body));
		expect(fault.message).toContain('did not say the ID of the new webhook');
		expect(fault.description).toContain('Integrations > Webhooks');
	});

	it('asks nothing where widget or address are missing or no address', () => {
		expect(faultOf(() => create({ widgetId: '' })).message).toContain("'Widget' is empty");
		expect(faultOf(() => create({ targetUrl: '' })).message).toContain("'Target URL' is empty");
		expect(faultOf(() => create({ targetUrl: 'example.com' })).message).toContain(
			"'Target URL' must be a URL",
		);
	});
});

describe('Delete of webhook', () => {
	it('removes it whatever its widget, or from one widget', () => {
		expect(remove().requests).toEqual([{ method: 'DELETE', path: '/webhook/h1' }]);
		expect(remove({ scope: 'oneWidget', widgetId: 'w1' }).requests).toEqual([
			{ method: 'DELETE', path: '/apps/w1/webhook/h1' },
		]);
	});

	it('does not look at the widget where any will do', () => {
		expect(remove({ scope: 'anyWidget', widgetId: 'w1' }).requests[0]?.path).toBe('/webhook/h1');
	});

	it('encodes both IDs into the path', () => {
		const given = { webhookId: 'h/1?x=1', scope: 'oneWidget', widgetId: '../w' };
		expect(remove(given).requests[0]?.path).toBe('/apps/..%2Fw/webhook/h%2F1%3Fx%3D1');
	});

	it('asks nothing without an ID, or with one that would change the path', () => {
		expect(faultOf(() => remove({ webhookId: '' })).message).toContain("'Webhook ID' is empty");
		expect(faultOf(() => remove({ webhookId: '..' })).message).toContain(
			"'Webhook ID' must be an ID",
		);
		expect(faultOf(() => remove({ scope: 'oneWidget' })).message).toContain("'Widget' is empty");
	});

	it.each([[null], [''], [{}], [{ apiStatus: 'Success' }], ['OK']])(
		'says that it is deleted, and nothing more, answered %j',
		(body) => {
			expect(carryOut(remove(), () => body).json).toEqual([{ deleted: true }]);
		},
	);
});
