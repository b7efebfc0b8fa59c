import { dirname } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventExample, readExample } from '../../scripts/example.mts';
import {
	createCredential,
	createWorkflow,
	ownerOf,
	unpinned,
	withCredential,
	type N8n,
} from '../../scripts/n8n/index.mts';
import { Editor } from './editor.mts';
import { n8nWithPackage } from './n8nWithPackage.mts';
import { startRefusingProxy, type RefusingProxy } from './proxy.mts';
import { startSandbox, type Sandbox } from './sandbox.mts';

/** One n8n and one browser; each test continues where the previous one stopped, like a user. */
let n8n: N8n;
let sandbox: Sandbox;
let proxy: RefusingProxy;
let editor: Editor;

const WRONG = 'a-wrong-token';

// Each test visits several pages of an editor that takes seconds to load.
vi.setConfig({ testTimeout: 300_000 });

beforeAll(async () => {
	proxy = await startRefusingProxy();
	sandbox = await startSandbox();
	const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NO_PROXY: '127.0.0.1,localhost' };
	n8n = await n8nWithPackage({ env });
	editor = await Editor.open(n8n);
	await editor.signIn(await ownerOf(dirname(n8n.log)));
});

afterAll(async () => {
	await editor?.[Symbol.asyncDispose]();
	await n8n?.stop();
	await sandbox?.close();
	await proxy?.[Symbol.asyncDispose]();
});

afterEach(() => {
	expect(editor.complaints.splice(0)).toEqual([]);
});

describe('the credential’s form', () => {
	it('accepts the right token', async () => {
		await editor.newCredential('Social Intents API');
		await editor.type('apiToken', sandbox.token);
		await editor.type('baseUrl', sandbox.baseUrl);
		expect(await editor.saveCredential()).toContain('Connection tested successfully');
		await editor.shoot('credential');
	});

	it('rejects a wrong token and says where to find the right one', async () => {
		await editor.type('apiToken', WRONG);
		const refusal = await editor.saveCredential();
		// 1.x has its own messages for a failed request.
		expect(refusal).toMatch(
			n8n.majorVersion === '1' ? /Authorization failed/ : /Check the 'API Token'/,
		);
		expect(refusal).not.toContain(WRONG);
		await editor.shoot('credential-refused');
	});

	it('asks for the account ID with Basic Auth and accepts the right one', async () => {
		await expect(editor.parameter('accountId').isVisible()).resolves.toBe(false);
		await editor.choose('authentication', 'Basic Auth');
		await editor.type('accountId', sandbox.accountId);
		await editor.type('apiToken', sandbox.token);
		expect(await editor.saveCredential()).toContain('Connection tested successfully');
		expect(sandbox.requests.at(-1)?.headers.authorization).toMatch(/^Basic /);
		await editor.shoot('credential-basic-auth');
		await editor.closeCredential();
	});
});

describe('the node', () => {
	it.each([
		'social intents',
		'live chat',
		'chat transcript',
		'helpdesk',
		'customer support',
		'visitors',
		'leads',
		'lead capture',
	])('is found in the nodes panel by “%s”', async (text) => {
		await editor.newWorkflow();
		await editor.openNodesPanel();
		await editor.searchNodes(text);
		await expect
			.poll(async () => await editor.foundNodes.allInnerTexts())
			.toEqual(expect.arrayContaining(['Social Intents']));
		await editor.shoot(`nodes-panel-${text.replaceAll(' ', '-')}`);
	});

	it('shows the newest chats in rows of at most two lines, with the visitor in the first column', async () => {
		await editor.searchNodes('social intents');
		await editor.addNode('Social Intents', 'Actions', 'Get many chats');
		await editor.execute();
		await editor.byId('ndv-items-count').first().waitFor();
		await editor.shoot('first-look');
		const heights = await editor.rowHeights();
		// n8n 1 shows ten rows on a page, n8n 2 twenty-five.
		expect(heights.length).toBeGreaterThanOrEqual(10);
		// n8n's columns are too narrow for an ISO 8601 date, which takes two lines: about 45 pixels.
		expect(Math.max(...heights)).toBeLessThan(70);
		const names = await editor.output.locator('th').allInnerTexts();
		expect(
			names
				.map((name) => name.trim())
				.filter(Boolean)
				.slice(0, 4),
		).toEqual(['startDate', 'chatType', 'visitorFullName', 'visitorEmail']);
		await editor.closeNode();
		await editor.newWorkflow();
		await editor.openNodesPanel();
	});

	it('gets the records from a picked date range and a widget found by part of its name', async () => {
		await editor.searchNodes('social intents');
		await editor.addNode('Social Intents', 'Actions', 'Get many chats');
		await editor.choose('resource', 'Missed Chat');
		await editor.choose('operation', 'Get Many');
		await editor.addField('Add Filter', 'Widget');
		await editor.pickFromList('widgetId', 'shop', 'Online Shop Europe');
		await editor.addField('Add Filter', 'Date From');
		await editor.pickDay('dateFrom', 3);
		await editor.addField('Add Filter', 'Date To');
		await editor.pickDay('dateTo', 21);
		await editor.execute();
		await editor.byId('ndv-items-count').first().waitFor();
		const asked = sandbox.requests.at(-1);
		expect(asked).toMatchObject({
			path: '/v1/api/missedchats',
			query: { app_id: shop()?.id, date_from: `${lastMonth()}-03`, date_to: `${lastMonth()}-22` },
		});
		expect(asked?.headers.authorization).toMatch(/^Basic /);
		await editor.output.getByText('Missed', { exact: true }).first().waitFor();
		const rows = await editor.output.innerText();
		expect(rows).toMatch(/\b[1-9]\d* items\b/);
		expect(rows).toContain(`${lastMonth()}-`);
		await editor.shoot('get-many');
	});
});

