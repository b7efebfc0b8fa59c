import { NodeOperationError } from 'n8n-workflow';
import { expect } from 'vitest';

/** n8n's UX rules: what is shown to a user does without these words. */
export const AVOIDED_WORDS = /\b(errors?|problems?|failures?|mistakes?)\b/i;

/** What the call throws for the user of the node. Fails where it throws nothing, or something else. */
export function errorOf(call: () => unknown): NodeOperationError {
	let thrown: unknown;
	try {
		call();
	} catch (error) {
		thrown = error;
	}
	expect(thrown).toBeInstanceOf(NodeOperationError);
	return thrown as NodeOperationError;
}
