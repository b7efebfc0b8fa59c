import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type Locator, type Page, selectors } from 'playwright-core';
import { releases, type N8n, type Owner } from '../../scripts/n8n/index.mts';
import { launchChromium } from './chromium.mts';

// n8n's editor checks npm for new package versions and other sites for news; none is reachable here.
const OFFLINE = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';
const PATIENCE = 120_000;
/** Where screenshots go; not in git. */
export const SHOTS = fileURLToPath(new URL('screenshots', import.meta.url));

/** Console errors that n8n's editor causes itself, and why. */
const noise = [
	{ words: 'net::ERR_NAME_NOT_RESOLVED', reason: 'it asks the internet, which is not there' },
	{ words: '/rest/login', reason: 'it asks who is signed in when nobody is' },
	{ words: '/rest/external-secrets/', reason: '1.x asks for what needs a license' },
	{ words: '/rest/ai/sessions/metadata', reason: '1.x asks for what needs a license' },
	{ words: 'Plan lacks license', reason: '1.x says so of its assistant' },
	{ words: '/schemas/n8n-nodes-base.', reason: '1.x asks for previews that its nodes lack' },
	{ words: '/executions/last-successful', reason: '1.x asks before there is any' },
	{ words: "reading 'enabled'", reason: '1.x reads settings before it has them' },
];

selectors.setTestIdAttribute('data-test-id');

/** n8n's editor in a browser. Disposing of it closes the browser. */
export class Editor implements AsyncDisposable {
	/** Console errors, without those of the editor itself. */
	readonly complaints: string[] = [];

	readonly n8n: Pick<N8n, 'majorVersion' | 'url'>;
	readonly page: Page;
	private readonly browser: Browser;

	private constructor(n8n: Editor['n8n'], browser: Browser, page: Page) {
		this.n8n = n8n;
		this.browser = browser;
		this.page = page;
		page.setDefaultTimeout(PATIENCE);
		page.on('pageerror', (error) => this.hear(`${error.name}: ${error.message}`));
		page.on('console', (message) => {
			if (message.type() !== 'error') return;
			this.hear(`${message.text()} (${message.location().url})`);
		});
	}

	static async open(n8n: Editor['n8n']): Promise<Editor> {
		const browser = await launchChromium(OFFLINE);
		const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
		return new Editor(n8n, browser, await context.newPage());
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.browser.close();
	}

	private hear(complaint: string): void {
		if (!noise.some(({ words }) => complaint.includes(words))) this.complaints.push(complaint);
	}

	/** Screenshots of the page, in light and dark mode. */
	async shoot(name: string): Promise<void> {
		await mkdir(SHOTS, { recursive: true });
		for (const colorScheme of ['dark', 'light'] as const) {
			await this.page.emulateMedia({ colorScheme });
			const path = join(SHOTS, `${name}-${colorScheme}-n8n-${this.n8n.majorVersion}.png`);
			await this.page.screenshot({ path, animations: 'disabled' });
		}
	}

	async goto(path: string): Promise<void> {
		await this.page.goto(`${this.n8n.url}${path}`, { waitUntil: 'commit' });
	}

	/** Another tab of the same browser. */
	async openTab(url: string): Promise<Page> {
		const tab = await this.page.context().newPage();
		tab.setDefaultTimeout(PATIENCE);
		await tab.goto(url);
		return tab;
	}

	byId(testId: string): Locator {
		return this.page.getByTestId(testId);
	}

	async signIn({ email, password }: Owner): Promise<void> {
		await this.goto('/signin');
		await this.page.locator('input[name="emailOrLdapLoginId"]').fill(email);
		await this.page.locator('input[type="password"]').fill(password);
		await this.page.getByRole('button', { name: 'Sign in' }).click();
		await this.byId('universal-add').waitFor();
	}

	// The form of a credential.

	get credential(): Locator {
		return this.byId('credential-edit-dialog');
	}

