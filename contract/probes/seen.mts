import type { FactKey } from '../../sandbox/facts/index.mts';

/** Observations by fact; facts that could not be observed are omitted. */
export type Seen = Partial<Record<FactKey, string>>;
