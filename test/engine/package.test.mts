import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ICredentialType, INodeTypeDescription, Themed } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../support/engine/project.mts';
import { LINES, loadEngine } from '../support/engine.mts';
import { packAndUnpack } from '../support/tarball.mts';

interface PackageJson extends Record<string, unknown> {
	name: string;
	main: string;
	n8n: { nodes: string[]; credentials: string[] };
}

const { files, folder } = await packAndUnpack();
const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
const packageJson = JSON.parse(read('package.json')) as PackageJson;
const scripts = files.filter((file) => file.endsWith('.js'));

describe('the published package', () => {
	it('contains the code, what n8n reads, and the legal files', () => {
		const papers = /^(README|LICENSE|CHANGELOG)(\.md)?$/;
		const expected = /^(dist\/.+\.(js|json|svg)|index\.js|package\.json)$/;
		expect(files.filter((file) => !expected.test(file) && !papers.test(file))).toEqual([]);
		expect(files.some((file) => /^README/.test(file))).toBe(true);
		expect(files.some((file) => /^LICENSE/.test(file))).toBe(true);
	});

	it('contains no tests, no sandbox, no source maps, and no local paths', () => {
		expect(files.filter((file) => /test|sandbox|\.map$|\.ts$/.test(file))).toEqual([]);
		const leaking = scripts.filter((file) =>
			[projectFolder, 'sourceMappingURL'].some((text) => read(file).includes(text)),
		);
		expect(leaking).toEqual([]);
	});

	it('has no dependencies except n8n itself', () => {
		const { dependencies, optionalDependencies, bundledDependencies, overrides } = packageJson;
		expect([dependencies, optionalDependencies, bundledDependencies, overrides]).toEqual([
			undefined,
			undefined,
			undefined,
			undefined,
		]);
		expect(packageJson.peerDependencies).toEqual({ 'n8n-workflow': '*' });
		const imports = scripts.flatMap((file) =>
			[...read(file).matchAll(/\brequire\(["']([^"']+)["']\)/g)].map(([, name = '']) => name),
		);
		const lent = ['crypto', 'luxon', 'n8n-workflow', 'node:crypto'];
		expect(imports.filter((name) => !name.startsWith('.') && !lent.includes(name))).toEqual([]);
	});

	it('names every node and credential that it contains', () => {
		const { nodes, credentials } = packageJson.n8n;
		const made = files.filter((file) => /\.(node|credentials)\.js$/.test(file));
		expect([...nodes, ...credentials].sort()).toEqual(made.sort());
	});
});

describe.each(LINES)('n8n %s with the published package installed', async (lineName) => {
	const engine = await loadEngine(lineName, folder);
	const { installation } = engine;
	const description = (name: string) =>
		(installation.node(name) as { description: INodeTypeDescription }).description;

	it('loads it and gets the classes', () => {
		const require = createRequire(path.join(installation.folder, 'package.json'));
		const exported = require(installation.folder) as Record<string, unknown>;
		const { nodes, credentials } = packageJson.n8n;
		const classes = [...nodes, ...credentials].map((file) => path.basename(file).split('.')[0]);
		expect(Object.keys(exported).sort()).toEqual(classes.sort());
		expect(Object.values(exported).every((value) => typeof value === 'function')).toBe(true);
	});

	it('recognizes the nodes and the credential', () => {
		expect(installation.packageName).toBe('n8n-nodes-social-intents');
		expect(installation.nodeNames).toContain('socialIntents');
		expect(installation.nodeNames).toHaveLength(packageJson.n8n.nodes.length);
		expect(installation.credentialNames).toEqual(['socialIntentsApi']);
		const { supportedNodes } = installation.credential('socialIntentsApi');
		expect(supportedNodes?.toSorted()).toEqual(installation.nodeNames.toSorted());
	});

	it.each(installation.nodeNames)('reads the codex of %s', (name) => {
		expect(description(name).codex).toMatchObject({
			categories: expect.arrayContaining(['Communication']),
			resources: { primaryDocumentation: [{ url: expect.stringMatching(/^https:/) }] },
		});
	});

	it('finds the light and dark icons of the nodes and the credential', () => {
		const things: Array<INodeTypeDescription | ICredentialType> = [
			...installation.nodeNames.map(description),
			installation.credential('socialIntentsApi'),
		];
		for (const { name, iconUrl } of things) {
			expect(iconUrl, name).toBeTypeOf('object');
			const { light, dark } = iconUrl as Exclude<Themed<string>, string>;
			expect(light).not.toBe(dark);
			for (const url of [light, dark]) {
				const file = url.replace(`icons/${installation.packageName}/`, '');
				expect(existsSync(path.join(installation.folder, file)), url).toBe(true);
			}
		}
	});

	it('makes a tool of the action node only', () => {
		const tool = engine.toolDescription('socialIntents');
		expect(tool).toMatchObject({
			name: 'socialIntentsTool',
			displayName: 'Social Intents Tool',
			inputs: [],
			outputs: ['ai_tool'],
		});
		expect(tool.properties.slice(0, 2).map(({ name }) => name)).toEqual([
			'descriptionType',
			'toolDescription',
		]);
		const usable = installation.nodeNames.filter((name) => description(name).usableAsTool);
		expect(usable).toEqual(['socialIntents']);
		expect(installation.nodeNames.filter((name) => name.endsWith('Tool'))).toEqual([]);
	});
});
