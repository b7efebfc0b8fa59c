import type { FactKey } from '../../sandbox/facts/index.mts';

/** What was seen, by fact; what could not be seen is left out. */
export type Seen = Partial<Record<FactKey, string>>;
