import { ACCESS } from './access.mts';
import { DATES } from './dates.mts';
import type { Fact } from './fact.mts';
import { LISTS } from './lists.mts';
import { WEBHOOKS } from './webhooks.mts';

const ALL = [...ACCESS, ...LISTS, ...DATES, ...WEBHOOKS] as const;

export type FactKey = (typeof ALL)[number]['key'];

/** Every fact the package relies on, each listed once: probes, variants and docs/service.md follow. */
export const FACTS: ReadonlyArray<Fact & { key: FactKey }> = ALL;

/** How a service behaves: its answer to each fact. */
export type Behavior = Record<FactKey, string>;

const usual = Object.fromEntries(FACTS.map((fact) => [fact.key, fact.usual ?? fact.assumed]));

const usualBehavior = (): Behavior => ({ ...usual }) as Behavior;

const OLDER = 'yyyy-MM-dd HH:mm:ss a';

/** Variants in which one answer brings another with it. */
const COMBINED: Record<string, Partial<Behavior>> = {
	'dates-older': { 'date-format': OLDER, 'date-zone': 'UTC' },
	'dates-older-as-asked': { 'date-format': OLDER, 'date-zone': 'the time zone asked for' },
	'dates-without-zone': { 'date-format': "yyyy-MM-dd'T'HH:mm:ss", 'date-zone': 'UTC' },
	'dates-with-space': { 'date-format': 'yyyy-MM-dd HH:mm:ss', 'date-zone': 'UTC' },
	'dates-american': { 'date-format': 'MM/dd/yyyy hh:mm:ss a', 'date-zone': 'UTC' },
	'filter-id-ignored': { 'filter-id': 'ignored', 'unknown-id': 'records' },
};

/** Every variant of the sandbox, by name: the answers that differ from the usual ones. */
export const VARIANTS: Readonly<Record<string, Partial<Behavior>>> = {
	...Object.fromEntries(
		FACTS.flatMap(({ key, variants }) =>
			Object.entries(variants).map(([name, answer]) => [name, { [key]: answer }]),
		),
	),
	...COMBINED,
};

/** What makes `names` no list of variants, in words; null when it is one. */
export function variantsProblem(names: unknown): string | null {
	if (!Array.isArray(names)) return 'variants must be a list of names';
	const unknown = names.find((name) => !Object.hasOwn(VARIANTS, String(name)));
	return unknown === undefined ? null : `There is no variant ${String(unknown)}`;
}

/** The usual behavior with these variants over it, the last one first. */
export const behaviorOf = (variants: readonly string[]): Behavior =>
	Object.assign(usualBehavior(), ...variants.map((name) => VARIANTS[name]));
