import { RESPONSE_KINDS, type ResponseKind } from './responseKinds.mts';
import type { Use } from './use.mts';
import { USES } from './uses.mts';

/** One use of the package and the response it gets. */
export interface Pair {
	kind: ResponseKind;
	use: Use;
}

/** Every response in every use. */
export const allPairs = (): Pair[] =>
	RESPONSE_KINDS.flatMap((kind) => USES.map((use) => ({ kind, use })));

/** Uses per response in a sample. */
const USES_EACH = 2;

/** Every response that ends by itself in a few uses, different ones in each major version of n8n. */
export function sampleOf(pairs: Pair[], lineName: string): Pair[] {
	const first = lineName.startsWith('1.') ? USES.length / 2 : 0;
	return RESPONSE_KINDS.filter(({ isEndless }) => !isEndless).flatMap((kind, index) => {
		const own = pairs.filter((pair) => pair.kind === kind);
		return Array.from({ length: USES_EACH }, (_, turn) => {
			const at = Math.floor(first + index * USES_EACH + turn) % own.length;
			return own.slice(at, at + 1);
		}).flat();
	});
}
