import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

describe('the benchmarks', () => {
	const files = globSync('bench/**/*.mts');

	it('import nothing from the tests, so that either can change alone', () => {
		expect(files.length).toBeGreaterThan(20);
		for (const file of files) {
			expect(readFileSync(file, 'utf8'), file).not.toMatch(/from '[^']*\/test\//);
		}
	});
});
