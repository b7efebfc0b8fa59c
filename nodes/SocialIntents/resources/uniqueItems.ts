import { idKey } from '../api/ids';
import type { ApiRecord, OutputItem } from '../operation';

/**
 * What distinguishes a record from others: its ID, whose letter case does not matter, or its content. Integers
 * beyond 2^53 lose their last digits on the way, so they are no IDs.
 */
export function recordKey(record: ApiRecord): string {
	const { id } = record;
	const isExact = typeof id !== 'number' || Number.isSafeInteger(id);
	return (isExact && idKey(id)) || JSON.stringify(record);
}

/**
 * Drops what an earlier response contained: windows share a day, and a service may ignore dates. A key
 * stays as often as the response that has it most often contains it.
 */
export function dropRepeated(responses: OutputItem[][]): OutputItem[] {
	const [first = [], ...others] = responses;
	if (others.length === 0) return first;
	const kept = new Map<string, number>();
	return responses.flatMap((response) => {
		const counts = new Map<string, number>();
		return response.filter(({ key }) => {
			if (key === undefined) return true;
			const count = (counts.get(key) ?? 0) + 1;
			counts.set(key, count);
			if (count <= (kept.get(key) ?? 0)) return false;
			kept.set(key, count);
			return true;
		});
	});
}
