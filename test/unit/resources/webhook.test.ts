import { describe, expect, it } from 'vitest';

import { planOf, type Values } from '../support/form';
import { errorOf } from '../support/outcome';
import { carryOut } from '../support/service';

const targetUrl = 'https://example.com/hook?a=1';
const create = (given: Values = {}) =>
	planOf('webhook.create', { widgetId: 'w1', targetUrl, ...given });
const remove = (given: Values = {}) => planOf('webhook.delete', { webhookId: 'h1', ...given });

describe('Webhook > Create', () => {
	it.each([
		['chatCompleted', ''],
		['offlineMessage', 'offline_message'],
		['lead', 'lead'],
	])("registers %s under the service's name %j", (event, word) => {
		expect(create({ event }).requests).toEqual([
			{ method: 'POST', path: '/apps/w1/webhook', body: { target_url: targetUrl, event: word } },
		]);
	});

	it("encodes the widget's ID in the path", () => {
		const widgetId = { __rl: true, mode: 'id', value: 'w/1 ?#%2F' };
		expect(create({ widgetId }).requests[0]?.path).toBe('/apps/w%2F1%20%3F%23%252F/webhook');
	});

	it.each([
		['as documented', { id: 'h1' }],
		['in an envelope', { apiStatus: 'Success', id: 'h1' }],
		['as webhookId', { webhookId: 'h1' }],
		['as webhookId, beside the ID of its widget', { id: 'W1', webhookId: 'h1' }],
		['in a record named webhook', { apiStatus: 'Success', webhook: { id: 'h1' } }],
		['beside the record of its widget', { app: { id: 'w1' }, webhook: { webhookId: 'h1' } }],
		['in a list of one', [{ id: 'h1' }]],
	])('returns the ID of the new webhook that comes %s', (_, body) => {
		const { json } = carryOut(create({ event: 'lead' }), () => body);
		expect(json).toEqual([{ id: 'h1', widgetId: 'w1', event: 'lead', targetUrl }]);
	});

	it('returns the ID as text if it comes as a number', () => {
		expect(carryOut(create(), () => ({ id: 77 })).ids).toEqual(['77']);
	});

	it.each([
		['an object without fields', {}],
		['null', null],
		['an envelope alone', { apiStatus: 'Success' }],
		['an ID that is null', { id: null }],
		['an empty ID', { id: '' }],
		['a blank ID', { id: '  ' }],
		['a boolean as ID', { id: true }],
		['an object as ID', { id: { value: 'h1' } }],
		['the ID of the widget', { id: 'W1' }],
		['the record of the widget', { apiStatus: 'Success', app: { id: 'w9' } }],
		['an ID that no later request could name', { id: '\ud800' }],
		['an ID that is a step in a path', { id: '..' }],
		['two records', [{ id: '1' }, { id: '2' }]],
		['a list without an ID', [{ target_url: targetUrl }]],
		['an empty list', []],
	])('says where to look for the webhook if the service returns %s', (_, body) => {
		const error = errorOf(() => carryOut(create(), () => body));
		expect(error.message).toContain('returned no valid ID for the new webhook');
		expect(error.description).toContain('Integrations > Webhooks');
	});

	it('sends nothing if the widget or the URL is missing, or the URL is invalid', () => {
		expect(errorOf(() => create({ widgetId: '' })).message).toContain("'Widget' is empty");
		expect(errorOf(() => create({ targetUrl: '' })).message).toContain("'Target URL' is empty");
		expect(errorOf(() => create({ targetUrl: 'example.com' })).message).toContain(
			"'Target URL' must be a URL",
		);
	});
});

describe('Webhook > Delete', () => {
	it('removes a webhook of any widget, or of one widget', () => {
		expect(remove().requests).toEqual([{ method: 'DELETE', path: '/webhook/h1' }]);
		expect(remove({ scope: 'oneWidget', widgetId: 'w1' }).requests).toEqual([
			{ method: 'DELETE', path: '/apps/w1/webhook/h1' },
		]);
	});

	it('ignores the widget if any widget will do', () => {
		expect(remove({ scope: 'anyWidget', widgetId: 'w1' }).requests[0]?.path).toBe('/webhook/h1');
	});

	it('encodes both IDs in the path', () => {
		const given = { webhookId: 'h/1?x=1', scope: 'oneWidget', widgetId: '../w' };
		expect(remove(given).requests[0]?.path).toBe('/apps/..%2Fw/webhook/h%2F1%3Fx%3D1');
	});

	it('sends nothing without an ID, or with one that would change the path', () => {
		expect(errorOf(() => remove({ webhookId: '' })).message).toContain("'Webhook ID' is empty");
		expect(errorOf(() => remove({ webhookId: '..' })).message).toContain(
			"'Webhook ID' must be an ID",
		);
		expect(errorOf(() => remove({ scope: 'oneWidget' })).message).toContain("'Widget' is empty");
	});

	it.each([[''], [{}], [{ apiStatus: 'Success' }], ['OK']])(
		'reports only the deletion if the service returns %j',
		(body) => {
			expect(carryOut(remove(), () => body).json).toEqual([{ deleted: true }]);
		},
	);

	// What is not there comes as null.
	it.each([
		[{}, 'No webhook has the ID "h1"'],
		[{ scope: 'oneWidget', widgetId: 'w1' }, 'No webhook of this widget has the ID "h1"'],
	])('does not claim to have deleted a webhook that does not exist (%j)', (given, message) => {
		const error = errorOf(() => carryOut(remove(given), () => null));
		expect(error.message).toContain(message);
		expect(error.description).toContain('Webhook ID');
	});

	it('reports to an AI agent as data that there was nothing to delete', () => {
		const plan = planOf('webhook.delete', { webhookId: 'h1' }, { isTool: true });
		expect(carryOut(plan, () => null).json).toEqual([
			{ deleted: false, message: 'No webhook has the ID "h1"' },
		]);
	});
});
