import type { Clock } from '../../nodes/SocialIntents/api/clock';

export interface FakeClock extends Clock {
	/** Lets so many milliseconds pass, with all that falls due in them. */
	advance: (milliseconds: number) => Promise<void>;
	/** Lets time pass until nobody sleeps any more. */
	runOut: () => Promise<void>;
}

/** Lets all promises that can go on do so. */
export async function settle() {
	for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

/** A clock that stands still until it is told to move. */
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
