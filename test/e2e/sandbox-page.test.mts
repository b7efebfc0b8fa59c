import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { call } from '../../sandbox/client.mts';
import { type Sandbox, startSandbox } from '../../sandbox/server.mts';
import { launchChromium } from './chromium.mts';

const EVENTS = ['', 'offline_message', 'lead'];
const SHOP = 'Online Shop Europe';

interface Received {
	path: string;
	body: Array<Record<string, unknown>>;
}

let browser: Browser;
let sandbox: Sandbox;
/** Stands in for n8n: receives deliveries and responds to them. */
let receiver: Server;
let receiverUrl: string;
let received: Received[];
/** How it responds; never, if this returns nothing. */
let answering: (path: string) => { status: number; body: string } | undefined;
/** Browser console errors; must be empty at the end of a test. */
let complaints: string[];
/** The page's requests. */
let requested: string[];

beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(async () => await browser?.close());

beforeEach(async () => {
	received = [];
	complaints = [];
	requested = [];
	answering = (path) => ({ status: 200, body: `thanks for ${path}` });
	receiver = createServer(async (request, response) => {
		const path = request.url ?? '';
		received.push({ path, body: JSON.parse(await text(request)) as Received['body'] });
		const answer = answering(path);
		if (answer) response.writeHead(answer.status).end(answer.body);
	});
	await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	receiverUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
	sandbox = await startSandbox({ data: {} });
});
afterEach(async () => {
	for (const context of browser.contexts()) await context.close();
	await sandbox.close();
	await stopReceiver();
	expect(complaints).toEqual([]);
	expect(requested.filter((url) => !url.startsWith(`${sandbox.url}/`))).toEqual([]);
});

async function stopReceiver(): Promise<void> {
	receiver.closeAllConnections();
	await new Promise((resolve) => receiver.close(resolve));
}

async function open(options: BrowserContextOptions = {}): Promise<Page> {
	const context = await browser.newContext(options);
	const page = await context.newPage();
	page.setDefaultTimeout(5000);
	page.on('console', (message) => complaints.push(message.text()));
	page.on('pageerror', (error) => complaints.push(String(error)));
	page.on('request', (request) => requested.push(request.url()));
	await page.goto(sandbox.url);
	await page.getByText('Live', { exact: true }).waitFor();
	return page;
}

const widgetId = (name: string) => sandbox.data.widgets.find((widget) => widget.name === name)?.id;

/** Registers a webhook of that widget for each event, at a path that names both. */
async function register(widget = SHOP, events = EVENTS): Promise<void> {
	for (const event of events) {
		const target = `${receiverUrl}/${encodeURIComponent(widget)}/${event || 'chat'}`;
		await call(sandbox, 'POST', `/apps/${widgetId(widget)}/webhook`, {
			body: { target_url: target, event },
		});
	}
}

const press = async (page: Page, button: string | RegExp) =>
	await page.getByRole('button', { name: button }).click();

const section = (page: Page, heading: string) => page.getByRole('region', { name: heading });

/** The rows of a list as cell texts, newest first, without expanded details. */
async function rows(page: Page, heading: string): Promise<string[][]> {
	const found = section(page, heading).locator('tbody tr:not(.details)');
	return await found.evaluateAll((all) =>
		all.map((row) => Array.from(row.children, (cell) => cell.textContent ?? '')),
	);
}

const news = (page: Page) => page.locator('#news');

async function fillIn(page: Page, widget = SHOP): Promise<void> {
	await page.getByLabel('Widget', { exact: true }).selectOption({ label: widget });
	await page.getByLabel('Visitor name').fill('Ana de Souza');
	await page.getByLabel('Visitor email').fill('ana@example.com');
	await page.getByLabel('Message').fill('Where is my order?');
}

