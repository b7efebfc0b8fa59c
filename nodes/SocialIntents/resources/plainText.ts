/** The text of a plain value, nothing for any other. */
export const toText = (value: unknown): string =>
	['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';
