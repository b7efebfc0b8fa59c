import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { projectFolder } from '../support/engine/project.mts';
import { temporaryFolder } from '../support/engine/temporary-folder.mts';
import { PACKAGE_PATTERNS, scan, SCANNER, SOURCE_PATTERNS } from '../support/scan.mts';
import { packAndUnpack } from '../support/tarball.mts';

// ESLint loads TypeScript's types, which takes long on a busy machine.
vi.setConfig({ testTimeout: 300_000 });

describe(`n8n's scan for verification, as configured in ${SCANNER}`, () => {
	it('finds nothing in the source', async () => {
		expect(await scan(projectFolder, SOURCE_PATTERNS)).toEqual([]);
	});

	it('finds nothing in the published package', async () => {
		const { folder } = await packAndUnpack();
		expect(await scan(folder, PACKAGE_PATTERNS)).toEqual([]);
	});

	it('finds a real violation, whatever a comment says', async () => {
		const folder = temporaryFolder('scan');
		cpSync(path.join(projectFolder, 'package.json'), path.join(folder, 'package.json'));
		for (const part of ['nodes', 'credentials']) mkdirSync(path.join(folder, part));
		writeFileSync(
			path.join(folder, 'nodes', 'Bad.node.ts'),
			[
				'/* eslint-disable */',
				"import { readFile } from 'node:fs';",
				"import type { INodeType } from 'n8n-workflow';",
				'export class Bad implements INodeType {',
				"	description = { displayName: 'Bad', name: 'Bad', properties: [] };",
				'	async execute() { console.log(process.env, readFile); return [[]]; }',
				'}',
			].join('\n'),
		);
		const rules = (await scan(folder, SOURCE_PATTERNS)).map((finding) => finding.split(' ')[1]);
		expect(rules).toEqual(
			expect.arrayContaining([
				'no-console',
				'@n8n/community-nodes/no-restricted-globals',
				'@n8n/community-nodes/no-restricted-imports',
				'@n8n/community-nodes/require-node-description-fields',
				'n8n-nodes-base/node-dirname-against-convention',
			]),
		);
	});
});
