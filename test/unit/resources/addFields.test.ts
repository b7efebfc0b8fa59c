import type { INodeProperties } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import type { ApiRequest } from '../../../nodes/SocialIntents/operation';
import { runPlan } from '../../../nodes/SocialIntents/requestPlan';
import { addedFields, widgetNamesIn } from '../../../nodes/SocialIntents/resources/addFields';
import {
	chatRecord,
	contactRecord,
	offlineMessageRecord,
} from '../../../nodes/SocialIntents/resources/recordTypes';
import { choicesOf, fieldNamed, innerFieldsOf } from '../support/descriptions';
import { operationOf, planOf, type Situation, type Values } from '../support/form';
import { errorOf } from '../support/outcome';

const chat = {
	id: 'c1',
	appId: 'W1',
	visitorFullName: 'Jane',
	agentName: 'Sam',
	startDate: '2026-01-15T10:30:00Z',
	textBody: 'Jane: Hello',
	messages: [{ nickname: 'Jane', body: 'Hello', timestamp: Date.UTC(2026, 0, 15, 10, 30) }],
};
const widgets = { apps: [{ id: 'w1', name: 'Website' }] };
const all = ['transcript', 'metrics', 'widgetName'];

/** Runs an operation against a service with one chat and one widget. */
async function run(
	operation: `${string}.${string}`,
	given: Values,
	{
		apps = widgets as unknown,
		records = [chat] as object[],
		...situation
	}: Situation & {
		apps?: unknown;
		records?: object[];
	} = {},
) {
	const asked: string[] = [];
	const send = async ({ path }: ApiRequest) => {
		asked.push(path);
		if (path !== '/apps') return await Promise.resolve({ apiStatus: 'Success', list: records });
		if (apps instanceof Error) throw apps;
		return apps;
	};
	const items = await runPlan(planOf(operation, given, situation), send);
	return { asked, items, json: items.map(({ json }) => json) };
}

describe('Add Fields', () => {
	it.each([
		['chat', 'get', ['metrics', 'transcript', 'widgetName']],
		['chat', 'getAll', ['metrics', 'transcript', 'widgetName']],
		['chat', 'getTranscript', ['metrics', 'widgetName']],
		['missedChat', 'get', ['metrics', 'transcript', 'widgetName']],
		['missedChat', 'getAll', ['metrics', 'transcript', 'widgetName']],
		['offlineMessage', 'get', ['widgetName']],
		['offlineMessage', 'getAll', ['widgetName']],
		['contact', 'getAll', ['widgetName']],
		['widget', 'getAll', []],
	])('offers for %s: %s the fields %j', (resource, operation, values) => {
		const options = fieldNamed(operationOf(resource, operation).fields, 'options');
		const field = fieldNamed(innerFieldsOf(options), 'addFields') as INodeProperties | undefined;
		expect(choicesOf(field).map(({ value }) => value)).toEqual(values);
	});

	it('adds the widget name, the metrics, and last the transcript to a simplified chat', async () => {
		const given = { chatId: 'c1', options: { addFields: all } };
		const { asked, json } = await run('chat.get', given);
		expect(asked).toEqual(['/chats', '/apps']);
		expect(Object.keys(json[0] ?? {}).slice(9)).toEqual([
			'id',
			'widgetName',
			'messageCount',
			'visitorMessageCount',
			'agentMessageCount',
			'firstResponseSeconds',
			'endDate',
			'textBody',
		]);
		expect(json[0]).toMatchObject({
			widgetName: 'Website',
			visitorMessageCount: 1,
			textBody: 'Jane: Hello',
		});
	});

	it("adds the same to raw records and to an agent's selected fields", async () => {
		const options = { addFields: ['widgetName', 'metrics'] };
		const raw = await run('chat.getAll', { simplify: false, options });
		expect(raw.json).toEqual([
			expect.objectContaining({ ...chat, widgetName: 'Website', messageCount: 1 }),
		]);
		const tool = { output: 'selectedFields', fields: ['page'], options };
		const selected = await run('chat.getAll', tool, { isTool: true });
		expect(Object.keys(selected.json[0] ?? {}).slice(0, 4)).toEqual([
			'id',
			'page',
			'widgetName',
			'messageCount',
		]);
	});

	it('adds nothing, and requests no widgets, if nothing is chosen', async () => {
		const { asked, json } = await run('chat.getAll', {});
		expect(asked).not.toContain('/apps');
		expect(json[0]).not.toHaveProperty('textBody');
	});

	it('requests no widgets if the records name them, or if there are no records', async () => {
		const options = { addFields: ['widgetName'] };
		const lead = { id: 'l1', appId: 'w1', appName: 'Shop' };
		const named = await run('contact.getAll', { options }, { records: [lead] });
		expect(named.asked).not.toContain('/apps');
		expect(named.json[0]?.widgetName).toBe('Shop');
		const none = await run('chat.getAll', { options }, { records: [] });
		expect(none.asked).not.toContain('/apps');
	});

	it('names a contact’s widget if the record does not', async () => {
		const options = { addFields: ['widgetName'] };
		const records = [{ id: 'l1', appId: 'w1' }];
		const { json } = await run('contact.getAll', { options }, { records });
		expect(json[0]?.widgetName).toBe('Website');
	});

	it('adds null if the widget is not among the widgets, such as a deleted one', async () => {
		const apps = { apps: [{ id: 'other', name: 'Other' }] };
		const { json } = await run('chat.getAll', { options: { addFields: ['widgetName'] } }, { apps });
		expect(json[0]).toMatchObject({ id: 'c1', widgetName: null });
	});

	it.each(['chat.get', 'chat.getAll', 'chat.getTranscript'] as const)(
		'fails if the widgets cannot be requested, so that no name goes missing in a sheet: %s',
		async (name) => {
			const values = name === 'chat.getAll' ? {} : { chatId: 'c1' };
			const given = { ...values, options: { addFields: ['widgetName'] } };
			await expect(run(name, given, { apps: new Error('down') })).rejects.toThrow('down');
		},
	);

	it('accepts labels in any case, and lists the fields that exist', () => {
		const planWith = (addFields: unknown) => planOf('chat.getAll', { options: { addFields } });
		expect(() => planWith('Widget name, METRICS')).not.toThrow();
		expect(errorOf(() => planWith(['notes']))).toMatchObject({
			message: `'Add Fields' has no option "notes" [item 0]`,
			description: 'Use one of these: metrics, transcript, widgetName.',
		});
	});
});

describe('the fields added to a record', () => {
	const context = { wanted: all, time: null, widgetNames: { w1: 'Website' } };

	it('are those that its type can have', () => {
		expect(Object.keys(addedFields(chat, chatRecord, context))).toHaveLength(7);
		expect(addedFields(chat, offlineMessageRecord, context)).toEqual({ widgetName: 'Website' });
		expect(addedFields(chat, contactRecord, context)).toEqual({ widgetName: 'Website' });
	});

	it('never come from the prototype of objects', () => {
		const record = { ...chat, appId: 'constructor' };
		expect(addedFields(record, offlineMessageRecord, context)).toEqual({ widgetName: null });
	});

	it('take widget names from any response that lists widgets', () => {
		const apps = [
			{ id: ' A1 ', name: 'One' },
			{ id: 'b2' },
			{ name: 'lost' },
			{ id: 3, name: 'Three' },
		];
		expect(widgetNamesIn({ apiStatus: 'Success', apps })).toEqual({ a1: 'One', '3': 'Three' });
		expect(widgetNamesIn(undefined)).toEqual({});
	});
});
