import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { releaseChangelog } from '../../scripts/changelog.mts';
import { checkout } from '../../scripts/n8n/index.mts';
import { SCANNER } from '../support/scan.mts';
import { startInternet } from './standIns/internet.mts';
import { createPackages, REGISTRY_HOST, startRegistry } from './standIns/registry.mts';

/** A release from a temporary clone of the working tree, with a local remote and registry. */
let folder: string;
let clone: string;
let written: string;

const author = {
	GIT_AUTHOR_NAME: 'Author',
	GIT_AUTHOR_EMAIL: 'author@example.com',
	GIT_COMMITTER_NAME: 'Author',
	GIT_COMMITTER_EMAIL: 'author@example.com',
	GIT_CONFIG_GLOBAL: '/dev/null',
};

const execute = promisify(execFile);

async function command(line: string, cwd = clone, env: NodeJS.ProcessEnv = {}): Promise<string> {
	const [program = '', ...args] = line.split(' ');
	const own = { ...process.env, ...author, ...env };
	const { stdout } = await execute(program, args, { cwd, env: own, maxBuffer: 1e8 });
	return stdout.trimEnd();
}

const read = async (file: string) => await readFile(join(clone, file), 'utf8');
const versionOf = (manifest: string) => (JSON.parse(manifest) as { version: string }).version;

async function copyTrackedFiles(): Promise<void> {
	const listed = await command('git ls-files --cached --others --exclude-standard', checkout);
	for (const file of listed.split('\n')) {
		await cp(join(checkout, file), join(clone, file), { recursive: true });
	}
}

/** The files of a packed package, by their paths. */
async function unpack(tarball: Buffer): Promise<Record<string, string>> {
	const target = join(folder, 'published');
	await mkdir(target);
	await writeFile(join(folder, 'published.tgz'), tarball);
	await command(`tar -xzf ${join(folder, 'published.tgz')} -C ${target}`);
	const paths = (await command(`find ${target} -type f`)).split('\n');
	const contents = paths.map(
		async (path) =>
			[relative(join(target, 'package'), path), await readFile(path, 'utf8')] as const,
	);
	return Object.fromEntries(await Promise.all(contents));
}

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'release-'));
	clone = join(folder, 'clone');
	await command(`git init -q --bare -b main ${join(folder, 'remote.git')}`, folder);
	await command(`git clone -q ${join(folder, 'remote.git')} ${clone}`, folder);
	await copyTrackedFiles();
	await symlink(join(checkout, 'node_modules'), join(clone, 'node_modules'));
	await writeFile(join(clone, '.git/info/exclude'), 'node_modules\n');
	written = await read('CHANGELOG.md');
	await command('git add -A');
	await command('git commit -q -m Start');
	await command('git push -q -u origin main');
});

afterAll(async () => {
	await rm(folder, { recursive: true, force: true });
});

describe('npm run release', () => {
	it('bumps, tags and pushes, and keeps every line of the written changelog', async () => {
		const before = versionOf(await read('package.json'));
		// The release starts with the tests, which are already running here.
		await command('npm run release -- --ci --increment=minor --hooks.before:init=true');
		const version = versionOf(await read('package.json'));
		expect(version).not.toBe(before);
		const changelog = await read('CHANGELOG.md');
		const today = new Date().toISOString().slice(0, 10);
		expect(changelog).toBe(releaseChangelog(written, version, today));
		const lines = written.split('\n').filter((line) => line.startsWith('- '));
		expect(lines.length).toBeGreaterThan(3);
		expect(changelog.split('\n')).toEqual(expect.arrayContaining(lines));
		const tagged = await command(
			`git --git-dir=${join(folder, 'remote.git')} show ${version}:CHANGELOG.md`,
		);
		expect(tagged).toBe(changelog.trimEnd());
		expect(await command('git status --porcelain')).toBe('');
	});

	it('is followed by publishing exactly that version, with the files that npm packs, unchanged', async () => {
		await using registry = await startRegistry();
		await command('npm run build');
		const { host } = new URL(registry.url);
		await command(
			`npm publish --registry=${registry.url} --//${host}/:_authToken=${registry.token}`,
			clone,
			{
				RELEASE_MODE: 'true',
			},
		);
		const version = versionOf(await read('package.json'));
		expect(registry.published.map(({ versions }) => Object.keys(versions))).toEqual([[version]]);
		const [attachment] = registry.published.flatMap(({ _attachments }) =>
			Object.values(_attachments),
		);
		const unpacked = await unpack(Buffer.from(attachment?.data ?? '', 'base64'));
		const packed = JSON.parse(await command('npm pack --dry-run --json --ignore-scripts')) as [
			{ files: Array<{ path: string }> },
		];
		const files = packed[0].files.map(({ path }) => path);
		expect(Object.keys(unpacked).sort()).toEqual(files.sort());
		for (const file of files) expect(unpacked[file] === (await read(file)), file).toBe(true);
	});
});

