import { describe, expect, it } from 'vitest';

import { resources } from '../../nodes/SocialIntents/resources';
import { allFieldsOf, choicesOf, nodes } from './support/descriptions';
import { filesIn, readJson, readText } from './support/sources.mts';

interface PackageJson {
	name: string;
	version: string;
	description: string;
	license: string;
	homepage: string;
	keywords: string[];
	author: { name: string; email: string };
	repository: Record<string, string>;
	main: string;
	files: string[];
	scripts: Record<string, string>;
	n8n: { n8nNodesApiVersion: number; strict: boolean; credentials: string[]; nodes: string[] };
	dependencies?: unknown;
	optionalDependencies?: unknown;
	bundledDependencies?: unknown;
	overrides?: unknown;
	peerDependencies: Record<string, string>;
	devDependencies: Record<string, string>;
}

interface Codex {
	node: string;
	nodeVersion: string;
	codexVersion: string;
	categories: string[];
	subcategories?: unknown;
	resources: Record<string, Array<{ url: string }>>;
}

const manifest = readJson('package.json') as unknown as PackageJson;
const sourceOf = (built: string) => built.replace(/^dist\//, '').replace(/\.js$/, '.ts');
const code = [...filesIn('nodes'), ...filesIn('credentials')];

describe('package.json', () => {
	it('contains what n8n looks for', () => {
		expect(manifest.name).toMatch(/^n8n-nodes-[a-z-]+$/);
		expect(manifest.keywords).toContain('n8n-community-node-package');
		expect(manifest.license).toBe('MIT');
		expect(manifest.version).toMatch(/^\d+\.\d+\.\d+$/);
		expect(manifest.description.length).toBeGreaterThan(20);
		expect(URL.canParse(manifest.homepage)).toBe(true);
		expect(manifest.author.name).toBeTruthy();
		expect(manifest.author.email).toMatch(/^\S+@\S+\.\S+$/);
		expect(manifest.repository.url).toMatch(/^git\+https:\/\/github\.com\/.+\.git$/);
		expect(manifest.repository).not.toHaveProperty('directory');
		expect(readText('package.json')).not.toMatch(/<[A-Za-z_.]+>/);
	});

	it('has no runtime dependencies', () => {
		expect(manifest.dependencies).toBeUndefined();
		expect(manifest.optionalDependencies).toBeUndefined();
		expect(manifest.bundledDependencies).toBeUndefined();
		expect(manifest.overrides).toBeUndefined();
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});

	it('pins the build and test tools', () => {
		for (const [name, version] of Object.entries(manifest.devDependencies)) {
			expect(version, name).toMatch(/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+$/);
		}
	});

	it('publishes only what is built', () => {
		expect(manifest.files.toSorted()).toEqual(['dist', 'index.js']);
		expect(manifest.main).toBe('index.js');
	});

	it('runs nothing on installation', () => {
		const forbidden = [
			'prepare',
			'preinstall',
			'install',
			'postinstall',
			'prepublish',
			'prepack',
			'postpack',
		];
		expect(Object.keys(manifest.scripts).filter((script) => forbidden.includes(script))).toEqual(
			[],
		);
		expect(manifest.scripts.prepublishOnly).toBe('n8n-node prerelease');
	});

	it('names every node and credential, in strict mode', () => {
		expect(manifest.n8n).toMatchObject({ n8nNodesApiVersion: 1, strict: true });
		const { nodes: nodePaths, credentials } = manifest.n8n;
		for (const path of [...nodePaths, ...credentials]) expect(path).toMatch(/^dist\/.+\.js$/);
		expect(nodePaths.map(sourceOf).toSorted()).toEqual(
			code.filter((path) => path.endsWith('.node.ts')),
		);
		expect(credentials.map(sourceOf).toSorted()).toEqual(
			code.filter((path) => path.endsWith('.credentials.ts')),
		);
	});
});

describe('index.js', () => {
	it('exports every node and credential', () => {
		const required = [...readText('index.js').matchAll(/require\('\.\/(.+?)'\)/g)].map(
			([, path]) => path,
		);
		expect(required.toSorted()).toEqual(
			[...manifest.n8n.nodes, ...manifest.n8n.credentials].toSorted(),
		);
	});
});

describe('the files of the package', () => {
	it('are code, codex files, icons, and previews, without tests and leftovers', () => {
		for (const path of code) {
			expect(path).toMatch(/\.(ts|svg|png)$|\.node\.json$|\/__schema__\/.+\.json$/);
			expect(path).not.toMatch(/\.(test|spec|bak)\b/);
		}
	});

	it.each(nodes)('contain a class, a codex, and icons named %s', (name, { description }) => {
		expect(code).toEqual(
			expect.arrayContaining([
				`nodes/SocialIntents/${name}.node.ts`,
				`nodes/SocialIntents/${name}.node.json`,
			]),
		);
		expect(description.name).toBe(name.replace(/^S/, 's'));
		const { light, dark } = description.icon as { light: string; dark: string };
		expect(light).not.toBe(dark);
		for (const icon of [light, dark]) {
			expect(icon).toMatch(/^file:[\w.]+\.svg$/);
			const svg = readText(icon.replace('file:', 'nodes/SocialIntents/'));
			const [, width, height] = /viewBox="[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
			expect(width).toBeTruthy();
			expect(width).toBe(height);
		}
		const [lightSvg, darkSvg] = [light, dark].map((icon) =>
			readText(icon.replace('file:', 'nodes/SocialIntents/')),
		);
		expect(lightSvg).not.toBe(darkSvg);
	});
});

describe('the codex', () => {
	const categories = [
		'Data & Storage',
		'Finance & Accounting',
		'Marketing & Content',
		'Productivity',
		'Miscellaneous',
		'Sales',
		'Development',
		'Analytics',
		'Communication',
		'Utility',
	];

	it.each(nodes)('of %s has the form and the categories that n8n expects', (name) => {
		const codex = readJson(`nodes/SocialIntents/${name}.node.json`) as unknown as Codex;
		expect(codex).toMatchObject({ node: manifest.name, nodeVersion: '1.0', codexVersion: '1.0' });
		expect(codex.categories.length).toBeGreaterThan(0);
		expect(categories).toEqual(expect.arrayContaining(codex.categories));
		expect(codex.subcategories).toBeUndefined();
		for (const list of ['primaryDocumentation', 'credentialDocumentation']) {
			const urls = codex.resources[list]?.map(({ url }) => url) ?? [];
			expect(urls.length, list).toBeGreaterThan(0);
			for (const url of urls) expect(new URL(url).protocol).toBe('https:');
		}
	});

	it.each(nodes)('of %s links to headings that the README has', (name) => {
		const headings = [...readText('README.md').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
			heading.toLowerCase().replaceAll(' ', '-'),
		);
		const { resources: links } = readJson(
			`nodes/SocialIntents/${name}.node.json`,
		) as unknown as Codex;
		for (const { url } of Object.values(links).flat()) {
			const { hash } = new URL(url);
			if (hash !== '' && hash !== '#readme') expect(headings).toContain(hash.slice(1));
		}
	});
});

/** The rows of the table that begins with these columns, without Markdown's marks. */
function tableOf(markdown: string, ...columns: string[]): string[][] {
	const rows = markdown.split('\n').map((line) =>
		line.trim().startsWith('|')
			? line
					.trim()
					.slice(1, -1)
					.split('|')
					.map((cell) => cell.replace(/[*`]|\[|\]\(.*?\)/g, '').trim())
			: [],
	);
	const header = rows.findIndex((cells) =>
		columns.every((column, index) => cells[index] === column),
	);
	if (header < 0) return expect.fail(`There is no table with the columns ${columns.join(' | ')}`);
	const below = rows.slice(header + 2);
	const end = below.findIndex((cells) => cells.length === 0);
	return end < 0 ? below : below.slice(0, end);
}

describe('the README', () => {
	const readme = readText('README.md');

	it('lists the operations in the order of the code', () => {
		const listed = tableOf(readme, 'Resource', 'Operations').map(([resource, operations]) => [
			resource,
			operations?.split(/, */),
		]);
		expect(listed).toEqual(
			resources.map(({ name, operations }) => [
				name,
				operations.map((operation) => operation.name),
			]),
		);
	});

	it('has the sections that n8n’s reviewers look for', () => {
		const headings = [...readme.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
		expect(headings).toEqual(
			expect.arrayContaining([
				'Installation',
				'Operations',
				'Credential',
				'Usage',
				'Compatibility',
				'Resources',
				'Version history',
			]),
		);
	});

	it.each(nodes)('names %s', (_, { description }) => {
		const isNamed = readme.includes(`**${description.displayName}**`);
		expect(isNamed, `The README does not say **${description.displayName}**`).toBe(true);
	});

	it('shows pictures that exist, and starts with the first workflow in five steps', () => {
		const pictures = [...readme.matchAll(/!\[.+\]\(.+\/main\/(.+\.png)\)/g)];
		expect(pictures.length).toBe([...readme.matchAll(/!\[/g)].length);
		for (const [, path = ''] of pictures) expect(filesIn('docs/images')).toContain(path);
		const [, first = ''] = readme.split(/^## /m);
		expect(first).toMatch(/^Your first workflow in five steps\n/);
		expect([...first.matchAll(/^\d\. /gm)].length).toBe(5);
	});

	it('answers common questions with the labels of the panel', () => {
		const [, questions = ''] = readme.split('## Common questions');
		const [section = ''] = questions.split('## ');
		const labels = nodes
			.flatMap(([, { description }]) => allFieldsOf(description.properties))
			.flatMap((field) => [field, ...choicesOf(field)])
			.map((labeled) => ('displayName' in labeled ? labeled.displayName : labeled.name));
		const named = [...section.matchAll(/\*\*(.+?)\*\*/g)].flatMap(([, path = '']) =>
			path.split(' > '),
		);
		expect(named.length).toBeGreaterThan(8);
		for (const name of named) expect(labels).toContain(name);
	});

	it('links to headings and files that exist', () => {
		const slugs = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
			heading.toLowerCase().replaceAll(' ', '-'),
		);
		for (const [, target = ''] of readme.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
			if (target.startsWith('#')) expect(slugs).toContain(target.slice(1));
			else
				expect(
					target.endsWith('/') ? filesIn(target).length : readText(target).length,
					target,
				).toBeGreaterThan(0);
		}
	});
});
