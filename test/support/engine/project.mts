import { globSync, statSync } from 'node:fs';
import path from 'node:path';

/** The root folder of this project. */
export const projectFolder = path.resolve(import.meta.dirname, '../../..');

/** Warns if the build under test is older than its sources. */
export function checkBuild() {
	const built = newest('dist/**/*.js');
	const source = newest('{nodes,credentials}/**/*.{ts,json,svg}');
	if (built === 0) throw new Error('There is no dist folder yet: run npm run build');
	if (source > built) console.warn('dist is older than the sources: run npm run build');
}

/** Time of the last change to any of the files; 0 if there are none. */
function newest(pattern: string): number {
	const files = globSync(pattern, { cwd: projectFolder });
	const times = files.map((file) => {
		const entry = statSync(path.join(projectFolder, file), { throwIfNoEntry: false });
		return entry?.mtimeMs ?? 0;
	});
	return Math.max(0, ...times);
}
