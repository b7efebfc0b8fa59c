import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ESLint, type Linter } from 'eslint';
import { defineConfig } from 'eslint/config';
import { loadAsInProduction } from './engine/as-in-production.mts';

type Rules = Linter.RulesRecord;

interface Plugins {
	communityNodes: Linter.Config;
	nodesBase: ESLint.Plugin & {
		configs: Record<'community' | 'credentials' | 'nodes', { rules: Rules }>;
	};
	parser: Linter.Parser;
}

/** The files that n8n's scanner reads, from the source and from the published package. */
export const SOURCE_PATTERNS = ['package.json', '{nodes,credentials}/**/*.{js,ts,json}'];
export const PACKAGE_PATTERNS = ['**/*.js', 'package.json'];

/** The newest release on 2026-11-26. */
export const SCANNER = '@n8n/scan-community-package@0.32.0';

/**
 * Repeats the scan that n8n runs on a package to verify it: the same rules, ignoring disable comments. The
 * configuration is a copy of that of the scanner, which test/e2e/release.test.mts runs; the rules come from
 * @n8n/node-cli, where they are newer. Returns one line per finding, including warnings.
 */
export async function scan(folder: string, patterns: string[]): Promise<string[]> {
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: scanConfig(),
	});
	const files = globSync(patterns, { cwd: folder, exclude: ['node_modules'] });
	if (files.length === 0) throw new Error(`Nothing to scan in ${folder}`);
	const results = await eslint.lintFiles(files.map((file) => path.join(folder, file)));
	return results.flatMap(({ filePath, messages }) =>
		messages.map(({ line, ruleId, message }) => {
			const file = path.relative(folder, filePath);
			return `${file}:${line} ${ruleId ?? 'parser'} ${message}`;
		}),
	);
}

/** Resolves the plugins through n8n's tool, which depends on them. */
function loadPlugins(): Plugins {
	const fromHere = createRequire(import.meta.url);
	const require = createRequire(fromHere.resolve('@n8n/node-cli/eslint'));
	return loadAsInProduction(() => {
		const { n8nCommunityNodesPlugin } = require('@n8n/eslint-plugin-community-nodes') as {
			n8nCommunityNodesPlugin: { configs: { recommended: Linter.Config } };
		};
		const { parser } = require('typescript-eslint') as Pick<Plugins, 'parser'>;
		return {
			communityNodes: n8nCommunityNodesPlugin.configs.recommended,
			nodesBase: require('eslint-plugin-n8n-nodes-base') as Plugins['nodesBase'],
			parser,
		};
	});
}

function scanConfig(): Linter.Config[] {
	const { communityNodes, nodesBase, parser } = loadPlugins();
	const { community, credentials, nodes } = nodesBase.configs;
	return defineConfig([
		communityNodes,
		{ rules: { 'no-console': 'error' } },
		{ plugins: { 'n8n-nodes-base': nodesBase } },
		{ files: ['package.json'], rules: community.rules },
		{
			files: ['**/credentials/**/*.ts'],
			rules: {
				...credentials.rules,
				...off('cred-class-field-documentation-url-miscased'),
				...off('cred-class-field-type-options-password-missing'),
			},
		},
		{
			files: ['**/nodes/**/*.ts'],
			rules: {
				...nodes.rules,
				...off('node-class-description-inputs-wrong-regular-node'),
				...off('node-class-description-outputs-wrong'),
				...off('node-param-type-options-max-value-present'),
			},
		},
		{
			files: ['**/*.json', '**/*.ts'],
			languageOptions: { parser },
		},
	]);
}

function off(rule: string): Rules {
	return { [`n8n-nodes-base/${rule}`]: 'off' };
}
