import type { Behavior, Seen, Service } from './service.mts';
import { forgetPeak, peakMb } from './memory.mts';

/** The number of records and of distinct records; null if the run failed. */
export type Outcome = { records: number; different: number } | null;

export interface Candidate {
	name: string;
	/** Runs before the clock starts. */
	prepare?: () => Promise<void>;
	run: () => Promise<Outcome>;
}

/** Medians over all rounds. */
export interface Result {
	name: string;
	ms: number;
	records: number;
	different: number;
	isFailed: boolean;
	/** Of the n8n process during this run. */
	peakMb: number;
	seen: Seen;
}

interface Comparison {
	service: Service;
	behavior?: Behavior;
	/** The process whose memory is measured. */
	pid: number;
	candidates: Candidate[];
	rounds: number;
	/** Unmeasured rounds. */
	warmUps?: number;
}

export function median(values: number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? NaN;
	return sorted.length % 2 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

/** Runs the candidates in turn; each round starts with a different one. */
export async function compare(options: Comparison): Promise<Result[]> {
	const { service, behavior = {}, pid, candidates, rounds, warmUps = 1 } = options;
	const runs = new Map(candidates.map(({ name }) => [name, [] as Result[]]));
	for (let round = 0; round < warmUps + rounds; round++) {
		const first = round % candidates.length;
		const inTurn = [...candidates.slice(first), ...candidates.slice(0, first)];
		for (const { name, prepare, run } of inTurn) {
			await prepare?.();
			await service.behave(behavior);
			await forgetPeak(pid);
			const startedAt = performance.now();
			const outcome = await run();
			const ms = performance.now() - startedAt;
			const peak = await peakMb(pid);
			const seen = await service.behave({});
			if (round < warmUps) continue;
			const { records, different } = outcome ?? { records: 0, different: 0 };
			runs
				.get(name)
				?.push({ name, ms, records, different, isFailed: !outcome, peakMb: peak, seen });
		}
	}
	return candidates.map(({ name }) => medianOf(name, runs.get(name) ?? []));
}

function medianOf(name: string, runs: Result[]): Result {
	const over = (value: (run: Result) => number) => median(runs.map(value));
	return {
		name,
		ms: over(({ ms }) => ms),
		records: Math.min(...runs.map(({ records }) => records)),
		different: Math.min(...runs.map(({ different }) => different)),
		isFailed: runs.some(({ isFailed }) => isFailed),
		peakMb: over(({ peakMb }) => peakMb),
		seen: {
			requests: over(({ seen }) => seen.requests),
			refused: over(({ seen }) => seen.refused),
			mostAtOnce: Math.max(...runs.map(({ seen }) => seen.mostAtOnce)),
			bytes: over(({ seen }) => seen.bytes),
		},
	};
}
