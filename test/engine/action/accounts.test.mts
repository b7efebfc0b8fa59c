import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { LINES, loadEngine, type ExecuteOptions } from '../../support/engine.mts';
import { action, signIn, startFilledSandbox } from './support.mts';

const first = await startFilledSandbox({ seed: 'first account', days: 3 });
const second = await startFilledSandbox({ seed: 'second account', days: 3 });
const accounts = [first, second];
afterAll(async () => await Promise.all(accounts.map(async (account) => await account.close())));
beforeEach(() => accounts.forEach((account) => account.reset()));

const widgetsOf = ({ data }: typeof first) => data.widgets.map(({ id }) => id);
const inItem = { token: '={{ $json.token }}', baseUrl: '={{ $json.baseUrl }}' };

/** A credential whose expressions choose the account; agencies have one for all their customers. */
describe.each(LINES)('a credential with expressions in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const run = async (items: object[], more: Partial<ExecuteOptions> = {}) =>
		await engine.execute({
			node: action('widget.getAll', { returnAll: true }),
			items: items.map((json) => ({ json: { ...json } })),
			credentials: signIn(inItem),
			...more,
		});

	it('reads the account of each item, and pairs its records with that item', async () => {
		const { items } = await run(
			[first, second, first].map(({ token, baseUrl }) => ({ token, baseUrl })),
		);
		expect(items.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual(
			[first, second, first].flatMap((account, item) =>
				widgetsOf(account).map((id) => [id, { item }]),
			),
		);
		expect(accounts.map(({ requests }) => requests.length)).toEqual([1, 1]);
	});

	it.each(["={{ $json.token ?? '%' }}", "={{ $('Start').item.json.token || '%' }}"])(
		'reads the account of a later item even if the first falls back to a default: %s',
		async (expression) => {
			const apiToken = expression.replace('%', first.token);
			const { items } = await run([{}, {}, second], {
				node: action('widget.getAll', { limit: 1 }),
				credentials: signIn({
					token: apiToken,
					baseUrl: "={{ $json.baseUrl ?? '%' }}".replace('%', first.baseUrl),
				}),
			});
			expect(items.map(({ json }) => json.id)).toEqual(
				[first, first, second].map((account) => widgetsOf(account)[0]),
			);
		},
	);

	it.each([2, 30])(
		'reads the account that the number of an item decides, of %d items',
		async (count) => {
			const { items } = await run(
				Array.from({ length: count }, () => ({})),
				{
					node: action('widget.getAll', { limit: 1 }),
					credentials: signIn({
						token: `={{ $itemIndex === 1 ? '${second.token}' : '${first.token}' }}`,
						baseUrl: `={{ $itemIndex === 1 ? '${second.baseUrl}' : '${first.baseUrl}' }}`,
					}),
				},
			);
			expect(items.map(({ json }) => json.id)).toEqual(
				items.map((_, index) => widgetsOf(index === 1 ? second : first)[0]),
			);
		},
	);

	it('creates the webhook in the account of each item', async () => {
		const { status } = await run(
			accounts.map((account) => ({ ...account, widgetId: account.data.widgets[0]?.id })),
			{
				node: action('webhook.create', {
					widgetId: '={{ $json.widgetId }}',
					targetUrl: 'https://example.com/',
				}),
			},
		);
		expect(status).toBe('success');
		expect(accounts.map(({ webhooks }) => webhooks.length)).toEqual([1, 1]);
	});

	it('fails only the items whose account rejects the token, or that name none', async () => {
		const node = action('widget.getAll', { limit: 1 });
		const { outputs } = await run(
			[first, { ...first, token: 'wrong' }, { baseUrl: first.baseUrl }, second],
			{ node: { ...node, onError: 'continueErrorOutput' } },
		);
		expect(outputs[0]?.map(({ json }) => json.id)).toEqual(
			accounts.map((account) => widgetsOf(account)[0]),
		);
		expect(outputs[1]?.map(({ json }) => json.error)).toEqual([
			expect.stringMatching(/^Social Intents rejected the credential .* \[item 1\]$/),
			"'API Token' is empty [item 2]",
		]);
	});
});
