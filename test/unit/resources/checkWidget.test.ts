import { NodeOperationError } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { runPlan } from '../../../nodes/SocialIntents/requestPlan';
import type { ApiRequest } from '../../../nodes/SocialIntents/operation';
import { planOf, type Situation, type Values } from '../support/form';

const lists = [
	'chat.getAll',
	'chat.getMessages',
	'missedChat.getAll',
	'offlineMessage.getAll',
	'contact.getAll',
] as const;
const WIDGETS = { apiStatus: 'Success', apps: [{ id: 'W1', name: 'Website' }] };
const NONE = { apiStatus: 'Success' };

/** Runs a list against a service with these records and widgets; an error stands for a failed request. */
async function run(
	name: (typeof lists)[number],
	filters: Values,
	{ records = NONE, widgets = WIDGETS }: { records?: object; widgets?: object } = {},
	situation: Situation = {},
) {
	const paths: string[] = [];
	const send = async ({ path }: ApiRequest) => {
		paths.push(path);
		const body = path === '/apps' ? widgets : records;
		if (body instanceof Error) throw body;
		return body;
	};
	const scope = name === 'chat.getMessages' ? { scope: 'manyChats' } : {};
	const plan = planOf(name, { ...scope, filters, returnAll: true }, situation);
	const items = await runPlan(plan, send).catch((error: unknown) => error as NodeOperationError);
	return { items, asksForWidgets: paths.filter((path) => path === '/apps').length };
}

describe.each(lists)('the widget filter of %s', (name) => {
	it('reports a widget that does not exist', async () => {
		const { items, asksForWidgets } = await run(name, { widgetId: 'w2' });
		expect(items).toBeInstanceOf(NodeOperationError);
		expect(items).toMatchObject({
			message: 'No widget has the ID "w2" [item 0]',
			description: expect.stringContaining("'Widget'") as string,
		});
		expect(asksForWidgets).toBe(1);
	});

	it('reports a widget that does not exist as data to an AI agent', async () => {
		const { items } = await run(name, { widgetId: 'w2' }, {}, { isTool: true });
		expect(items).toEqual([{ json: { found: false, message: 'No widget has the ID "w2"' } }]);
	});

	it('returns an empty list for a widget that exists, whatever the case of its ID', async () => {
		expect(await run(name, { widgetId: 'w1' })).toEqual({ items: [], asksForWidgets: 1 });
	});

	it('returns an empty list if the widgets cannot be listed', async () => {
		const widgets = new Error('Social Intents is temporarily unavailable');
		expect(await run(name, { widgetId: 'w2' }, { widgets })).toEqual({
			items: [],
			asksForWidgets: 1,
		});
	});

	it('requests no widgets if there are records, or if the filter is not set', async () => {
		const messages = [{ nickname: 'Jane', body: 'Hello' }];
		const records = [{ id: 'r1', appId: 'W2', messages }];
		expect(await run(name, { widgetId: 'w2' }, { records })).toMatchObject({ asksForWidgets: 0 });
		expect(await run(name, {})).toEqual({ items: [], asksForWidgets: 0 });
	});
});
