import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownerOf, type N8n, type Workflow } from '../../scripts/n8n/index.mts';
import { importFile, openCanvas, photograph, readCanvas, type Canvas } from './canvas.mts';
import { Editor } from './editor.mts';
import { example, FOLDER } from './exampleWorkflows.mts';
import { n8nWithPackage } from './n8nWithPackage.mts';

/** Each example as users see it right after import, without a credential. */
let n8n: N8n;
let editor: Editor;

const names = readdirSync(FOLDER)
	.filter((name) => name.endsWith('.json'))
	.map((name) => name.replace(/\.json$/, ''));

beforeAll(async () => {
	n8n = await n8nWithPackage();
	editor = await Editor.open(n8n);
	await editor.signIn(await ownerOf(dirname(n8n.log)));
	await openCanvas(editor);
});

afterAll(async () => {
	await editor?.[Symbol.asyncDispose]();
	await n8n?.stop();
});

/** The nodes that the note says to fill in. */
function nodesToFillIn({ nodes }: Workflow): string[] {
	const note = nodes.find(({ type }) => type === 'n8n-nodes-base.stickyNote');
	const text = String(note?.parameters.content);
	const [, paragraph = ''] = /\*\*(?:Fill in|Before you publish)\*\*: (.*)/.exec(text) ?? [];
	const emphasized = [...paragraph.matchAll(/\*([^*]+)\*/g)].map(([, words = '']) => words);
	return nodes.map(({ name }) => name).filter((name) => emphasized.includes(name));
}

describe.each(names)('%s, just imported', (name) => {
	let canvas: Canvas;

	beforeAll(async () => {
		await importFile(editor, join(FOLDER, `${name}.json`));
		canvas = await readCanvas(editor);
		if (n8n.majorVersion === '2') await photograph(editor, canvas, name);
	});

	it('is marked in red only at the nodes that its note says to fill in', async () => {
		const file = await example(name);
		expect(canvas.nodes).toHaveLength(file.nodes.length - canvas.notes.length);
		expect(canvas.marked.length).toBeGreaterThan(0);
		expect(canvas.marked.sort()).toEqual(nodesToFillIn(file).sort());
	});

	it('has a note that covers no node and is as tall as its text', () => {
		expect(canvas.notes.length).toBeGreaterThan(0);
		for (const note of canvas.notes) {
			const covered = canvas.nodes.filter(
				({ left, right, top, bottom }) =>
					left < note.right && right > note.left && top < note.bottom && bottom > note.top,
			);
			expect(covered.map((node) => node.name)).toEqual([]);
			expect(note.textBottom).toBeLessThan(note.bottom);
			expect(note.bottom - note.textBottom).toBeLessThan(80);
		}
	});
});
