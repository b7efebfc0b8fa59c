import { PATHS, type History, type Step } from './history';
import type { Semantics } from './scene';

/** Numbers from 0 to 1 that a seed decides. */
function createRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/**
 * A year of an account: quiet days, ordinary days and busy ones; restarts, kills at bad moments, new
 * publications; a service that fails for hours; downtimes of minutes, days and months. Polled up to so
 * many times a day.
 */
export function yearOf(seed: number, semantics: Semantics, mostPolls: number): History {
	const random = createRandom(seed);
	const chance = (probability: number) => random() < probability;
	const among = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
	const steps: Step[] = [{ do: 'publish' }];
	const trouble = (): Step => ({
		do: 'trouble',
		kind: among(['down', 'absent', 'stale', 'page', 'refused'] as const),
		paths: chance(0.5) ? PATHS : [among(PATHS)],
	});

	for (let day = 0; day < 365; ) {
		const most = chance(0.2) ? 0 : chance(0.1) ? 60 : 8;
		const polls = 1 + Math.floor(random() * mostPolls);
		for (let poll = 0; poll < polls; poll++) {
			for (let left = Math.floor((random() * 2 * most) / polls); left > 0; left--) {
				const lateness = chance(0.7) ? random() * 0.05 : random();
				steps.push({
					do: 'happen',
					path: among(PATHS),
					lateness,
					isMissed: chance(0.2),
					isUndated: false,
				});
			}
			steps.push({ do: 'wait', hours: (24 / polls) * (0.5 + random()) });
			steps.push({ do: chance(0.1) ? 'tickTwice' : 'tick' });
			if (chance(0.03)) steps.push(trouble());
			if (chance(0.1)) steps.push({ do: 'calm' });
			if (chance(0.02)) {
				steps.push({ do: among(['killBeforeEmitting', 'saveForOtherAndKill', 'kill'] as const) });
				if (chance(0.5)) steps.push({ do: 'wait', hours: among([0.05, 3, 50]) });
				steps.push({ do: 'restart' });
			}
			if (chance(0.01))
				steps.push({ do: among(['publish', 'publishDuringTick', 'restart'] as const) });
		}
		day++;
		if (!chance(0.01)) continue;
		const days = among([4, 15, 60]);
		steps.push({ do: 'kill' });
		for (let down = 0; down < days; down++, day++) {
			for (let left = Math.floor(random() * 10); left > 0; left--) {
				steps.push({
					do: 'happen',
					path: among(PATHS),
					lateness: random(),
					isMissed: false,
					isUndated: false,
				});
			}
			steps.push({ do: 'wait', hours: 24 });
		}
		steps.push({ do: 'calm' }, { do: 'restart' });
	}
	const second = Math.floor(random() * 86_400);
	return { semantics, lookbackDays: 2, startDaysBack: 0, timezone: 'UTC', second, steps };
}
