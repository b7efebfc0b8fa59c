import { readFile } from 'node:fs/promises';

import { statementsOf } from './statements.mts';

/**
 * The evidence for a statement: tests such as `unit/api/retry.test.ts › waits for a Retry-After date`,
 * under `test/`; runs such as `docs/reliability.md › matrix`, which wrote that section of the page; or the
 * reason why none is needed, such as `instruction`.
 */
export type Evidence = readonly string[] | NoPromise;

/** Reasons why a statement needs no test. */
export const NO_PROMISE = {
	instruction: 'tells the reader what to do',
	definition: 'says what a word or a setting means',
	'about Social Intents': 'says how the service behaves: docs/service.md',
	'about n8n': 'says how n8n behaves',
	limit: 'says what the package does not do, or was not tried with',
	history: 'says what was done or measured, and when',
	design: 'says how the code is built',
	policy: 'says what the maintainers do',
} as const;
export type NoPromise = keyof typeof NO_PROMISE;

export interface Chapter {
	/** File name in `evidence/chapters/`, without `.json`. */
	name: string;
	title: string;
	statements: string[];
	evidence: Readonly<Record<string, Evidence>>;
}

/** The pages that need evidence for every statement. */
export const PAGES = {
	readme: 'README.md',
	security: 'SECURITY.md',
	triggers: 'docs/triggers.md',
	scaling: 'docs/scaling.md',
	examples: 'examples/README.md',
	reliability: 'docs/reliability.md',
	endurance: 'docs/endurance.md',
	compatibility: 'docs/compatibility.md',
	architecture: 'docs/architecture.md',
	service: 'docs/service.md',
	benchmarks: 'docs/benchmarks.md',
} as const;

const root = new URL('../', import.meta.url);
const read = async (path: string) => await readFile(new URL(path, root), 'utf8');

const evidenceOf = async (name: string) =>
	JSON.parse(await read(`evidence/chapters/${name}.json`)) as Chapter['evidence'];

/** Every page and the texts of the panels, with the evidence for each statement. */
export async function chaptersOf(panelTexts: string[]): Promise<Chapter[]> {
	const pages = Object.entries(PAGES).map(async ([name, path]) => ({
		name,
		title: path,
		statements: statementsOf(await read(path)),
		evidence: await evidenceOf(name),
	}));
	const panels = {
		name: 'panels',
		title: 'Texts in the editor',
		statements: panelTexts,
		evidence: await evidenceOf('panels'),
	};
	return [...(await Promise.all(pages)), panels];
}

/** The file of a test, under `test/`, and its title; or the page of a run and its section. */
export function splitReference(reference: string): { file: string; title: string } {
	const [file = '', ...title] = reference.split(' › ');
	return { file, title: title.join(' › ') };
}

/** Whether a reference names a run, not a test. */
export const isRun = (reference: string): boolean => splitReference(reference).file.endsWith('.md');

/** The references of a chapter to tests and runs, each once. */
export const referencesIn = ({ evidence }: Chapter): string[] => [
	...new Set(Object.values(evidence).flatMap((entry) => (typeof entry === 'string' ? [] : entry))),
];
