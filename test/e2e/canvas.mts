import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SHOTS, type Editor } from './editor.mts';

/** Large enough for n8n to show every example at full size. */
const VIEWPORT = { width: 1800, height: 1500 };
const MARGIN = 24;
/** Hidden in pictures: buttons that n8n shows beside a trigger, and dots that make the files large. */
const PICTURE_STYLE =
	'[data-test-id="canvas-trigger-buttons"], [data-test-id^="execute-workflow-button"], .vue-flow__background { visibility: hidden !important; }';

interface Box {
	name: string;
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/** What a workflow looks like on n8n's canvas, in pixels of the page. */
export interface Canvas {
	/** Including the text below them. */
	nodes: Box[];
	notes: Array<Box & { textBottom: number }>;
	/** The connections. */
	lines: Box[];
	/** Names of the nodes with a red warning. */
	marked: string[];
}

/** Opens an empty workflow with a large canvas. */
export async function openCanvas(editor: Editor): Promise<void> {
	await editor.page.setViewportSize(VIEWPORT);
	await editor.newWorkflow();
}

/** Imports a file in place of the current canvas, as a user does, and zooms to fit. */
export async function importFile(editor: Editor, file: string): Promise<void> {
	const nodes = editor.byId('canvas-node');
	if (await nodes.first().isVisible()) {
		await editor.page.keyboard.press('Control+a');
		await editor.page.keyboard.press('Delete');
		await nodes.first().waitFor({ state: 'hidden' });
	}
	await editor.byId('workflow-import-input').setInputFiles(file);
	await nodes.first().waitFor();
	await editor.byId('zoom-to-fit').click();
	// Imported nodes are selected, which is visible.
	await editor.page.mouse.click(400, VIEWPORT.height - 180);
	// The view moves to the selection.
	await editor.page.waitForTimeout(400);
}

export async function readCanvas({ page }: Editor): Promise<Canvas> {
	return await page.evaluate(() => {
		const all = (selector: string, root: ParentNode = document) =>
			[...root.querySelectorAll<HTMLElement>(selector)].filter(
				(element) => element.getBoundingClientRect().height > 0,
			);
		const nameOf = (element: Element) =>
			element.closest<HTMLElement>('[data-node-name]')?.dataset.nodeName ?? '';
		const around = (element: Element, parts: Element[]) => {
			const boxes = [element, ...parts].map((part) => part.getBoundingClientRect());
			return {
				name: nameOf(element),
				left: Math.min(...boxes.map(({ left }) => left)),
				top: Math.min(...boxes.map(({ top }) => top)),
				right: Math.max(...boxes.map(({ right }) => right)),
				bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
			};
		};
		return {
			nodes: all('[data-test-id="canvas-node"]').map((node) =>
				around(node, all('[class*="_description"], [class*="_handle_"]', node)),
			),
			notes: all('[data-test-id="sticky"]').map((note) => ({
				...around(note, []),
				textBottom: Math.max(
					...all('h2, p, li, pre', note).map((part) => part.getBoundingClientRect().bottom),
				),
			})),
			lines: [...document.querySelectorAll('.vue-flow__edges path')].map((line) =>
				around(line, []),
			),
			marked: all('[data-test-id="node-issues"]').map(nameOf),
		};
	});
}

/** Screenshots of the whole workflow, in light and dark mode. */
export async function photograph({ page }: Editor, canvas: Canvas, name: string): Promise<void> {
	const folder = join(SHOTS, 'examples');
	await mkdir(folder, { recursive: true });
	const boxes = [...canvas.nodes, ...canvas.notes, ...canvas.lines];
	const x = Math.min(...boxes.map(({ left }) => left)) - MARGIN;
	const y = Math.min(...boxes.map(({ top }) => top)) - MARGIN;
	const clip = {
		x,
		y,
		width: Math.max(...boxes.map(({ right }) => right)) + MARGIN - x,
		height: Math.max(...boxes.map(({ bottom }) => bottom)) + MARGIN - y,
	};
	for (const colorScheme of ['dark', 'light'] as const) {
		await page.emulateMedia({ colorScheme });
		const path = join(folder, `${name}-${colorScheme}.png`);
		await page.screenshot({ path, clip, animations: 'disabled', style: PICTURE_STYLE });
	}
}
