import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { INode, IPinData } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'examples');
const pictures = join(root, 'docs/images/examples');
const readme = readFileSync(join(folder, 'README.md'), 'utf8');

const names = readdirSync(folder)
	.filter((name) => name.endsWith('.json'))
	.map((name) => name.replace(/\.json$/, ''));

const NOTE = 'n8n-nodes-base.stickyNote';

/** The widest node of n8n, and the highest with its name and subtitle, in pixels. */
const NODE = { width: 256, height: 160 };

interface Example {
	nodes: INode[];
	pinData?: IPinData;
}

const read = (name: string) =>
	JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Example;

describe.each(names)('the example %s', (name) => {
	it('has notes that leave room for every node', () => {
		const { nodes } = read(name);
		for (const { position, parameters } of nodes.filter(({ type }) => type === NOTE)) {
			const [left, top] = position;
			const right = left + Number(parameters.width);
			const bottom = top + Number(parameters.height);
			const covered = nodes.filter(
				({ type, position: [x, y] }) =>
					type !== NOTE &&
					x < right &&
					x + NODE.width > left &&
					y < bottom &&
					y + NODE.height > top,
			);
			expect(covered.map((node) => node.name)).toEqual([]);
		}
	});

	it('is explained in the README beside its pictures, which load fast', () => {
		expect(readme).toContain(`](${name}.json)`);
		for (const theme of ['light', 'dark']) {
			expect(readme).toContain(`"../docs/images/examples/${name}-${theme}.png"`);
			expect(statSync(join(pictures, `${name}-${theme}.png`)).size).toBeLessThan(120_000);
		}
	});
});

it('the README shows no example that is gone', () => {
	const shown = [...readme.matchAll(/([a-z0-9-]+)\.json\)/g)].map(([, name]) => name);
	expect(shown.sort()).toEqual([...names].sort());
	expect(readdirSync(pictures).length).toBe(names.length * 2);
});

it('every example has sample data but the two that cannot use any', () => {
	const hasSamples = (name: string) =>
		Object.values(read(name).pinData ?? {}).some((items) => items.length > 0);
	const without = names.filter((name) => !hasSamples(name));
	expect(without.sort()).toEqual(['mcp-server', 'transcripts-by-mail']);
});