describe("n8n's scanner for verification", () => {
	// Each week with the newest: see .github/workflows/weekly.yml.
	const scanner = process.env.SCANNER ?? SCANNER;
	const repository = 'n8n-nodes-social-intents/n8n-nodes-social-intents';

	beforeAll(async () => {
		await mkdir(join(folder, 'scanner'));
		const quiet = '--prefix . --ignore-scripts --no-audit --no-fund --no-save';
		await command(`npm install ${quiet} ${scanner}`, join(folder, 'scanner'));
	});

	/** Publishes the clone to a registry that attests its commit as the source, and runs the scanner. */
	async function publishAndScan(): Promise<string> {
		const commit = await command('git rev-parse HEAD');
		const archive = join(folder, `${commit}.tar.gz`);
		await command(`git archive --format=tar.gz --prefix=source/ -o ${archive} ${commit}`);
		const source = { status: 200, body: await readFile(archive), type: 'application/gzip' };
		const packages = createPackages({ repository, commit });
		await using internet = await startInternet([
			{ hosts: [REGISTRY_HOST], respond: packages.respond },
			{
				hosts: ['codeload.github.com'],
				respond: ({ path }) =>
					path === `/${repository}/tar.gz/${commit}`
						? source
						: { status: 404, body: { error: 'Not found' } },
			},
		]);
		const env = {
			...internet.env,
			npm_config_cafile: internet.env.NODE_EXTRA_CA_CERTS,
			npm_config_cache: join(folder, `cache-${commit}`),
			npm_config_registry: `https://${REGISTRY_HOST}`,
			RELEASE_MODE: 'true',
			// In vitest's environment, eslint-plugin-n8n-nodes-base treats every file as a node.
			NODE_ENV: 'production',
		};
		await command(`npm publish --//${REGISTRY_HOST}/:_authToken=${packages.token}`, clone, env);
		const name = 'n8n-nodes-social-intents';
		const cli = 'node_modules/@n8n/scan-community-package/scanner/cli.mjs';
		const output = await command(`node ${cli} ${name}`, join(folder, 'scanner'), env);
		expect(internet.refused).toEqual([]);
		expect(output).toContain(`github.com/${repository}@${commit.slice(0, 7)}`);
		return output;
	}

	it('passes the package that a release publishes, and the source that it was built from', async () => {
		await command('npm run build');
		expect(await publishAndScan()).toMatch(/has passed all security checks$/);
	});

	it('does not pass a package whose source breaks a rule', async () => {
		await writeFile(join(clone, 'nodes', 'Bad.ts'), 'export const bad = process.env;\n');
		await command('git add -A');
		await command('git commit -q -m Bad');
		const output = await publishAndScan();
		expect(output).toContain('has failed security checks');
		expect(output).toContain('no-restricted-globals');
	});
});

describe('the changelog', () => {
	const older = '## 0.1.0 (2026-01-31)\n\n- The first one.\n';
	const intro = '# Changelog\n\nWords.\n\n';

	it('moves the unreleased changes under the new version, above the older ones', () => {
		const changelog = `${intro}## Unreleased\n\n- New.\n\n${older}`;
		expect(releaseChangelog(changelog, '0.2.0', '2026-02-01')).toBe(
			`${intro}## Unreleased\n\n## 0.2.0 (2026-02-01)\n\n- New.\n\n${older}`,
		);
	});

	it.each([
		['nothing is written under "Unreleased"', `${intro}## Unreleased\n\n${older}`],
		['the section "Unreleased" is missing', intro + older],
	])('fails if %s', (_, changelog) => {
		expect(() => releaseChangelog(changelog, '0.2.0', '2026-02-01')).toThrow(/"Unreleased"/);
	});

	it('rejects a version that it already has', () => {
		const changelog = `${intro}## Unreleased\n\n- New.\n\n${older}`;
		expect(() => releaseChangelog(changelog, '0.1.0', '2026-02-01')).toThrow(/already/);
	});
});
