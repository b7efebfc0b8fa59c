import { type Behavior, type FactKey, FACTS } from './index.mts';

/** One line of a report: what a service was seen to do. */
export interface ReportLine {
	fact: FactKey;
	/** Words of the fact's table, a pattern or a list of key names; never a value of a record. */
	seen: string;
	assumed: string;
	/** Null where it could not be seen. */
	same: boolean | null;
}

/** What could not be seen, for want of records, an account ID, webhooks or a delivery. */
export const NOT_SEEN = 'not seen';

/** The line for what was seen of a fact. */
export function lineOf(key: FactKey, seen: string): ReportLine {
	const assumed = FACTS.find((fact) => fact.key === key)?.assumed ?? '';
	const same = seen === NOT_SEEN ? null : assumed === 'any' || seen === assumed;
	return { fact: key, seen, assumed, same };
}

/** The behavior that makes a sandbox give the same report. @throws Error where it is no report */
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
