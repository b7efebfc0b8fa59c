/** An error that the user can fix: shown as a sentence, without a stack trace. */
export class UserError extends Error {
	override name = 'UserError';
}

/** The code of a system error such as ENOENT, or undefined. */
export function systemCode(error: unknown): string | undefined {
	if (!(error instanceof Error) || !('code' in error)) return undefined;
	return typeof error.code === 'string' ? error.code : undefined;
}
