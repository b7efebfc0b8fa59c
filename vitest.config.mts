import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

const require = createRequire(import.meta.url);

export default defineConfig({
	test: {
		projects: [
			{
				// Taken as it is: to transform n8n-workflow for each test file takes most of the time.
				resolve: { alias: { 'n8n-workflow': require.resolve('n8n-workflow') } },
				test: {
					name: 'unit',
					include: ['test/unit/**/*.test.{ts,mts}'],
					pool: 'threads',
					testTimeout: 60_000,
				},
			},
			{
				test: {
					name: 'engine',
					include: ['test/engine/**/*.test.mts'],
					pool: 'forks',
					testTimeout: 60_000,
				},
			},
			{
				test: {
					name: 'e2e',
					include: ['test/e2e/**/*.test.mts'],
					fileParallelism: false,
					testTimeout: 120_000,
					hookTimeout: 900_000,
				},
			},
		],
	},
});