describe('the trigger', () => {
	it('lists the account’s widgets and explains that chat events are sent after archiving', async () => {
		await editor.newWorkflow();
		await editor.openNodesPanel();
		await editor.searchNodes('live chat');
		await editor.addNode('Social Intents', 'Triggers', 'On chat answered');
		expect(await editor.ndv.innerText()).toContain('end your test chat');
		await editor.shoot('trigger');
		await editor.choose('events', 'Chat Missed', 'Lead Captured');
		await editor.choose('widgets', 'Selected');
		await editor.openList('widgetIds');
		const offered = (await editor.options.allInnerTexts()).map((text) => text.trim());
		expect(offered.sort()).toEqual(sandbox.data.widgets.map(({ name }) => name).sort());
		await editor.option(shop()?.name ?? '').click();
		await editor.leaveList();
	});

	it('listens for a test event and shows the visitor’s event', async () => {
		await editor.execute();
		await editor.byId('trigger-listening').waitFor();
		expect(await editor.ndv.innerText()).toContain('end your test chat');
		await editor.shoot('trigger-listening');
		await visit('Have a whole chat', 'Ana de Souza');
		await editor.output.getByText('Ana de Souza').first().waitFor();
		expect(await editor.output.innerText()).toContain('chatAnswered');
		await editor.shoot('trigger-event');
		await expect.poll(() => sandbox.webhooks.length).toBe(0);
	});

	it('starts on an event once published, and n8n explains when a chat event arrives', async () => {
		await editor.closeNode();
		await editor.save();
		await editor.publish();
		expect(await editor.readPublished()).toContain('after they have ended and been archived');
		expect(sandbox.webhooks.map(({ event }) => event).sort()).toEqual(['', 'lead']);
		await visit('Become a lead', 'Bo Lindqvist');
		expect(sandbox.deliveries.at(-1)?.status).toBe(200);
		const executions = await editor.openExecutions();
		await executions.getByText('Succeeded').first().waitFor();
		await editor.shoot('executions');
	});

	it('removes its webhooks when it is unpublished', async () => {
		await editor.openCanvas();
		await editor.unpublish();
		await expect.poll(() => sandbox.webhooks.length, { timeout: 60_000 }).toBe(0);
	});
});

describe('an n8n that the internet cannot reach', () => {
	it('says so when listening for a test event, explains what to do, and sends no request', async () => {
		const { id: credentialId } = await createCredential(n8n, {
			name: 'Elsewhere',
			type: 'socialIntentsApi',
			data: { apiToken: 'none', baseUrl: 'https://api.example.com/v1/api' },
		});
		const example = withCredential(unpinned(await readExample(eventExample)), {
			id: credentialId,
			name: 'Elsewhere',
			type: 'socialIntentsApi',
		});
		const { id } = await createWorkflow(n8n, example);
		proxy.requests.length = 0;
		await editor.goto(`/workflow/${id}`);
		await editor.openNode(eventExample.trigger);
		await editor.execute();
		const refusal = editor.page
			.getByText('Social Intents cannot deliver test events to this n8n')
			.first();
		expect(await refusal.innerText()).toMatch(/WEBHOOK_URL.*Polling Trigger/s);
		await editor.shoot('unreachable');
		// n8n's editor also logs the error response to the console.
		const complaints = editor.complaints.splice(0);
		expect(complaints.filter((one) => !/\/run\)|cannot deliver test events/.test(one))).toEqual([]);
		expect(proxy.requests.filter((request) => request.includes('example.com'))).toEqual([]);
	});
});

/** The widget that the tests use. */
const shop = () => sandbox.data.widgets.find(({ name }) => name === 'Online Shop Europe');

/** The month before this one, as in 2026-10. */
function lastMonth(): string {
	const now = new Date();
	const month = new Date(Date.UTC(now.getFullYear(), now.getMonth() - 1, 15));
	return month.toISOString().slice(0, 7);
}

/** Plays the visitor on the sandbox's page in a separate tab until the webhooks are called. */
async function visit(button: string, name: string): Promise<void> {
	const page = await editor.openTab(sandbox.url);
	await page.getByLabel('Widget', { exact: true }).selectOption({ label: shop()?.name ?? '' });
	await page.getByLabel('Visitor name').fill(name);
	await page.getByRole('button', { name: button }).click();
	await page.getByText(/webhooks? called/).waitFor();
	await page.close();
}