	async newCredential(type: string): Promise<void> {
		await this.goto('/home/credentials');
		await this.byId('add-resource-credential').first().click();
		await this.byId('new-credential-type-select').locator('input').fill(type);
		await this.page.getByRole('option', { name: type }).first().click();
		await this.byId('new-credential-type-button').click();
		await this.credential.waitFor();
	}

	/** Saves the credential, which tests it, and returns n8n's result with its reason. */
	async saveCredential(): Promise<string> {
		const tested = this.page.waitForResponse(/\/rest\/credentials\/test$/);
		await this.byId('credential-save-button').click();
		// Until then, the form shows the result for the previously saved values.
		const { data } = (await (await tested).json()) as { data: { status: string } };
		if (data.status === 'OK') {
			return await this.byId('credentials-config-container-test-success').innerText();
		}
		const more = this.credential.getByText('More details');
		await more.click();
		await more.waitFor({ state: 'hidden' });
		return await this.credential.innerText();
	}

	async closeCredential(): Promise<void> {
		await this.page.keyboard.press('Escape');
		await this.credential.waitFor({ state: 'hidden' });
	}

	// The canvas and its panel of nodes.

	async newWorkflow(): Promise<void> {
		await this.goto('/workflow/new');
		await this.byId('canvas-plus-button').first().waitFor();
	}

	async openNodesPanel(): Promise<void> {
		await this.byId('canvas-plus-button').first().click();
		await this.byId('node-creator-search-bar').waitFor();
	}

	/** The search results of the nodes panel. */
	get foundNodes(): Locator {
		return this.byId('node-creator-item-name');
	}

	async searchNodes(text: string): Promise<void> {
		await this.byId('node-creator-search-bar').fill(text);
	}

	/** Selects a node from the search results, then one of its actions; its panel opens. */
	async addNode(node: string, section: 'Triggers' | 'Actions', choice: string): Promise<void> {
		await this.foundNodes.getByText(node, { exact: true }).click();
		const wanted = this.foundNodes.getByText(choice, { exact: true });
		const heading = this.byId('node-creator-category-item').filter({ hasText: section });
		await heading.waitFor();
		if (!(await wanted.isVisible())) await heading.click();
		await wanted.click();
		await this.ndv.waitFor();
	}

	async openNode(name: string): Promise<void> {
		await this.page.locator(`[data-node-name="${name}"]`).first().dblclick();
		await this.ndv.waitFor();
	}

	// The panel of a node.

	get ndv(): Locator {
		return this.byId('ndv');
	}

	get output(): Locator {
		return this.byId('output-panel');
	}

	async closeNode(): Promise<void> {
		await this.page.keyboard.press('Escape');
		await this.ndv.waitFor({ state: 'hidden' });
	}

	/** The input of a parameter, by its name in workflows. */
	parameter(name: string): Locator {
		return this.byId(`parameter-input-${name}`);
	}

	/** The options of the open list. */
	get options(): Locator {
		return this.page.getByRole('option').filter({ visible: true });
	}

	async type(parameter: string, text: string): Promise<void> {
		await this.parameter(parameter).locator('input').fill(text);
	}

	/** Selects options of a parameter's list. A multi-select list stays open until it loses focus. */
	async choose(parameter: string, ...entries: string[]): Promise<void> {
		await this.openList(parameter);
		for (const entry of entries) await this.option(entry).click();
		if (entries.length > 1) await this.leaveList();
		await this.options.first().waitFor({ state: 'hidden' });
	}

	/** Opens a list. One that is still loading closes again and is clicked again, as a user would. */
	async openList(parameter: string): Promise<void> {
		const deadline = Date.now() + PATIENCE;
		for (;;) {
			await this.parameter(parameter).click();
			try {
				return await this.options.first().waitFor({ timeout: 5_000 });
			} catch (error) {
				if (Date.now() > deadline) throw error;
			}
		}
	}

	/** Closes only a multi-select list. */
	async leaveList(): Promise<void> {
		await this.byId('tab-params').click();
	}

