import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError, systemCode } from '../userError.mts';
import { run } from '../processes.mts';
import type { Report } from '../progress.mts';
import { installFolder, recipeFiles } from './folders.mts';
import { tryLock } from './lock.mts';
import { npm } from './npm.mts';
import { releases, type MajorVersion, type N8nRelease } from './releases.mts';

interface InstallOptions {
	signal?: AbortSignal;
	report?: Report;
}

/** Where n8n of this major version is installed, or undefined if it is not. */
export async function installedN8n(majorVersion: MajorVersion): Promise<string | undefined> {
	const folder = await installFolder(releases[majorVersion]);
	return (await exists(folder)) ? folder : undefined;
}

/**
 * Installs n8n outside the checkout, once per lock file, and returns its folder. The folder
 * is renamed once it is complete; a second process waits for the first.
 */
export async function installN8n(
	majorVersion: MajorVersion = '2',
	{ signal, report = () => {} }: InstallOptions = {},
): Promise<string> {
	const folder = await installFolder(releases[majorVersion]);
	await mkdir(dirname(folder), { recursive: true });
	while (!(await exists(folder))) {
		await using lock = await tryLock(`${folder}.lock`);
		if (lock.heldBy === undefined)
			await installInto(folder, releases[majorVersion], { signal, report });
		else {
			report(`waiting for process ${lock.heldBy}, which is already installing it`);
			await sleep(1000, undefined, { signal });
		}
	}
	return folder;
}

async function installInto(
	folder: string,
	release: N8nRelease,
	{ signal, report }: Required<Pick<InstallOptions, 'report'>> & InstallOptions,
): Promise<void> {
	await removeUnfinished(folder);
	await requireSpace(dirname(folder), release.gigabytes);
	const unfinished = await mkdtemp(`${folder}${unfinishedMark}`);
	try {
		const log = `${folder}.log`;
		await rm(log, { force: true });
		const options = { cwd: unfinished, log, signal, task: `install n8n ${release.version}` };
		for (const file of recipeFiles) await cp(join(release.recipe, file), join(unfinished, file));

		report('looking up the version');
		await npm(['view', `n8n@${release.version}`, 'version', ...briefly], options);
		// An optional native module of n8n fails to install on many machines; with scripts
		// disabled, it is skipped, and the required one is built afterwards.
		await watching(release, unfinished, report, () =>
			npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], options),
		);
		report('building the database driver');
		await npm(['rebuild', 'sqlite3'], options);
		report('checking that it starts');
		await requireVersion(unfinished, release, log, signal);
		await settle(unfinished, folder);
	} catch (error) {
		report('removing the unfinished installation');
		await rm(unfinished, { recursive: true, force: true, maxRetries: 10 });
		throw error;
	}
}

const unfinishedMark = '.unfinished-';

/** Without a network, npm would retry thousands of packages for minutes. */
const briefly = ['--prefer-offline', '--fetch-retries=1', '--fetch-retry-mintimeout=1000'];

/** Removes what interrupted installations left behind. Their npm may still be writing for a moment. */
async function removeUnfinished(folder: string): Promise<void> {
	const parent = dirname(folder);
	for (const name of await readdir(parent)) {
		if (!name.startsWith(basename(folder) + unfinishedMark)) continue;
		await rm(join(parent, name), { recursive: true, force: true, maxRetries: 10 });
	}
}

async function requireSpace(folder: string, gigabytes: number): Promise<void> {
	const { bavail, bsize } = await statfs(folder);
	const free = (bavail * bsize) / 1e9;
	if (free >= gigabytes) return;
	throw new UserError(
		`Installing n8n needs about ${gigabytes} GB, but ${folder} has only ${free.toFixed(1)} GB free. ` +
			'Free up some space, or set XDG_CACHE_HOME to a folder on another disk',
	);
}

async function requireVersion(
	folder: string,
	release: N8nRelease,
	log: string,
	signal?: AbortSignal,
): Promise<void> {
	const { output } = await run(process.execPath, [n8nProgram(folder), '--version'], {
		log,
		signal,
	});
	if (output.split('\n').at(-1) === release.version) return;
	throw new UserError(`The installed n8n does not start. See the log: ${log}`);
}

/** n8n's command-line program. */
export function n8nProgram(folder: string): string {
	return join(folder, 'node_modules', 'n8n', 'bin', 'n8n');
}

/** Renames a complete installation, unless another process was faster. */
async function settle(unfinished: string, folder: string): Promise<void> {
	try {
		await rename(unfinished, folder);
	} catch (error) {
		if (!['ENOTEMPTY', 'EEXIST'].includes(systemCode(error) ?? '')) throw error;
		await rm(unfinished, { recursive: true, force: true });
	}
}

/** Reports how many packages are unpacked while npm works. */
async function watching<T>(
	release: N8nRelease,
	folder: string,
	report: Report,
	work: () => Promise<T>,
): Promise<T> {
	report('downloading packages');
	const paths = await topPackages(release);
	const look = async () => {
		const there = await Promise.all(
			paths.map((path) => exists(join(folder, path, 'package.json'))),
		);
		const count = there.filter(Boolean).length;
		if (count > 0) report(`unpacking, ${count} of ${paths.length} packages`);
	};
	const timer = setInterval(() => void look(), 2000);
	try {
		return await work();
	} finally {
		clearInterval(timer);
	}
}

/** The top-level packages of node_modules according to the lock file. */
async function topPackages({ recipe }: N8nRelease): Promise<string[]> {
	const lock = JSON.parse(await readFile(join(recipe, 'package-lock.json'), 'utf8')) as {
		packages: Record<string, unknown>;
	};
	return Object.keys(lock.packages).filter((path) => path.split('node_modules/').length === 2);
}

async function exists(path: string): Promise<boolean> {
	try {
		await stat(path);
		return true;
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return false;
		throw error;
	}
}
