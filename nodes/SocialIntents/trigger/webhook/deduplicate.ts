import { digest } from './payload';

/** Remembers the records that came. */
export interface Deduplicator {
	isRepeated: (key: string) => boolean;
	forget: (keys: string[]) => void;
}

/**
 * Remembers what came, to drop what the service sends twice. In this process only and for the newest
 * 10,000 records: n8n 2 does not keep state that a delivery writes.
 */
export function createDeduplicator(most = MAX_REMEMBERED): Deduplicator {
	const seen = new Set<string>();
	return {
		isRepeated(key) {
			if (seen.has(key)) return true;
			seen.add(key);
			const [oldest = key] = seen;
			if (seen.size > most) seen.delete(oldest);
			return false;
		},
		forget(keys) {
			for (const key of keys) seen.delete(key);
		},
	};
}

export const MAX_REMEMBERED = 10000;
/** Names a record among all that come, in a text of one length whatever the service has for IDs. */
export const recordKey = (...parts: unknown[]): string =>
	digest(JSON.stringify(parts)).toString('base64');
