import { NodeOperationError } from 'n8n-workflow';
import { expect } from 'vitest';

/** n8n's UX rules: what is shown to a user does without these words. */
export const AVOIDED_WORDS = /\b(errors?|problems?|failures?|mistakes?)\b/i;

/** What the call throws for the user of the node. Fails where it throws nothing, or something else. */
export function faultOf(call: () => unknown): NodeOperationError {
	try {
		call();
	} catch (thrown) {
		if (thrown instanceof NodeOperationError) return thrown;
		throw new Error(`Not a NodeOperationError: ${String(thrown)}`);
	}
	return expect.fail('Nothing was thrown');
}