describe('a visitor’s action', () => {
	const VISITOR = { visitorFullName: 'Ana de Souza', visitorEmail: 'ana@example.com' };
	const SAID = { textBody: expect.stringContaining('Where is my order?') };

	test.each([
		['Have a whole chat', 'Chat', 'chat', { chatType: 'Answered', ...VISITOR, ...SAID }],
		['Miss a chat', 'Missed Chat', 'chat', { chatType: 'Missed', ...VISITOR, ...SAID }],
		[
			'Leave an offline message',
			'Offline Message',
			'offline_message',
			{ chatType: 'Offline Message', ...VISITOR, ...SAID },
		],
		[
			'Become a lead',
			'Lead',
			'lead',
			{ firstName: 'Ana', lastName: 'de Souza', email: 'ana@example.com' },
		],
	])(
		'“%s” reaches the webhook of the widget once, and the page shows its response',
		async (button, event, path, payload) => {
			await register('Main Website');
			await register();
			const page = await open();
			await fillIn(page);
			await press(page, button);

			await expect.poll(() => rows(page, 'Deliveries')).toHaveLength(1);
			const target = `/${encodeURIComponent(SHOP)}/${path}`;
			expect(await rows(page, 'Deliveries')).toEqual([
				[
					expect.stringMatching(/\d/),
					event,
					SHOP,
					'200',
					`thanks for ${target}`,
					expect.stringMatching(/^\d+ ms$/),
					expect.stringContaining('Body'),
				],
			]);
			await expect.poll(() => news(page).textContent()).toMatch('1 webhook called');
			expect(await news(page).textContent()).toMatch(
				new RegExp(`on ${SHOP}\\. 1 webhook called: status 200\\.$`),
			);
			expect(received).toMatchObject([
				{ path: target, body: [{ appId: widgetId(SHOP), ...payload }] },
			]);
			expect(received[0]?.body).toHaveLength(1);
		},
	);

	test('fills in fields that are left empty', async () => {
		await register('Main Website', ['offline_message']);
		const page = await open();
		await press(page, 'Leave an offline message');
		await expect.poll(() => received).toHaveLength(1);
		expect(received[0]?.body).toMatchObject([
			{ visitorFullName: expect.stringMatching(/\S/), textBody: expect.stringMatching(/\S/) },
		]);
	});

	test('calls no webhook if none is registered for it, and the page says so', async () => {
		await register(SHOP, ['lead']);
		const page = await open();
		await press(page, 'Become a lead');
		await expect.poll(() => news(page).textContent()).toMatch('No webhook is registered for that');
		expect(await news(page).textContent()).toMatch('Main Website');
		expect(await section(page, 'Deliveries').textContent()).toContain('No delivery yet');
		expect(received).toEqual([]);
	});

	test('happens once when its button is double-clicked', async () => {
		await register('Main Website', ['lead']);
		answering = () => undefined;
		const page = await open();
		const button = page.getByRole('button', { name: 'Become a lead' });
		await button.dblclick();
		await expect.poll(() => news(page).textContent()).toMatch('Waiting');
		await button.click({ force: true });
		await expect.poll(() => received).toHaveLength(1);
		receiver.closeAllConnections();
		await expect.poll(() => news(page).textContent()).toMatch('no response');
		expect(received).toHaveLength(1);
	});
});

describe('an open chat', () => {
	test('survives a reload and is delivered to the webhook once, when it ends', async () => {
		await register();
		const page = await open();
		const chats = section(page, 'Open chats');
		expect(await chats.textContent()).toContain('No chat is open.');
		await fillIn(page);
		await press(page, 'Start a chat');
		await chats.getByRole('listitem').waitFor();
		expect(await chats.getByRole('listitem').textContent()).toMatch(
			new RegExp(`^Ana de Souza on ${SHOP}, open since`),
		);
		await expect.poll(() => news(page).textContent()).toMatch('called when it ends');
		expect(await chats.getByText('No chat is open.').isVisible()).toBe(false);

		await page.reload();
		await chats.getByRole('listitem').waitFor();
		expect(received).toEqual([]);
		expect(await rows(page, 'Deliveries')).toEqual([]);

		await press(page, 'End chat of Ana de Souza');
		await chats.getByText('No chat is open.').waitFor();
		await expect.poll(() => rows(page, 'Deliveries')).toMatchObject([{ 1: 'Chat', 3: '200' }]);
		expect(received).toMatchObject([
			{ body: [{ chatType: 'Answered', visitorFullName: 'Ana de Souza' }] },
		]);
	});

	test('disappears from the page when it is ended elsewhere', async () => {
		const page = await open();
		await press(page, 'Start a chat');
		const chats = section(page, 'Open chats');
		await chats.getByRole('listitem').waitFor();
		const [chat] = await openChats();
		await sandbox.act({ type: 'endChat', chatId: chat?.id ?? '' });
		await chats.getByText('No chat is open.').waitFor();
	});

	async function openChats(): Promise<Array<{ id: string }>> {
		const response = await fetch(`${sandbox.url}/sandbox/state`);
		return ((await response.json()) as { openChats: Array<{ id: string }> }).openChats;
	}
});

