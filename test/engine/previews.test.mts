import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { folder, makePreviews } from '../../scripts/previews.mts';

it('every operation and trigger has exactly the output preview that the data yields', async () => {
	const made = await makePreviews();
	const files = (await readdir(folder, { recursive: true })).filter((file) =>
		file.endsWith('.json'),
	);
	expect(files.sort()).toEqual([...made.keys()].sort());
	for (const [file, content] of made) {
		expect(await readFile(join(folder, file), 'utf8'), `${file}: run npm run previews`).toBe(
			content,
		);
	}
}, 300_000);
