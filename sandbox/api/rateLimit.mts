/** Only "reasonable rate limits" are documented: all figures and forms here are assumptions. */
export interface RateLimit {
	/** Requests per second. */
	perSecond: number;
	/** Default: fixedWindow, which starts with the first request after the previous window. */
	algorithm?: 'fixedWindow' | 'tokenBucket';
	/** The form of Retry-After in a 429. Default: seconds. */
	retryAfter?: 'seconds' | 'date' | 'absent';
}

export interface RateLimiter {
	/** Null without a limit. */
	readonly limit: RateLimit | null;
	set(limit: RateLimit | null): void;
	/** Counts a request. Returns null if it is allowed, otherwise the headers of its 429. */
	check(): Record<string, string> | null;
}

export function createRateLimiter(initial: RateLimit | null): RateLimiter {
	let limit: RateLimit | null = null;
	let bucket: Bucket | null = null;

	const set = (wanted: RateLimit | null): void => {
		limit = wanted;
		bucket = wanted && BUCKETS[wanted.algorithm ?? 'fixedWindow'](wanted.perSecond);
	};
	set(initial);

	return {
		get limit() {
			return limit;
		},
		set,
		check() {
			const waitMs = bucket?.(performance.now()) ?? 0;
			return waitMs > 0 ? retryAfter(limit?.retryAfter ?? 'seconds', waitMs) : null;
		},
	};
}

/** Counts one request at `now`. Returns 0 if it is allowed, otherwise the ms until one would be. */
type Bucket = (now: number) => number;

const BUCKETS = {
	fixedWindow(perSecond: number): Bucket {
		let endsAt = -Infinity;
		let used = 0;
		return (now) => {
			if (now >= endsAt) {
				endsAt = now + 1000;
				used = 0;
			}
			if (used >= perSecond) return endsAt - now;
			used += 1;
			return 0;
		};
	},
	tokenBucket(perSecond: number): Bucket {
		const size = Math.max(1, perSecond);
		let tokens = size;
		let filledAt = -Infinity;
		return (now) => {
			tokens = Math.min(size, tokens + ((now - filledAt) / 1000) * perSecond);
			filledAt = now;
			if (tokens < 1) return ((1 - tokens) / perSecond) * 1000;
			tokens -= 1;
			return 0;
		};
	},
};

function retryAfter(form: 'seconds' | 'date' | 'absent', waitMs: number): Record<string, string> {
	if (form === 'absent') return {};
	if (form === 'seconds') return { 'Retry-After': String(Math.ceil(waitMs / 1000)) };
	// HTTP dates have whole seconds, so this rounds up.
	const at = Math.ceil((Date.now() + waitMs) / 1000) * 1000;
	return { 'Retry-After': new Date(at).toUTCString() };
}

/** Why `value` is not a valid limit; null if it is valid or empty. */
export function rateLimitProblem(value: Record<string, unknown>): string | null {
	const { perSecond, algorithm = 'fixedWindow', retryAfter: form = 'seconds' } = value;
	if (Object.keys(value).length === 0) return null;
	if (typeof perSecond !== 'number' || !(perSecond > 0)) return 'perSecond must be above 0';
	if (!Object.keys(BUCKETS).includes(String(algorithm))) {
		return `algorithm must be ${Object.keys(BUCKETS).join(' or ')}`;
	}
	return ['seconds', 'date', 'absent'].includes(String(form))
		? null
		: 'retryAfter must be seconds, date or absent';
}
