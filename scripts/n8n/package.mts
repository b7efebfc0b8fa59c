import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../userError.mts';
import { run } from '../processes.mts';
import { npm } from './npm.mts';

/** The checkout that this file is in. */
export const checkout = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
	name: string;
	version: string;
	devDependencies?: unknown;
	peerDependencies?: unknown;
	optionalDependencies?: unknown;
}

export interface Tarball extends AsyncDisposable {
	file: string;
}

interface PackOptions {
	/** Whether to compile first; not needed right after `npm run build`. */
	build: boolean;
	signal?: AbortSignal;
}

/** Packs this package as for publishing. Disposing of the result removes the file. */
export async function packPackage({ build, signal }: PackOptions): Promise<Tarball> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-social-intents-'));
	const dispose = async () => await rm(folder, { recursive: true, force: true });
	const options = { cwd: checkout, log: join(folder, 'npm.log'), signal };
	try {
		if (build) await buildPackage(folder, signal);
		await npm(['pack', '--ignore-scripts', '--pack-destination', folder], {
			...options,
			task: 'pack the package',
		});
		const { name, version } = await readManifest(checkout);
		return { file: join(folder, `${name}-${version}.tgz`), [Symbol.asyncDispose]: dispose };
	} catch (error) {
		await dispose();
		throw error;
	}
}

async function buildPackage(folder: string, signal?: AbortSignal): Promise<void> {
	const log = join(folder, 'build.log');
	const { code, output } = await run('npm', ['run', 'build'], { cwd: checkout, log, signal });
	if (code === 0) return;
	const mistakes = output.split('\n').filter((line) => line.includes(': error TS'));
	throw new UserError(`The package does not compile:\n${mistakes.join('\n') || output}`);
}

/**
 * Installs a tarball into an n8n user folder with the steps and npm flags of n8n's own installer
 * (which takes packages from a registry only). A running n8n sees it after a restart.
 */
export async function installPackage(
	userFolder: string,
	tarball: string,
	signal?: AbortSignal,
): Promise<void> {
	const nodes = join(userFolder, '.n8n', 'nodes');
	const { name } = await readManifest(checkout);
	const folder = join(nodes, 'node_modules', name);
	const log = join(userFolder, 'install-package.log');
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	await rm(log, { force: true });

	const unpack = ['-xzf', tarball, '-C', folder, '--strip-components=1'];
	const { code, output } = await run('tar', unpack, { log, signal });
	if (code !== 0) throw new UserError(`Could not unpack ${tarball}: ${output}`);
	const { version } = await stripManifest(folder);
	const flags = [
		'--audit=false',
		'--fund=false',
		'--bin-links=false',
		'--install-strategy=shallow',
		'--ignore-scripts=true',
		'--package-lock=false',
	];
	await npm(['install', ...flags], { cwd: folder, log, signal, task: 'install the package' });
	await enterInLedger(nodes, name, version);
}

async function stripManifest(folder: string): Promise<Manifest> {
	const { devDependencies, peerDependencies, optionalDependencies, ...manifest } =
		await readManifest(folder);
	await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
	return manifest;
}

async function readManifest(folder: string): Promise<Manifest> {
	return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** n8n records what it installed in a package.json. */
async function enterInLedger(nodes: string, name: string, version: string): Promise<void> {
	const file = join(nodes, 'package.json');
	const ledger = await readLedger(file);
	const dependencies = { ...ledger.dependencies, [name]: version };
	await writeFile(file, JSON.stringify({ ...ledger, dependencies }, null, 2));
}

async function readLedger(file: string): Promise<{ dependencies?: Record<string, string> }> {
	try {
		return JSON.parse(await readFile(file, 'utf8')) as { dependencies?: Record<string, string> };
	} catch {
		return { name: 'installed-nodes', private: true } as { dependencies?: Record<string, string> };
	}
}
