import { burstSize, WINDOW_MS, type RateEstimate, type RateWindow } from './rateEstimate';

/**
 * n8n's helper opens a connection for each request, and what is created in one turn of the event loop is
 * sent after it: 32 requests created together would leave 20 to 30 ms late.
 */
const START_INTERVAL_MS = 1;
/** Timers ring late in a busy n8n: what was missed is made up for, within the jitter of a rate window. */
const MAX_LATE_MS = 45;

/** When requests may start: so many together, so many per second. */
export class StartSchedule {
	private readonly startIntervalMs: number;

	/** When the last requests started, or were due: as many as may start together. */
	private times: number[] = [];

	private lastStart = -Infinity;

	constructor(startIntervalMs = START_INTERVAL_MS) {
		this.startIntervalMs = startIntervalMs;
	}

	/** When the next request may start; -Infinity if it need not wait for others. */
	dueAt({ isCautious, accepted, startedAt }: RateWindow, estimate: RateEstimate): number {
		const earliest = isCautious && accepted > 0 ? startedAt + WINDOW_MS : -Infinity;
		const size = burstSize(estimate);
		const before = this.times.at(-size);
		const interval = (WINDOW_MS * size) / estimate.perSecond;
		return before === undefined ? earliest : Math.max(earliest, before + interval);
	}

	/** Whether a request would be created together with the last one. */
	isTooSoon(now: number): boolean {
		return Math.abs(now - this.lastStart) < this.startIntervalMs;
	}

	note(now: number, due: number, { perSecond, burst }: RateEstimate): void {
		this.lastStart = now;
		if (perSecond === Infinity) return;
		this.times.push(now - due < MAX_LATE_MS ? due : now);
		if (this.times.length > burst) this.times.shift();
	}

	clear(): void {
		this.times = [];
	}
}
