import { ExecutionCanceledError } from './errors';

const INITIAL_CONCURRENCY = 8;
const CONCURRENCY_GROWTH = 4;
/** Limits are per second, or are met by as many in each second: a second, and some more because requests do not all travel alike. */
const WINDOW_MS = 1050;
/** After so long without a refusal twice the rate is tried. */
const CALM_SECONDS = 2;
/** A try that is refused may cost a second: so much must be left for one that doubles the rate. */
const WORTH_SECONDS = 10;
const MIN_STEP = 1 / 8;
/** Timers ring late in a busy n8n: what was missed is made up for, within what SECOND_MS has to spare. */
const LATE_MS = 45;
/** What is left of a rate that was refused. */
const DECREASE_FACTOR = 0.9;
const MAX_DECREASE = 0.5;
/** Waits are made of sleeps of this length, so that little is left of them after a cancellation. */
export const MAX_SLEEP_MS = 1000;

/** What the pace needs of the world, so that tests can bring their own clock. */
export interface Clock {
	/** Milliseconds. */
	now: () => number;
	/** Resolves after so many milliseconds. */
	sleep: (milliseconds: number) => Promise<void>;
}

/** How a request went: `pause` is the milliseconds that the service asked everyone to wait. */
export type Verdict = 'fine' | 'faulty' | { pause: number };

/** Ends a turn. */
export type Release = (verdict: Verdict) => void;

/** How the service slowed the requests down. */
export interface ThrottleStats {
	/** Milliseconds in which nobody could begin. */
	paused: number;
	/** Turns a second that it seems to allow, where that is known. */
	perSecond?: number;
}

/** Gives turns at the pace that the service allows: see createPace. */
export interface Throttle {
	/**
	 * Waits for a turn. `isRetry` goes before those that have not begun. Throws ExecutionCanceledError once it is
	 * stopped, and what turnAway was told. The turn lasts until the returned function is called.
	 */
	acquire: (isRetry?: boolean) => Promise<Release>;
	/** Turns away all that wait: they get the error. */
	rejectPending: (error: Error) => void;
	/** Turns away all that wait, and all that come. */
	stop: () => void;
	/** Undefined while the service has refused nothing. */
	stats: () => ThrottleStats | undefined;
}

/** What happened since the start, or since the last pause. */
interface RateWindow {
	beganAt: number;
	/** Whether one turn goes alone first, for a second. */
	isCareful?: boolean;
	/** Turns that were not refused. */
	passed: number;
	/** When those began that had to wait for others before them. */
	followedAt?: number;
	/** When the first turn that was refused began. */
	refusedAt?: number;
}

interface Waiting {
	start: (turnOf: RateWindow) => void;
	turnAway: (error: Error) => void;
}

/**
 * One limiter for one execution. Eight turns at a time first, four times as many after as many good
 * ones, up to `most`. Once the service refuses, nobody begins before the asked time is over, and not
 * before a second is over since the refused turn began: its allowance is whole again. Then it goes on at
 * the rate that went through, with as many at once as passed at once. A rate that is refused gets lower.
 * Where the rest takes long, a rate that went well for a while is tried twice as high, for a service may
 * allow little at once and much in a second. If that is refused it is taken back, and the next try is
 * half as bold.
 */
