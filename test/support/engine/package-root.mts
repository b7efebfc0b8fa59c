import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of the installed package that a module belongs to. */
export function packageRoot(modulePath: string): string {
	const marker = `${path.sep}node_modules${path.sep}`;
	const start = modulePath.lastIndexOf(marker) + marker.length;
	const [first = '', second = ''] = modulePath.slice(start).split(path.sep);
	const name = first.startsWith('@') ? path.join(first, second) : first;
	const root = path.join(modulePath.slice(0, start), name);
	if (!existsSync(path.join(root, 'package.json'))) {
		throw new Error(`No package found for ${modulePath}`);
	}
	return root;
}
