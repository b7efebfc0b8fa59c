import type { Clock } from '../../nodes/SocialIntents/api/clock';

export interface FakeClock extends Clock {
	/** Advances the clock by so many milliseconds and runs the timers that fall due. */
	advance: (milliseconds: number) => Promise<void>;
	/** Advances the clock until no timer is pending. */
	runOut: () => Promise<void>;
}

/** Lets all settled promises continue. */
export async function settle() {
	for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

/** A clock that only moves when advanced. */
export function createClock(): FakeClock {
	const alarms: Array<{ at: number; ring: () => void }> = [];
	let now = 0;

	async function ringUntil(end: number) {
		await settle();
		for (;;) {
			alarms.sort((a, b) => a.at - b.at);
			const next = alarms[0];
			if (!next || next.at > end) return;
			alarms.shift();
			now = Math.max(now, next.at);
			next.ring();
			await settle();
		}
	}

	return {
		now: () => now,
		sleep: async (milliseconds) =>
			await new Promise<void>((ring) => alarms.push({ at: now + milliseconds, ring })),
		advance: async (milliseconds) => {
			const end = now + milliseconds;
			await ringUntil(end);
			now = end;
		},
		runOut: async () => await ringUntil(Infinity),
	};
}
