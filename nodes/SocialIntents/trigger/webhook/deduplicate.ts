import { digest } from './digest';

/** Enough for days of events, in less than a megabyte. */
const MAX_REMEMBERED = 10_000;

/** Remembers which records were delivered. */
interface Deduplicator {
	isRepeated: (key: string) => boolean;
	forget: (keys: string[]) => void;
}

/** Remembers the newest records, to drop what the service sends twice. */
export function createDeduplicator(maxRemembered = MAX_REMEMBERED): Deduplicator {
	const seen = new Set<string>();
	return {
		isRepeated(key) {
			if (seen.has(key)) return true;
			seen.add(key);
			const [oldest = key] = seen;
			if (seen.size > maxRemembered) seen.delete(oldest);
			return false;
		},
		forget(keys) {
			for (const key of keys) seen.delete(key);
		},
	};
}

/** A key for one record among all that come, of the same length whatever the service has for IDs. */
export const deliveryKey = (...parts: unknown[]): string =>
	digest(JSON.stringify(parts)).toString('base64');