describe('a delivery that fails', () => {
	test('shows the status and the text of the response', async () => {
		answering = () => ({ status: 500, body: 'Workflow could not be started' });
		await register('Main Website', ['lead']);
		const page = await open();
		await press(page, 'Become a lead');
		await expect.poll(() => news(page).textContent()).toMatch('status 500');
		await expect
			.poll(() => rows(page, 'Deliveries'))
			.toMatchObject([{ 3: '500', 4: 'Workflow could not be started' }]);
		expect(await page.locator('.verdict.bad').textContent()).toBe('500');
	});

	test('shows the reason when the receiver cannot be reached', async () => {
		await register('Main Website', ['lead']);
		await stopReceiver();
		const page = await open();
		await press(page, 'Become a lead');
		await expect.poll(() => news(page).textContent()).toMatch('no response');
		await expect
			.poll(() => rows(page, 'Deliveries'))
			.toMatchObject([{ 3: 'No response', 4: expect.stringContaining('ECONNREFUSED') }]);
	});

	test('is counted separately from successful deliveries', async () => {
		await register('Main Website', ['lead', 'lead']);
		let calls = 0;
		answering = () => ({ status: calls++ === 0 ? 200 : 404, body: '' });
		const page = await open();
		await press(page, 'Become a lead');
		await expect.poll(() => news(page).textContent()).toMatch('2 webhooks called, 1 failed.');
		await expect
			.poll(async () => (await rows(page, 'Deliveries')).map((cells) => cells[3]).sort())
			.toEqual(['200', '404']);
		expect((await rows(page, 'Deliveries'))[0]?.[4]).toBe('(empty)');
	});
});

describe('without a reload, the page shows', () => {
	test('a webhook that is registered and removed', async () => {
		const page = await open();
		const webhooks = section(page, 'Registered webhooks');
		expect(await webhooks.textContent()).toContain('No webhook is registered.');
		await register();
		await expect.poll(() => rows(page, 'Registered webhooks')).toHaveLength(3);
		const target = `${receiverUrl}/${encodeURIComponent(SHOP)}`;
		const [chat, message, lead] = sandbox.webhooks;
		expect(await rows(page, 'Registered webhooks')).toEqual([
			[SHOP, 'Lead', `${target}/lead`, lead?.id],
			[SHOP, 'Offline Message', `${target}/offline_message`, message?.id],
			[SHOP, 'Chat or Missed Chat', `${target}/chat`, chat?.id],
		]);
		expect(await webhooks.getByRole('status').textContent()).toMatch('registered');

		await call(sandbox, 'DELETE', `/webhook/${message?.id}`);
		await expect.poll(() => rows(page, 'Registered webhooks')).toHaveLength(2);
		expect(await webhooks.getByRole('status').textContent()).toBe('Just now: 1 removed.');
	});

	test('a request to the API, with the fault that affected it', async () => {
		const page = await open();
		await call(sandbox, 'GET', '/chats', { query: { date_from: '2025-05-01', tag: 'vip' } });
		sandbox.faults.add({ kind: 'status', status: 503 });
		await call(sandbox, 'GET', '/apps');
		await expect
			.poll(() => rows(page, 'API requests'))
			.toMatchObject([
				{ 1: 'GET /v1/api/apps', 2: '503 (fault: status)' },
				{ 1: 'GET /v1/api/chats?date_from=2025-05-01&tag=vip', 2: '200' },
			]);
	});

	test('a new delivery above the older ones, keeping what is expanded or focused', async () => {
		await register('Main Website');
		const page = await open();
		await sandbox.act({ type: 'missedChat', message: 'Anybody there?' });
		const body = page.getByRole('button', { name: 'Body of Missed Chat' });
		await body.click();
		await page.getByText('Anybody there?').first().waitFor();
		await sandbox.act({ type: 'lead' });
		await expect
			.poll(() => rows(page, 'Deliveries'))
			.toMatchObject([{ 1: 'Lead' }, { 1: 'Missed Chat' }]);
		expect(await body.getAttribute('aria-expanded')).toBe('true');
		expect(await page.getByText('Anybody there?').first().isVisible()).toBe(true);
		expect(await body.evaluate((button) => button === document.activeElement)).toBe(true);
		await body.click();
		expect(await page.getByText('Anybody there?').first().isVisible()).toBe(false);
	});

	test('a reset of the sandbox', async () => {
		await register('Main Website');
		const page = await open();
		await sandbox.act({ type: 'lead' });
		await expect.poll(() => rows(page, 'Deliveries')).toHaveLength(1);
		sandbox.reset();
		await expect.poll(() => rows(page, 'Deliveries')).toEqual([]);
		expect(await rows(page, 'Registered webhooks')).toEqual([]);
		expect(await rows(page, 'API requests')).toEqual([]);
	});

	test('changed widgets, keeping the selected one', async () => {
		const page = await open();
		const widget = page.getByLabel('Widget', { exact: true });
		await widget.selectOption({ label: SHOP });
		const late = { id: 'late', name: 'Late', timezone: 'UTC', created: '2025-01-01T00:00:00Z' };
		sandbox.setData({ widgets: [late, ...sandbox.data.widgets] });
		await widget.getByText('Late').waitFor({ state: 'attached' });
		expect(await widget.evaluate((select: HTMLSelectElement) => select.value)).toBe(widgetId(SHOP));
	});
});

