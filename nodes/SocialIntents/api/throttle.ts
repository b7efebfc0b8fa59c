import { createAlarm, type Alarm, type Clock } from './clock';
import { ExecutionCanceledError } from './errors';
import {
	afterProof,
	afterRefusal,
	NO_LIMIT,
	requestsToProve,
	WINDOW_MS,
	type RateWindow,
} from './rateEstimate';
import { RequestQueue } from './requestQueue';
import { StartSchedule } from './startSchedule';

const INITIAL_CONCURRENCY = 8;
const CONCURRENCY_GROWTH = 4;
/** An alarm lets one request start; in a busy n8n, another for each so many milliseconds that it rings late. */
const LATE_MS_PER_START = 2;

/** How a request went: refused by the rate limit, with the milliseconds to wait, or otherwise. */
export type RequestResult = 'ok' | 'failed' | { retryAfterMs: number };

/** Gives the slot back. */
export type Release = (result: RequestResult) => void;

/** How the rate limit slowed the requests down. */
export interface ThrottleStats {
	/** Milliseconds in which no request could start. */
	paused: number;
	/** Requests per second that the service seems to allow, where that is known. */
	perSecond?: number;
	/** Requests per second that are sent: more while a higher rate is tried. */
	sentPerSecond?: number;
}

export interface Throttle {
	/**
	 * Waits for a slot. Retries go before requests that have not started. Throws
	 * ExecutionCanceledError once the throttle is stopped, and the error given to rejectPending.
	 */
	acquire: (isRetry?: boolean) => Promise<Release>;
	/** Rejects all requests that wait for a slot. */
	rejectPending: (error: Error) => void;
	/** Rejects all waiting requests, and all later ones. */
	stop: () => void;
	/** Undefined while nothing was refused. */
	stats: () => ThrottleStats | undefined;
}

/**
 * Adaptive throttle for one execution. Starts at 8 concurrent requests, quadrupling after each successful
 * round, up to `maxConcurrency`. After a 429 no request starts before `Retry-After` is over, nor before a
 * second is over since the refused one started: the service's allowance is whole again. Then it tries
 * four times the observed rate once, and sends bursts at the observed rate if that is refused; another
 * 429 cuts it by 10 to 50 %, two calm seconds double it on trial.
 */
export function createThrottle(
	maxConcurrency: number,
	clock: Clock,
	startIntervalMs?: number,
): Throttle {
	return new AdaptiveThrottle(maxConcurrency, clock, new StartSchedule(startIntervalMs));
}

class AdaptiveThrottle implements Throttle {
	private readonly maxConcurrency: number;
	private readonly clock: Clock;
	private readonly schedule: StartSchedule;
	private readonly alarm: Alarm;
	private readonly queue = new RequestQueue();

	private concurrency: number;

	private running = 0;

	/** Requests without an error since the concurrency grew. */
	private successes = 0;

	/** Requests accepted at the estimated rate, toward its proof. */
	private calmRequests = 0;

	private isStopped = false;

	private pausedUntil = 0;

	private paused = 0;

	private estimate = NO_LIMIT;

	private window: RateWindow;

	constructor(maxConcurrency: number, clock: Clock, schedule: StartSchedule) {
		this.maxConcurrency = maxConcurrency;
		this.clock = clock;
		this.schedule = schedule;
		this.alarm = createAlarm(clock, (late) =>
			this.startNext(1 + Math.max(Math.floor(late / LATE_MS_PER_START), 0)),
		);
		this.concurrency = Math.min(INITIAL_CONCURRENCY, maxConcurrency);
		this.window = { startedAt: clock.now(), accepted: 0 };
	}

	acquire = async (isRetry = false): Promise<Release> => {
		if (this.isStopped) throw new ExecutionCanceledError();
		const started = this.queue.add(isRetry);
		this.startNext();
		const window = await started;
		const startedAt = this.clock.now();
		return (result) => {
			this.running--;
			if (typeof result === 'object') this.onRefusal(result.retryAfterMs, window, startedAt);
			else if (result === 'ok') this.onSuccess(window);
			else this.successes = 0;
			this.startNext();
		};
	};

	rejectPending = (error: Error): void => {
		this.queue.rejectAll(error);
	};

	stop = (): void => {
		this.isStopped = true;
		this.rejectPending(new ExecutionCanceledError());
	};

	stats = (): ThrottleStats | undefined => {
		const { paused, estimate } = this;
		if (paused === 0) return undefined;
		if (estimate.perSecond === Infinity) return { paused };
		const { perSecond: sentPerSecond, provenPerSecond: perSecond = sentPerSecond } = estimate;
		return { paused, perSecond, sentPerSecond };
	};

	private startNext(startsTogether = 0): void {
		let left = startsTogether;
		while (this.running < this.concurrency && this.queue.length > 0) {
			const now = this.clock.now();
			if (now < this.pausedUntil) return this.alarm(this.pausedUntil - now);
			if (this.window.refusedAt !== undefined) this.startWindow(now);
			const due = this.schedule.dueAt(this.window, this.estimate);
			if (now < due) return this.alarm(due - now);
			if (this.schedule.isTooSoon(now) && left <= 0) return this.alarm(1);
			left--;
			if (due > -Infinity) this.window.pacedAt ??= now;
			this.schedule.note(now, due, this.estimate);
			this.running++;
			this.window.accepted++;
			this.queue.startNext(this.window);
		}
	}

	private startWindow(now: number): void {
		// Where nothing was accepted, the pause was too short, which says nothing about the rate.
		const hasAccepted = this.window.accepted > 0;
		if (hasAccepted) this.estimate = afterRefusal(this.estimate, this.window);
		this.calmRequests = 0;
		this.schedule.clear();
		this.window = { startedAt: now, isCautious: !hasAccepted, accepted: 0 };
	}

	private pauseUntil(until: number): void {
		if (until <= this.pausedUntil) return;
		this.paused += until - Math.max(this.pausedUntil, this.clock.now());
		this.pausedUntil = until;
	}

	private onRefusal(retryAfterMs: number, window: RateWindow, startedAt: number): void {
		window.accepted--;
		this.pauseUntil(this.clock.now() + retryAfterMs);
		if (window !== this.window) return;
		window.refusedAt = Math.min(startedAt, window.refusedAt ?? Infinity);
		window.refusalMs ??= this.clock.now() - startedAt;
		this.pauseUntil(window.refusedAt + WINDOW_MS);
	}

	private onSuccess(window: RateWindow): void {
		if (++this.successes >= this.concurrency) {
			this.concurrency = Math.min(this.concurrency * CONCURRENCY_GROWTH, this.maxConcurrency);
			this.successes = 0;
		}
		const { pacedAt, refusedAt } = this.window;
		const isCalm = window === this.window && pacedAt !== undefined && refusedAt === undefined;
		if (!isCalm || ++this.calmRequests < requestsToProve(this.estimate)) return;
		this.calmRequests = 0;
		this.estimate = afterProof(this.estimate, this.queue.length);
	}
}
