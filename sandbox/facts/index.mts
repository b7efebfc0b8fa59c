import { ACCESS } from './access.mts';
import { DATES } from './dates.mts';
import type { Fact } from './fact.mts';
import { LISTS } from './lists.mts';
import { WEBHOOKS } from './webhooks.mts';

const ALL = [...ACCESS, ...LISTS, ...DATES, ...WEBHOOKS] as const;

export type FactKey = (typeof ALL)[number]['key'];

/** Every fact the package relies on; probes, variants, and docs/service.md are derived from this list. */
export const FACTS: ReadonlyArray<Fact & { key: FactKey }> = ALL;

/** The behavior of a service: its value for each fact. */
export type Behavior = Record<FactKey, string>;

const usual = Object.fromEntries(FACTS.map((fact) => [fact.key, fact.usual ?? fact.assumed]));

const usualBehavior = (): Behavior => ({ ...usual }) as Behavior;

const OLDER = 'yyyy-MM-dd HH:mm:ss a';

/** Variants that change several facts together. */
const COMBINED: Record<string, Partial<Behavior>> = {
	'dates-older': { 'date-format': OLDER, 'date-zone': 'UTC' },
	'dates-older-as-asked': { 'date-format': OLDER, 'date-zone': 'the time zone asked for' },
	'dates-without-zone': { 'date-format': "yyyy-MM-dd'T'HH:mm:ss", 'date-zone': 'UTC' },
	'dates-with-space': { 'date-format': 'yyyy-MM-dd HH:mm:ss', 'date-zone': 'UTC' },
	'dates-american': { 'date-format': 'MM/dd/yyyy hh:mm:ss a', 'date-zone': 'UTC' },
	'dates-day-first': { 'date-format': 'dd/MM/yyyy HH:mm:ss', 'date-zone': 'UTC' },
	'filter-id-ignored': { 'filter-id': 'ignored', 'unknown-id': 'records' },
};

/** Every variant of the sandbox, by name: the values that differ from the default. */
export const VARIANTS: Readonly<Record<string, Partial<Behavior>>> = {
	...Object.fromEntries(
		FACTS.flatMap(({ key, variants }) =>
			Object.entries(variants).map(([name, answer]) => [name, { [key]: answer }]),
		),
	),
	...COMBINED,
};

/** Why `names` is not a valid list of variants; null if it is valid. */
export function variantsProblem(names: unknown): string | null {
	if (!Array.isArray(names)) return 'variants must be a list of names';
	const unknown = names.find((name) => !Object.hasOwn(VARIANTS, String(name)));
	return unknown === undefined ? null : `There is no variant ${String(unknown)}`;
}

/** The default behavior with these variants applied; later ones take precedence. */
export const behaviorOf = (variants: readonly string[]): Behavior =>
	Object.assign(usualBehavior(), ...variants.map((name) => VARIANTS[name]));