test('a reload restores everything on the page', async () => {
	await register();
	const page = await open();
	await fillIn(page);
	await press(page, 'Miss a chat');
	await expect.poll(() => rows(page, 'Deliveries')).toHaveLength(1);
	const before = await allRows(page);
	await page.reload();
	await expect.poll(() => allRows(page)).toEqual(before);
});

const allRows = async (page: Page) =>
	await Promise.all(
		['Deliveries', 'Registered webhooks', 'API requests'].map((list) => rows(page, list)),
	);

test('the page says that the sandbox is unavailable and recovers when it is back', async () => {
	const page = await open();
	const state = page.locator('#connection');
	await sandbox.close();
	await expect.poll(() => state.textContent()).toMatch('is not responding');
	await press(page, 'Become a lead');
	await expect.poll(() => news(page).textContent()).toMatch('the sandbox is not responding');

	sandbox = await startSandbox({ data: {}, seed: 2, port: Number(new URL(sandbox.url).port) });
	await expect.poll(() => state.textContent(), { timeout: 20_000 }).toBe('Live');
	expect(await page.locator('#token').textContent()).toBe('sandbox-token-2');
	await press(page, 'Become a lead');
	await expect.poll(() => news(page).textContent()).toMatch('Lead captured');
	// The browser itself logs each failed attempt.
	complaints = complaints.filter((text) => !text.includes('net::ERR_'));
});

describe('signing in', () => {
	const values = () => [
		['Base URL', sandbox.baseUrl],
		['API Token', sandbox.token],
		['Account ID', sandbox.accountId],
	];

	test('every credential value is shown, can be copied, and works', async () => {
		const page = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
		for (const [name, value] of values()) {
			await press(page, `Copy ${name}`);
			await page.getByText(`${name} copied.`).waitFor();
			expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(value);
		}
	});

	test('a value is selected if the browser does not allow copying', async () => {
		const page = await open();
		await page.evaluate(() => {
			navigator.clipboard.writeText = () => Promise.reject(new Error('no'));
		});
		await press(page, 'Copy API Token');
		await page.getByText('API Token selected').waitFor();
		expect(await page.evaluate(() => String(getSelection()))).toBe(sandbox.token);
	});
});

