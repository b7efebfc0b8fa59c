import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

const require = createRequire(import.meta.url);

/** End-to-end tests without n8n; all others run in each major version of n8n. */
const WITHOUT_N8N = ['test/e2e/{release,sandbox-page,secrets,tools}.test.mts'];

/** n8n 1 reruns the executions of a dead worker and waits longer. */
export const ONLY_N8N_2 = ['test/e2e/queue-mode.test.mts'];

/** Vitest polls for a second, which on a busy machine is too short for the start of a workflow. */
const expect = { poll: { timeout: 20_000 } };

/** One file at a time: each starts its own servers. */
const e2e = { expect, fileParallelism: false, testTimeout: 120_000, hookTimeout: 900_000 };

export default defineConfig({
	test: {
		// The default leaves a core idle, which is every second one of a small machine.
		maxWorkers: '100%',
		projects: [
			{
				// Not transformed: transforming n8n-workflow for each test file would take most of the time.
				resolve: { alias: { 'n8n-workflow': require.resolve('n8n-workflow') } },
				test: {
					name: 'unit',
					include: ['test/{unit,sandbox,contract}/**/*.test.{ts,mts}'],
					pool: 'threads',
					expect,
					testTimeout: 60_000,
				},
			},
			{
				test: {
					name: 'engine',
					include: ['test/engine/**/*.test.mts'],
					pool: 'forks',
					expect,
					testTimeout: 60_000,
				},
			},
			{
				test: { ...e2e, name: 'e2e', include: WITHOUT_N8N },
			},
			{
				test: {
					...e2e,
					name: 'soak-n8n-2',
					include: ['test/soak/**/*.test.mts'],
					globalSetup: 'test/e2e/setup.mts',
					env: { E2E_N8N: '2' },
				},
			},
			...(['2', '1'] as const).map((line, index) => ({
				test: {
					...e2e,
					name: `e2e-n8n-${line}`,
					include: ['test/e2e/**/*.test.mts'],
					exclude: line === '2' ? WITHOUT_N8N : [...WITHOUT_N8N, ...ONLY_N8N_2],
					globalSetup: 'test/e2e/setup.mts',
					env: { E2E_N8N: line },
					sequence: { groupOrder: index + 1 },
				},
			})),
		],
	},
});
