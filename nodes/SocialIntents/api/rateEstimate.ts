/**
 * One rate window: 1 s plus 5 % for jitter. Limits are per second, or are met by as many requests in
 * each second.
 */
export const WINDOW_MS = 1050;
/** After so many seconds without a refusal a higher rate is tried. */
const CALM_SECONDS = 2;
/** A trial that is refused may cost a second, so this many seconds of work must be left. */
const MIN_TRIAL_SECONDS = 10;
const MIN_STEP = 1 / 8;
/** A service that lets a quarter of a second's requests through at once looks four times as slow. */
const FIRST_TRIAL_FACTOR = 4;
/** If responses take longer, too many requests start before the first refusal of a trial is seen. */
const MAX_FIRST_TRIAL_RESPONSE_MS = 300;
/** A refill cannot be measured in less time. */
const MIN_REFILL_SECONDS = 1 / 4;
/** What is left of a rate that was refused. */
const DECREASE_FACTOR = 0.9;
const MAX_DECREASE = 0.5;

/** What happened since the start, or since the last pause. Times are in milliseconds. */
export interface RateWindow {
	startedAt: number;
	/** Whether one request goes alone first, for a second. */
	isCautious?: boolean;
	/** Requests that were not refused. */
	accepted: number;
	/** When the first request started that had to wait for others before it. */
	pacedAt?: number;
	/** When the first request started that was refused. */
	refusedAt?: number;
	/** How long the first refusal took to arrive. */
	refusalMs?: number;
}

/** The rate that the service seems to allow. */
export interface RateEstimate {
	/** Requests per second; Infinity while nothing was refused. */
	perSecond: number;
	/** The fewest that were accepted at once when more were refused. */
	burst: number;
	/** The last rate that held for a while. */
	provenPerSecond?: number;
	/** How much higher the next trial is, as a fraction of the rate. */
	step: number;
}

export const NO_LIMIT: RateEstimate = { perSecond: Infinity, burst: Infinity, step: 1 };

const isTrial = ({ perSecond, provenPerSecond }: RateEstimate) =>
	provenPerSecond !== undefined && perSecond > provenPerSecond;

/** How many requests may start together. In a trial one by one, so that few of them are refused. */
export const burstSize = (estimate: RateEstimate): number =>
	isTrial(estimate) ? 1 : Math.max(Math.min(estimate.burst, Math.floor(estimate.perSecond)), 1);

/** The estimate after a window that ended with a refusal. */
export function afterRefusal(estimate: RateEstimate, window: RateWindow): RateEstimate {
	const { startedAt, accepted, pacedAt = Infinity, refusedAt = startedAt } = window;
	const observed = accepted / Math.max((refusedAt - startedAt) / 1000, 1);
	const isInBurst = refusedAt < pacedAt;
	const burst = isInBurst
		? Math.min(estimate.burst, Math.max(Math.floor(observed), 1))
		: estimate.burst;
	const { perSecond, provenPerSecond } = estimate;
	if (isTrial(estimate)) return afterRefusedTrial({ ...estimate, burst }, window);
	if (perSecond === Infinity) return firstEstimate(observed, burst, window);
	if (provenPerSecond !== undefined && isInBurst) return { ...estimate, burst };
	const decreased = Math.max(
		Math.min(perSecond * DECREASE_FACTOR, observed),
		perSecond * MAX_DECREASE,
	);
	return { perSecond: decreased, burst, step: 1 };
}

/**
 * What was accepted until the first refusal is either what the service allows in a second, or what it
 * allows at once. A higher rate on trial tells: in the first case its refusal costs little, because the
 * second is used up anyway.
 */
function firstEstimate(
	observed: number,
	burst: number,
	{ refusalMs = 0 }: RateWindow,
): RateEstimate {
	if (refusalMs > MAX_FIRST_TRIAL_RESPONSE_MS) return { perSecond: observed, burst, step: 1 };
	const step = FIRST_TRIAL_FACTOR - 1;
	return { perSecond: observed * FIRST_TRIAL_FACTOR, burst, provenPerSecond: observed, step };
}

/** Back to the proven rate; or to the rate of the requests beyond one burst, if that is higher. */
function afterRefusedTrial(estimate: RateEstimate, window: RateWindow): RateEstimate {
	const { perSecond, provenPerSecond = perSecond, burst } = estimate;
	const { startedAt, accepted, refusedAt = startedAt } = window;
	const seconds = Math.max((refusedAt - startedAt) / 1000, MIN_REFILL_SECONDS);
	const refill = Math.min((accepted - burst) / seconds, perSecond);
	const step = Math.max(estimate.step / 2, MIN_STEP);
	return refill > provenPerSecond
		? { perSecond: refill, burst: 1, step }
		: { perSecond: provenPerSecond, burst, provenPerSecond, step };
}

/** How many accepted requests prove a rate. */
export const requestsToProve = ({ perSecond, step }: RateEstimate): number =>
	(perSecond * CALM_SECONDS) / step;

/** The estimate once its rate is proven: where much work is left, a higher rate is tried. */
export function afterProof(estimate: RateEstimate, requestsLeft: number): RateEstimate {
	const { perSecond } = estimate;
	const step = isTrial(estimate) ? Math.min(estimate.step * 2, 1) : estimate.step;
	const isWorthTrial = requestsLeft * step >= perSecond * MIN_TRIAL_SECONDS;
	return {
		...estimate,
		step,
		provenPerSecond: perSecond,
		perSecond: isWorthTrial ? perSecond * (1 + step) : perSecond,
	};
}
