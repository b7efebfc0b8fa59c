import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		projects: [
			{ test: { name: 'unit', include: ['test/unit/**/*.test.{ts,mts}'] } },
			{
				test: {
					name: 'engine',
					include: ['test/engine/**/*.test.mts'],
					pool: 'forks',
					testTimeout: 30_000,
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
