import { ANSWERS, type Answer } from './answers.mts';
import { isUnreachable } from './faultyService.mts';
import { USES, type Use } from './uses.mts';

/** One use of the package and the response it gets. */
export interface Pair {
	answer: Answer;
	use: Use;
}

/** Every response in every use, except uses that need a set-up when the service cannot be reached. */
export const allPairs = (): Pair[] =>
	ANSWERS.flatMap((answer) =>
		USES.filter(({ hasSetup }) => !(hasSetup && isUnreachable(answer))).map((use) => ({
			answer,
			use,
		})),
	);

/** Uses per response in a sample. */
const USES_EACH = 2;

/** Every response that ends by itself in a few uses, different ones in each major version of n8n. */
export function sampleOf(pairs: Pair[], lineName: string): Pair[] {
	const first = lineName.startsWith('1.') ? USES.length / 2 : 0;
	return ANSWERS.filter(({ isEndless }) => !isEndless).flatMap((answer, index) => {
		const own = pairs.filter((pair) => pair.answer === answer);
		return Array.from({ length: USES_EACH }, (_, turn) => {
			const at = Math.floor(first + index * USES_EACH + turn) % own.length;
			return own.slice(at, at + 1);
		}).flat();
	});
}