export function createThrottle(most: number, clock: Clock): Throttle {
	const retryQueue: Waiting[] = [];
	const queue: Waiting[] = [];
	let concurrency = Math.min(INITIAL_CONCURRENCY, most);
	let goodTurns = 0;
	let running = 0;
	let isStopped = false;

	let pausedUntil = 0;
	let paused = 0;
	let stretch: RateWindow = { beganAt: clock.now(), passed: 0 };

	/** Turns a second; no limit while nothing is refused. */
	let rate = Infinity;
	/** The fewest that passed at once where more were refused. */
	let mostAtOnce = Infinity;
	/** The last rate that went well for a while. */
	let provenRate: number | undefined;
	/** What is tried next, as a part of the rate. A smaller step comes later. */
	let step = 1;
	let calmTurns = 0;
	/** When the last turns began, or were due: as many as may begin at once. */
	let begun: number[] = [];
	let wakesAt = Infinity;

	const isTrial = () => provenRate !== undefined && rate > provenRate;

	function learn({ beganAt, passed, followedAt = Infinity, refusedAt = beganAt }: RateWindow) {
		const seen = passed / Math.max((refusedAt - beganAt) / 1000, 1);
		const isInBurst = refusedAt < followedAt;
		if (isInBurst) mostAtOnce = Math.min(mostAtOnce, Math.max(Math.floor(seen), 1));
		if (isTrial()) step = Math.max(step / 2, MIN_STEP);
		if (provenRate !== undefined && (isTrial() || isInBurst)) {
			rate = provenRate;
		} else {
			rate =
				rate === Infinity
					? seen
					: Math.max(Math.min(rate * DECREASE_FACTOR, seen), rate * MAX_DECREASE);
			provenRate = undefined;
			step = 1;
		}
	}

	function goOnSlower(now: number) {
		// Where nothing passed, the pause was too short, which says nothing of the rate.
		const hasPassed = stretch.passed > 0;
		if (hasPassed) learn(stretch);
		calmTurns = 0;
		begun = [];
		stretch = { beganAt: now, isCareful: !hasPassed, passed: 0 };
	}

	/** When the next turn may begin: so many at once, so many a second. */
	function dueAt(): number {
		const { isCareful, passed, beganAt } = stretch;
		const earliest = isCareful && passed > 0 ? beganAt + WINDOW_MS : -Infinity;
		// In a trial one by one, so that little of it is refused.
		const size = isTrial() ? 1 : Math.max(Math.min(mostAtOnce, Math.floor(rate)), 1);
		const before = begun.at(-size);
		return before === undefined ? earliest : Math.max(earliest, before + (WINDOW_MS * size) / rate);
	}

	function startNext() {
		while (running < concurrency && retryQueue.length + queue.length > 0) {
			const now = clock.now();
			if (now < pausedUntil) return wakeIn(pausedUntil - now);
			if (stretch.refusedAt !== undefined) goOnSlower(now);
			const due = dueAt();
			if (now < due) return wakeIn(due - now);
			if (due > -Infinity) stretch.followedAt ??= now;
			if (rate < Infinity) begun.push(now - due < LATE_MS ? due : now);
			if (begun.length > mostAtOnce) begun.shift();
			running++;
			stretch.passed++;
			(retryQueue.shift() ?? queue.shift())?.start(stretch);
		}
	}

	/** Timers may ring a little early, and n8n's cannot be taken back when the execution is cancelled. */
	function wakeIn(left: number) {
		const sleep = Math.min(Math.ceil(left), MAX_SLEEP_MS);
		const at = clock.now() + sleep;
		if (at >= wakesAt) return;
		wakesAt = at;
		void clock.sleep(sleep).then(() => {
			if (wakesAt === at) wakesAt = Infinity;
			if (!isStopped) startNext();
		});
	}

	function pauseUntil(until: number) {
		if (until <= pausedUntil) return;
		paused += until - Math.max(pausedUntil, clock.now());
		pausedUntil = until;
	}

	function refuse(pause: number, turnOf: RateWindow, beganAt: number) {
		turnOf.passed--;
		pauseUntil(clock.now() + pause);
		if (turnOf !== stretch) return;
		stretch.refusedAt = Math.min(beganAt, stretch.refusedAt ?? Infinity);
		pauseUntil(stretch.refusedAt + WINDOW_MS);
	}

	function countGood(turnOf: RateWindow) {
		if (++goodTurns >= concurrency) {
			concurrency = Math.min(concurrency * CONCURRENCY_GROWTH, most);
			goodTurns = 0;
		}
		const { followedAt, refusedAt } = stretch;
		const isCalm = turnOf === stretch && followedAt !== undefined && refusedAt === undefined;
		if (!isCalm || ++calmTurns < (rate * CALM_SECONDS) / step) return;
		calmTurns = 0;
		if (isTrial()) step = Math.min(step * 2, 1);
		provenRate = rate;
		if ((retryQueue.length + queue.length) * step >= rate * WORTH_SECONDS) rate *= 1 + step;
	}

	function turnAway(error: Error) {
		for (const waiting of [...retryQueue.splice(0), ...queue.splice(0)]) waiting.turnAway(error);
	}

	return {
		acquire: async (isRetry = false) => {
			if (isStopped) throw new ExecutionCanceledError();
			const turnOf = await new Promise<RateWindow>((start, reject) => {
				(isRetry ? retryQueue : queue).push({ start, turnAway: reject });
				startNext();
			});
			const beganAt = clock.now();
			return (verdict) => {
				running--;
				if (typeof verdict === 'object') refuse(verdict.pause, turnOf, beganAt);
				else if (verdict === 'fine') countGood(turnOf);
				else goodTurns = 0;
				startNext();
			};
		},
		rejectPending: turnAway,
		stop: () => {
			isStopped = true;
			turnAway(new ExecutionCanceledError());
		},
		stats: () =>
			paused > 0 ? { paused, perSecond: rate === Infinity ? undefined : rate } : undefined,
	};
}
