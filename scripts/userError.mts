/** A failure that the person at the keyboard can do something about: shown as a sentence, without a stack. */
export class UserError extends Error {
	override name = 'UserError';
}

/** The code of a system error such as ENOENT, or undefined. */
export function systemCode(error: unknown): string | undefined {
	if (!(error instanceof Error) || !('code' in error)) return undefined;
	return typeof error.code === 'string' ? error.code : undefined;
}
