import type { TestProject } from 'vitest/node';
import { packPackage } from '../../scripts/n8n/index.mts';

declare module 'vitest' {
	interface ProvidedContext {
		/** This package, packed as for publishing. */
		tarball: string;
	}
}

/** Packs the package once for all test files of a run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const tarball = await packPackage({ build: true });
	project.provide('tarball', tarball.file);
	return async () => await tarball[Symbol.asyncDispose]();
}