describe('markup in received data', () => {
	const MARKUP = '<img src=x onerror="document.title=\'bad\'"><b>bold</b>';

	test('is shown as text, wherever it comes from', async () => {
		const created = '2025-01-01T00:00:00Z';
		sandbox.setData({ widgets: [{ id: MARKUP, name: MARKUP, timezone: 'UTC', created }] });
		answering = () => ({ status: 200, body: MARKUP });
		const target_url = `${receiverUrl}/?q=${MARKUP}`;
		await call(sandbox, 'POST', `/apps/${encodeURIComponent(MARKUP)}/webhook`, {
			body: { target_url, event: '' },
		});
		await call(sandbox, 'GET', '/chats', { query: { tag: MARKUP } });
		const page = await open();
		for (const field of ['Visitor name', 'Visitor email', 'Message']) {
			await page.getByLabel(field).fill(MARKUP);
		}
		await press(page, 'Start a chat');
		await section(page, 'Open chats').getByText(MARKUP).first().waitFor();
		await press(page, /^End chat/);
		await expect.poll(() => rows(page, 'Deliveries')).toMatchObject([{ 2: MARKUP, 4: MARKUP }]);
		await press(page, /^Body/);
		await expect.poll(() => news(page).textContent()).toContain(`on ${MARKUP}.`);

		expect(await page.getByText(MARKUP).count()).toBeGreaterThan(5);
		expect(await rows(page, 'Registered webhooks')).toMatchObject([{ 0: MARKUP, 2: target_url }]);
		expect(await page.locator('img').count()).toBe(0);
		expect(await page.getByText('bold', { exact: true }).count()).toBe(0);
		expect(await page.title()).toBe('Social Intents sandbox');
	});

	test('is also blocked by the content security policy', async () => {
		const page = await open();
		await expect(
			page.evaluate((html) => {
				document.body.innerHTML = html;
			}, MARKUP),
		).rejects.toThrow('TrustedHTML');
		expect(complaints).toEqual([expect.stringContaining('TrustedHTML')]);
		complaints = [];
	});
});

describe('with only a keyboard', () => {
	const focused = async (page: Page) =>
		await page.evaluate(() => document.activeElement?.textContent?.replaceAll(/\s+/g, ' ').trim());

	async function tabTo(page: Page, name: string): Promise<void> {
		for (let steps = 0; steps < 40; steps++) {
			await page.keyboard.press('Tab');
			if ((await focused(page))?.startsWith(name)) return;
		}
		throw new Error(`Tab never reaches ${name}`);
	}

	test('a visitor’s chat can be started and ended, and its delivery read', async () => {
		await register();
		const page = await open();
		await page.keyboard.press('Tab');
		await page.keyboard.type('Online');
		for (const typed of ['Ana', 'ana@example.com', 'Hello']) {
			await page.keyboard.press('Tab');
			await page.keyboard.type(typed);
		}
		await tabTo(page, 'Start a chat');
		await page.keyboard.press('Enter');
		await section(page, 'Open chats').getByText('Ana').first().waitFor();
		await tabTo(page, 'End chat of Ana');
		await page.keyboard.press('Space');
		await expect.poll(() => rows(page, 'Deliveries')).toMatchObject([{ 2: SHOP }]);
		// The button is gone, but the focus is not lost.
		await expect.poll(() => focused(page)).toBe('Open chats');

		await tabTo(page, 'Body of Chat');
		await page.keyboard.press('Enter');
		await page.keyboard.press('Tab');
		expect(await focused(page)).toContain('"visitorEmail": "ana@example.com"');
		expect(received).toMatchObject([{ body: [{ visitorFullName: 'Ana' }] }]);
	});

	test.each(['light', 'dark'] as const)(
		'the focus is clearly visible (%s)',
		async (colorScheme) => {
			await register('Main Website');
			const page = await open({ colorScheme });
			await sandbox.act({ type: 'chat', open: true });
			await sandbox.act({ type: 'lead' });
			await press(page, /^Body/);
			await page.getByRole('heading', { level: 1 }).click();
			const seen: string[] = [];
			for (let step = 0; step < 30; step++) {
				await page.keyboard.press('Tab');
				const stop = await page.evaluate(() => {
					const { activeElement: element } = document;
					if (!element || element === document.body) return null;
					const { outlineStyle, outlineWidth } = getComputedStyle(element);
					return { tag: element.tagName, outline: `${outlineStyle} ${outlineWidth}` };
				});
				if (!stop) break;
				seen.push(stop.tag);
				expect(stop).toMatchObject({ outline: 'solid 3px' });
			}
			expect(new Set(seen)).toEqual(new Set(['SELECT', 'INPUT', 'TEXTAREA', 'BUTTON', 'PRE']));
		},
	);
});

