import http from 'node:http';

/** Milliseconds that pass in one turn of the event loop, which takes at least two real ones. */
const STEP_MS = 100;
const TURN_MS = 2;
/** Node.js counts the silence of a socket by real time. */
const MAX_SILENCE_MS = 2000;

/** Hosts that never fall silent: a limit on their silence is not shortened, or a busy machine would reach it. */
export const steadyHosts = new Set<string>();

interface Timer {
	at: number;
	milliseconds: number;
	ring: () => void;
}

/**
 * Lets the minutes that retries and timeouts take pass in seconds, until it is disposed of: the clock, timers,
 * limits, and the timeouts of requests. Time passes by the turns of the event loop, so that a busy machine makes
 * it slower, not the timeouts shorter.
 */
export function startFastClock(): Disposable {
	const { now } = Date;
	const { setTimeout, clearTimeout } = globalThis;
	const { timeout } = AbortSignal;
	const { setTimeout: setRequestTimeout } = http.ClientRequest.prototype;
	const timers = new Set<Timer>();
	let time = now();

	Date.now = () => time;
	const schedule = (ring: () => void, milliseconds: number) => {
		const timer = { at: time + milliseconds, milliseconds, ring };
		timers.add(timer);
		return handleOf(timer);
	};
	const handleOf = (timer: Timer) =>
		Object.assign(timer, {
			ref: () => timer,
			unref: () => timer,
			hasRef: () => true,
			refresh: () => timers.add(Object.assign(timer, { at: time + timer.milliseconds })),
			close: () => timers.delete(timer),
		});
	globalThis.setTimeout = Object.assign(
		(callback: (...values: unknown[]) => void, milliseconds = 0, ...values: unknown[]) =>
			schedule(() => callback(...values), milliseconds),
		setTimeout,
	) as unknown as typeof setTimeout;
	globalThis.clearTimeout = (timer) => {
		if (!timers.delete(timer as unknown as Timer)) clearTimeout(timer);
	};
	AbortSignal.timeout = (milliseconds) => {
		const limit = new AbortController();
		schedule(
			() => limit.abort(new DOMException('The limit is over', 'TimeoutError')),
			milliseconds,
		);
		return limit.signal;
	};
	http.ClientRequest.prototype.setTimeout = function (milliseconds, callback) {
		const isSteady = steadyHosts.has(String(this.getHeader('host')));
		const silence = isSteady ? milliseconds : Math.min(milliseconds / 10, MAX_SILENCE_MS);
		return setRequestTimeout.call(this, silence, callback);
	};

	const turns = setInterval(() => {
		time += STEP_MS;
		for (const timer of [...timers].filter(({ at }) => at <= time)) {
			timers.delete(timer);
			timer.ring();
		}
	}, TURN_MS);
	return {
		[Symbol.dispose]() {
			clearInterval(turns);
			Date.now = now;
			Object.assign(globalThis, { setTimeout, clearTimeout });
			AbortSignal.timeout = timeout;
			http.ClientRequest.prototype.setTimeout = setRequestTimeout;
		},
	};
}
