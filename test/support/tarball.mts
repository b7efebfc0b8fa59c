import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { checkBuild, projectFolder } from './engine/project.mts';
import { temporaryFolder } from './engine/temporary-folder.mts';

const run = promisify(execFile);

export interface Tarball {
	/** Paths in the package. */
	files: string[];
	/** The folder it is unpacked to. */
	folder: string;
}

let tarball: Promise<Tarball> | undefined;

/** Packs this package with npm, as for publishing, and unpacks it; once per process. */
export async function packAndUnpack(): Promise<Tarball> {
	tarball ??= pack();
	return await tarball;
}

async function pack(): Promise<Tarball> {
	checkBuild();
	const target = temporaryFolder('pack');
	const options = ['--json', '--ignore-scripts', '--pack-destination', target];
	const { stdout } = await run('npm', ['pack', ...options], { cwd: projectFolder });
	const [packed] = JSON.parse(stdout) as [{ filename: string; files: Array<{ path: string }> }];
	const folder = path.join(target, 'package');
	mkdirSync(folder);
	await run('tar', ['-xzf', path.join(target, packed.filename), '-C', target]);
	return { files: packed.files.map((file) => file.path), folder };
}