	/** An option by its name; a description may follow below. */
	option(name: string): Locator {
		const words = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
		return this.options.filter({ hasText: new RegExp(`^\\s*${words}`) }).first();
	}

	/** Adds a field of a collection, such as Filters. */
	async addField(placeholder: string, field: string): Promise<void> {
		await this.page.getByPlaceholder(placeholder).click();
		await this.page
			.getByRole('option', { name: field, exact: true })
			.filter({ visible: true })
			.click();
	}

	/** Opens the list of a resource locator, types into its search, and picks the first result. */
	async pickFromList(parameter: string, part: string, expected: string): Promise<void> {
		await this.byId(`resource-locator-${parameter}`).getByTestId('rlc-input').click();
		await this.byId('rlc-item').first().waitFor();
		await this.byId('rlc-search').fill(part);
		await this.byId('rlc-item').filter({ hasNotText: expected }).waitFor({ state: 'hidden' });
		await this.byId('rlc-item').filter({ hasText: expected }).waitFor();
		await this.shoot('list-search');
		await this.byId('rlc-item').filter({ hasText: expected }).click();
	}

	/** Picks a day of the previous month in the calendar of a date field. */
	async pickDay(parameter: string, day: number): Promise<void> {
		await this.parameter(parameter).locator('input').first().click();
		const calendar = this.page.locator('.el-picker-panel').filter({ visible: true });
		await calendar.getByLabel('Previous Month').click();
		await calendar
			.locator('td.available:not(.prev-month):not(.next-month)')
			.getByText(String(day), { exact: true })
			.click();
		await calendar.getByRole('button', { name: 'OK' }).click();
		await calendar.waitFor({ state: 'hidden' });
	}

	/** The heights of the rows in the output's table, in pixels. */
	async rowHeights(): Promise<number[]> {
		const rows = this.output.locator('tbody tr');
		return await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
	}

	async execute(): Promise<void> {
		await this.byId('node-execute-button').click();
	}

	/** The list of finished executions, newest first. */
	async openExecutions(): Promise<Locator> {
		await this.byId('radio-button-executions').click();
		return this.byId('executions-sidebar');
	}

	async openCanvas(): Promise<void> {
		await this.byId('radio-button-workflow').click();
		await this.byId('canvas').waitFor();
	}

	// The versions differ: 2.x publishes a version, 1.x activates a workflow.

	private get publishesVersions(): boolean {
		return releases[this.n8n.majorVersion].publishesVersions;
	}

	/** Saves the workflow. 2.x saves automatically. */
	async save(): Promise<void> {
		if (this.publishesVersions) return;
		await this.byId('workflow-save-button').click();
		await this.byId('workflow-save-button').getByText('Saved').waitFor();
	}

	async publish(): Promise<void> {
		if (this.publishesVersions) {
			await this.byId('workflow-open-publish-modal-button').click();
			await this.byId('workflow-publish-button').click();
		} else {
			await this.byId('workflow-activate-switch').click();
		}
	}

	/** The text that n8n shows after a workflow is published; dismisses it. */
	async readPublished(): Promise<string> {
		const said = this.byId('activation-modal');
		await said.waitFor();
		const words = await said.innerText();
		await this.shoot('published');
		await said.getByText('Got it', { exact: true }).click();
		await said.waitFor({ state: 'hidden' });
		// Advice about production that covers the tabs; 1.x shows it unprompted.
		const advice = this.byId('suggested-action-ignore-all');
		if (await advice.isVisible()) await this.page.keyboard.press('Escape');
		return words;
	}

	async unpublish(): Promise<void> {
		if (!this.publishesVersions) {
			await this.byId('workflow-activate-switch').click();
			return;
		}
		await this.byId('version-menu-button').click();
		await this.page.getByRole('menuitem', { name: 'Unpublish' }).click();
		const question = this.byId('workflow-history-version-unpublish-modal');
		await question.getByRole('button', { name: 'Unpublish' }).click();
	}
}