describe('accessibility', () => {
	/** A page with entries in every list. */
	async function busyPage(options: BrowserContextOptions): Promise<Page> {
		await register('Main Website');
		const page = await open(options);
		await sandbox.act({ type: 'chat', open: true });
		await sandbox.act({ type: 'chat' });
		await press(page, 'Copy Base URL');
		answering = () => ({ status: 500, body: 'x'.repeat(300) });
		await press(page, 'Miss a chat');
		await expect.poll(() => rows(page, 'Deliveries')).toHaveLength(2);
		await expect.poll(() => news(page).textContent()).toMatch('500');
		await page.getByRole('button', { name: /^Body/ }).first().click();
		return page;
	}

	test('every control has a name, every table has a caption and headers, and the page has a language', async () => {
		const page = await busyPage({});
		const nameless = page.locator('button, input, select, textarea');
		const names = await nameless.evaluateAll((controls) =>
			controls.map((control) => {
				const { labels } = control as HTMLInputElement;
				return (labels?.[0] ?? control).textContent?.trim();
			}),
		);
		expect(names.length).toBeGreaterThan(12);
		expect(names.filter((name) => !name)).toEqual([]);
		expect(await page.locator('html').getAttribute('lang')).toBe('en');
		expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
		expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
			'Play the visitor',
			'Open chats',
			'Sign in to the API',
			'Deliveries',
			'Registered webhooks',
			'API requests',
		]);
		for (const table of await page.getByRole('table').all()) {
			expect(await table.locator('caption').textContent()).toMatch(/\w/);
			const headers = await table.getByRole('columnheader').count();
			expect(await table.locator('th[scope=col]').count()).toBe(headers);
			expect(await table.locator('tbody tr').first().getByRole('cell').count()).toBe(headers);
		}
		const ids = await page
			.locator('[id]')
			.evaluateAll((elements) => elements.map((element) => element.id));
		expect(new Set(ids).size).toBe(ids.length);
	});

	test.each(['light', 'dark'] as const)(
		'text and control borders meet the contrast of WCAG AA (%s)',
		async (colorScheme) => {
			const page = await busyPage({ colorScheme });
			const found = await page.evaluate(measureContrast);
			expect(found.length).toBeGreaterThan(60);
			expect(found.filter(({ ratio, needed }) => ratio < needed)).toEqual([]);
			const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
			const isDark = Number(/\d+/.exec(background)?.[0]) < 128;
			expect(isDark).toBe(colorScheme === 'dark');
		},
	);

	test.each([
		['a screen 320 pixels wide', { viewport: { width: 320, height: 640 } }],
		['200 % zoom on a laptop', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
		['a wide screen', { viewport: { width: 1600, height: 900 } }],
	])('nothing is cut off or needs scrolling sideways on %s', async (_, options) => {
		const page = await busyPage(options);
		const cut = await page.evaluate(() => {
			const { clientWidth } = document.documentElement;
			return Array.from(document.querySelectorAll('body *:not(.unseen, thead, thead *)'))
				.filter((element) => {
					const { left, right } = element.getBoundingClientRect();
					return (
						left < 0 || right > clientWidth + 1 || element.scrollWidth > element.clientWidth + 1
					);
				})
				.filter((element) => element.clientWidth > 0)
				.map((element) => element.outerHTML.slice(0, 80));
		});
		expect(cut).toEqual([]);
		expect(
			await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
		).toBeLessThanOrEqual(0);
	});
});

/** Runs in the browser: the contrast of each text and of each control's border. */
function measureContrast(): Array<{ what: string; ratio: number; needed: number }> {
	const channels = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
	const luminance = (color: string): number => {
		const [red = 0, green = 0, blue = 0] = channels(color).map((value) => {
			const part = value / 255;
			return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	};
	const ratio = (one: string, other: string): number => {
		const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
		return (light + 0.05) / (dark + 0.05);
	};
	const background = (element: Element | null): string => {
		if (!element) return 'rgb(255, 255, 255)';
		const { backgroundColor } = getComputedStyle(element);
		return channels(backgroundColor)[3] === 0 ? background(element.parentElement) : backgroundColor;
	};

	const found: Array<{ what: string; ratio: number; needed: number }> = [];
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (texts.nextNode()) {
		const { parentElement: element, textContent } = texts.currentNode;
		if (!element?.checkVisibility() || !textContent?.trim()) continue;
		const { color } = getComputedStyle(element);
		found.push({ what: textContent, ratio: ratio(color, background(element)), needed: 4.5 });
	}
	for (const control of Array.from(document.querySelectorAll('button, input, select, textarea'))) {
		const { borderTopColor } = getComputedStyle(control);
		const around = background(control.parentElement);
		found.push({ what: control.outerHTML, ratio: ratio(borderTopColor, around), needed: 3 });
	}
	return found;
}
