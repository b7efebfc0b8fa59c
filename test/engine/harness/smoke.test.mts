import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../../../sandbox/server.mts';
import { LINES, loadEngine, openInbox } from '../../support/engine.mts';
import { findSecrets, formsOf } from '../../support/secrets.mts';

const sandbox = await startSandbox({ seed: 'smoke', days: 30, now: '2026-06-15T12:00:00Z' });
/** With a clock that continues, for what reads the time of day. */
const liveSandbox = await startSandbox({ seed: 'smoke', days: 2 });

afterAll(async () => await Promise.all([sandbox.close(), liveSandbox.close()]));
beforeEach(() => sandbox.reset());

describe.each(LINES)('the nodes in n8n %s', async (lineName) => {
	const engine = await loadEngine(lineName);
	const credentials = (apiToken = sandbox.token) => ({
		socialIntentsApi: { apiToken, baseUrl: sandbox.baseUrl },
	});
	const getManyChats = {
		type: 'socialIntents',
		parameters: {
			resource: 'chat',
			operation: 'getAll',
			limit: 2,
			filters: { dateFrom: '2026-06-01', dateTo: '2026-06-14', widgetId: '={{ $json.widget }}' },
		},
	};
	const widgets = sandbox.data.widgets.slice(0, 3).map(({ id }) => id);
	const items = widgets.map((widget) => ({ json: { widget } }));

	it('Chat > Get Many returns records for each of three input items, paired with it', async () => {
		const run = await engine.execute({
			node: getManyChats,
			items,
			credentials: credentials(),
			extraNodes: [{ name: 'After', values: { widget: "={{ $('Start').item.json.widget }}" } }],
		});
		expect(run.error).toBeUndefined();
		expect(run.unpaired).toBe(0);
		const pairs = [0, 0, 1, 1, 2, 2];
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual(pairs.map((item) => ({ item })));
		expect(run.itemsOf('After').map(({ json }) => json.widget)).toEqual(
			pairs.map((item) => widgets[item]),
		);
		expect(sandbox.requests.map(({ path }) => path)).toEqual(Array(3).fill('/v1/api/chats'));
	});

	it('a wrong token causes a readable error after exactly one request', async () => {
		const node = getManyChats;
		const run = await engine.execute({
			node,
			items: items.slice(0, 1),
			credentials: credentials('no'),
		});
		expect(sandbox.requests.map(({ status }) => status)).toEqual([401]);
		expect(run.status).toBe('error');
		expect(run.error).toBeInstanceOf(engine.line.workflow.NodeApiError);
		expect(run.error?.message).toContain('Social Intents rejected the credential');
		expect(run.error).toMatchObject({ httpCode: '401', context: { itemIndex: 0 } });
	});

	const createWebhook = {
		type: 'socialIntents',
		parameters: {
			resource: 'webhook',
			operation: 'create',
			widgetId: { __rl: true, mode: 'id', value: widgets[0] ?? '' },
			targetUrl: 'https://example.com/hook',
		},
	};
	const failures = [
		['refused', getManyChats],
		['htmlPage', getManyChats],
		['resetBeforeAnswer', createWebhook],
	] as const;
	const cases = failures.flatMap((failure) =>
		['apiToken', 'basicAuth'].map((authentication) => [...failure, authentication] as const),
	);

	it.each(cases)('the failure %s reveals no secret', async (fault, node, authentication) => {
		const apiToken = 'a-secret-token-4711';
		const accountId = 'a-secret-account-0815';
		if (fault !== 'refused') sandbox.faults.add({ kind: fault });
		const account = authentication === 'basicAuth' && { accountId };
		const data = { authentication, apiToken, ...account, baseUrl: sandbox.baseUrl };
		const run = await engine.execute({
			node,
			items: items.slice(0, 1),
			credentials: { socialIntentsApi: data },
		});
		expect(run.status).toBe('error');
		expect(sandbox.requests).toHaveLength(1);
		const forms = formsOf(apiToken, accountId, `${accountId}:${apiToken}`);
		expect(findSecrets([run.error, run.log, run.run], forms)).toEqual([]);
	});

	it.each(['engineRequest', 'supplyData'] as const)(
		'the action node works as a tool, by %s',
		async (invocation) => {
			const { parameters } = getManyChats;
			const { filters } = parameters;
			const widgetId = "={{ $fromAI('Widget', 'ID of the widget') }}";
			const tool = await engine.executeTool({
				node: {
					type: 'socialIntents',
					name: 'Chats',
					parameters: { ...parameters, filters: { ...filters, widgetId } },
				},
				arguments: { Widget: widgets[0] ?? '' },
				credentials: credentials(),
				invocation,
			});
			expect(tool.error).toBeUndefined();
			expect(tool.data).toHaveLength(2);
			expect(tool.arguments).toEqual({ Widget: 'ID of the widget' });
		},
	);

	it('the list of widgets is loaded', async () => {
		const { results } = await engine.listSearch({
			node: getManyChats,
			method: 'searchWidgets',
			credentials: credentials(),
		});
		expect(results.map(({ value }) => value).sort()).toEqual(
			sandbox.data.widgets.map(({ id }) => id).sort(),
		);
	});

	it('the webhook trigger registers, receives deliveries, and cleans up', async () => {
		await using inbox = await openInbox();
		const trigger = engine.webhookTrigger({
			node: { type: 'socialIntentsTrigger', parameters: { events: ['lead'] } },
			credentials: credentials(),
			webhookUrl: inbox.url,
		});
		inbox.connect(trigger);
		await trigger.activate();
		expect(sandbox.webhooks).toHaveLength(sandbox.data.widgets.length);
		await sandbox.act({ type: 'lead', widgetId: widgets[0] });
		expect(inbox.deliveries).toMatchObject([{ status: 200, started: true }]);
		expect(inbox.deliveries[0]?.items).toMatchObject([
			{ json: { event: 'lead', widgetId: widgets[0] } },
		]);
		expect(await trigger.deactivate()).toBeUndefined();
		expect(sandbox.webhooks).toHaveLength(0);
	});

	it('the polling trigger emits nothing at first, then each new record once', async () => {
		const { token, baseUrl, act } = liveSandbox;
		const poller = engine.poller({
			node: { type: 'socialIntentsPollingTrigger', parameters: { events: ['lead'] } },
			credentials: { socialIntentsApi: { apiToken: token, baseUrl } },
		});
		expect(await poller.activate()).toBeNull();
		await act({ type: 'lead' });
		expect(await poller.tick()).toMatchObject([{ json: { event: 'lead' } }]);
		expect(await poller.tick()).toBeNull();
	});
});
