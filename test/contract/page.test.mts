import { readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { servicePage } from '../../contract/page.mts';

test('docs/service.md matches the table of facts; `npm run contract:page` writes it', async () => {
	const page = await readFile(new URL('../../docs/service.md', import.meta.url), 'utf8');
	expect(page).toBe(servicePage());
});
