import type { Editor } from './editor.mts';

/** What an administrator does under Settings > Community Nodes. */
export class CommunityNodesPage {
	private readonly editor: Editor;

	constructor(editor: Editor) {
		this.editor = editor;
	}

	/** Opens the page and returns the text of its only package, or an empty string if there is none. */
	async open(): Promise<string> {
		const loaded = this.editor.page.waitForResponse(/\/rest\/community-packages$/);
		await this.editor.goto('/settings/community-nodes');
		const { data } = (await (await loaded).json()) as { data: unknown[] };
		return data.length === 0 ? '' : await this.card.innerText();
	}

	async install(name: string): Promise<void> {
		const { page } = this.editor;
		await page
			.getByRole('button', { name: /^Install/ })
			.first()
			.click();
		await this.editor
			.byId('package-name-input')
			.or(page.getByPlaceholder('e.g. n8n-nodes-'))
			.first()
			.fill(name);
		await this.editor.byId('user-agreement-checkbox').click();
		await this.editor.byId('install-community-package-button').click();
		await page.getByText('Package installed').first().waitFor();
		await this.editor.shoot('community-node-installed');
	}

	/** Installs the offered update, after n8n has named a workflow that uses the package. */
	async update(workflow: string): Promise<string> {
		await this.card.getByRole('button', { name: 'Update' }).click();
		return await this.confirm('update', workflow, 'Package updated');
	}

	/** Uninstalls the package, after n8n has named a workflow that uses it. */
	async uninstall(workflow: string): Promise<string> {
		const { page } = this.editor;
		await this.card.getByTestId('action-toggle').click();
		await page.getByText('Uninstall package').filter({ visible: true }).click();
		return await this.confirm('uninstall', workflow, 'Package uninstalled');
	}

	private get card() {
		return this.editor.byId('community-package-card');
	}

	/** Returns n8n's confirmation text. */
	private async confirm(what: string, workflow: string, done: string): Promise<string> {
		const { page } = this.editor;
		const question = page.getByRole('dialog').filter({ visible: true });
		const yes = question.getByRole('button', { name: `Confirm ${what}` });
		await yes.waitFor();
		await question.getByText(workflow, { exact: true }).first().waitFor();
		const words = await question.innerText();
		await this.editor.shoot(`community-node-${what}`);
		await yes.click();
		await page.getByText(done).first().waitFor();
		return words;
	}
}
