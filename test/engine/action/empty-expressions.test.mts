import type { INodeProperties } from 'n8n-workflow';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { LINES, loadEngine } from '../../support/engine.mts';
import { action, asked, byId, signIn, startFilledSandbox } from './support.mts';

const sandbox = await startFilledSandbox({ seed: 'empty', days: 3, now: '2026-06-15T12:00:00Z' });
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const MISSPELLED = '={{ $json.emial }}';
const EMPTY = [undefined, null, '', '  '];

describe.each(LINES)('an expression that returns nothing in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const run = async (operation: string, parameters: object, items: object[] = [{}]) =>
		await engine.execute({
			node: action(operation, parameters),
			items: items.map((json) => ({ json: { ...json } })),
			credentials: signIn(sandbox),
			settings: { timezone: 'UTC' },
		});

	const { description } = engine.installation.node('socialIntents') as {
		description: { properties: INodeProperties[] };
	};
	const filters = description.properties
		.filter(({ name }) => name === 'filters')
		.flatMap(({ displayOptions, options }) => {
			const { resource, operation } = displayOptions?.show ?? {};
			return ((options ?? []) as INodeProperties[]).map(({ name, displayName, type }) => ({
				operation: `${String(resource?.[0])}.${String(operation?.[0])}`,
				name,
				label: displayName,
				given: (value: string) => (type === 'resourceLocator' ? byId(value) : value),
			}));
		})
		// Get Messages shows its filters for many chats only.
		.filter(({ operation }) => operation.endsWith('.getAll'));

	it.each(filters)(
		"stops the node before it returns everyone's records: $operation, $label",
		async ({ operation, name, label, given }) => {
			const parameters = { filters: { [name]: given('={{ $json.value }}') } };
			for (const value of EMPTY) {
				const { error } = await run(operation, parameters, [{ value }]);
				expect(error?.message).toBe(`'${label}' is an expression that returned nothing [item 0]`);
				expect(error).toMatchObject({
					description: expect.stringContaining("'Ignore Empty Filters'") as string,
				});
			}
			expect(sandbox.requests).toEqual([]);
		},
	);

	it.each(filters)(
		'differs from a field that is fixed and empty, which is no filter: $operation, $label',
		async ({ operation, name, given }) => {
			const { error } = await run(operation, { filters: { [name]: given('') } });
			expect(error).toBeUndefined();
			expect(sandbox.requests.length).toBeGreaterThan(0);
		},
	);

	it('names the item, and with Continue On Fail the others go on', async () => {
		const email = sandbox.data.chats[0]?.record.visitorEmail ?? expect.unreachable();
		const node = action('chat.getAll', { filters: { email: '={{ $json.email }}' } });
		const { items } = await engine.execute({
			node: { ...node, onError: 'continueRegularOutput' },
			items: [{ json: { mail: email } }, { json: { email } }],
			credentials: signIn(sandbox),
		});
		expect(items[0]?.json).toEqual({
			error: "'Visitor Email' is an expression that returned nothing [item 0]",
		});
		expect(items.length).toBeGreaterThan(1);
		for (const { json } of items.slice(1)) expect(json.visitorEmail).toBe(email);
	});

	it('leaves the filter out with Ignore Empty Filters', async () => {
		const options = { ignoreEmptyFilters: true };
		const { error, items } = await run('chat.getAll', { filters: { email: MISSPELLED }, options });
		expect(error).toBeUndefined();
		expect(items.length).toBeGreaterThan(1);
		expect(asked(sandbox)[0]?.query).not.toHaveProperty('email');
	});

	it('does not remove a webhook of any widget if Scope is empty', async () => {
		const { error } = await run('webhook.delete', {
			webhookId: 'h1',
			scope: MISSPELLED,
			widgetId: byId('w1'),
		});
		expect(error?.message).toBe("'Scope' is an expression that returned nothing [item 0]");
		expect(sandbox.requests).toEqual([]);
	});

	it.each([
		['Return All', { returnAll: '={{ $json.value }}' }],
		['Limit', { limit: '={{ $json.value }}' }],
		['Order', { sort: { order: '={{ $json.value }}' } }],
	])('stops the node before it returns fewer or other records: %s', async (label, parameters) => {
		for (const value of EMPTY) {
			const { error } = await run('chat.getAll', parameters, [{ value }]);
			expect(error?.message).toBe(`'${label}' is an expression that returned nothing [item 0]`);
		}
		expect(sandbox.requests).toEqual([]);
	});

	it('takes the default in a field whose default does no harm', async () => {
		const { error, items } = await run('chat.getAll', {
			simplify: MISSPELLED,
			options: { timeout: MISSPELLED, daysPerRequest: MISSPELLED },
		});
		expect(error).toBeUndefined();
		expect(items).toHaveLength(Math.min(50, sandbox.data.chats.length));
	});

	it('is rejected as a widget, not answered with an empty list', async () => {
		const { error } = await run('chat.getAll', { filters: { widgetId: byId('nobody') } });
		expect(error?.message).toBe('No widget has the ID "nobody" [item 0]');
	});
});
