import { type Behavior, type FactKey, FACTS } from './index.mts';

/** One line of a report: the observed behavior of a service. */
export interface ReportLine {
	fact: FactKey;
	/** Words of the fact's table, a pattern or a list of key names; never a value of a record. */
	seen: string;
	assumed: string;
	/** Null if it could not be observed. */
	same: boolean | null;
}

/** Facts that could not be observed without records, an account ID, webhooks, or a delivery. */
export const NOT_SEEN = 'not seen';

/** The line for the observed value of a fact. */
export function lineOf(key: FactKey, seen: string): ReportLine {
	const assumed = FACTS.find((fact) => fact.key === key)?.assumed ?? '';
	const same = seen === NOT_SEEN ? null : assumed === 'any' || seen === assumed;
	return { fact: key, seen, assumed, same };
}

/** The behavior with which a sandbox gives the same report. @throws Error if it is not a report */
export function behaviorSeen(report: unknown): Partial<Behavior> {
	if (!Array.isArray(report)) throw new Error('it is not a list of facts');
	const behavior: Partial<Behavior> = {};
	for (const { fact, seen } of report as Array<Partial<ReportLine>>) {
		const known = FACTS.find(({ key }) => key === fact);
		if (!known) throw new Error(`there is no fact ${String(fact)}`);
		if (typeof seen !== 'string') throw new Error(`${known.key} has nothing seen`);
		if (seen !== NOT_SEEN) behavior[known.key] = seen;
	}
	return behavior;
}
