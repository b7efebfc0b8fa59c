import { ANSWERS, type Answer } from './answers.mts';
import { isUnreachable } from './faultyService.mts';
import { USES, type Use } from './uses.mts';

/** One use of the package, and the answer that it meets. */
export interface Pair {
	answer: Answer;
	use: Use;
}

/** Every answer in every use; where nothing can be reached, without those that need something before. */
export const allPairs = (): Pair[] =>
	ANSWERS.flatMap((answer) =>
		USES.filter(({ hasSetup }) => !(hasSetup && isUnreachable(answer))).map((use) => ({
			answer,
			use,
		})),
	);

/** How many uses an answer meets in a sample. */
const USES_EACH = 2;

/** Every answer that ends by itself in a few uses, in each line of n8n in others. */
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
