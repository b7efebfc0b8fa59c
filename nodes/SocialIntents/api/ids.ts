/**
 * The form in which IDs are compared: the service writes the same ID in small or capital letters, as
 * text or as a number. Empty for what is no ID.
 */
export function idKey(value: unknown): string {
	const isId = ['string', 'number', 'bigint'].includes(typeof value);
	return isId ? String(value).trim().toLowerCase() : '';
}

/** Whether two values are the same ID. What is no ID is the same as nothing. */
export const sameId = (first: unknown, second: unknown): boolean =>
	idKey(first) !== '' && idKey(first) === idKey(second);

/** Whether an ID can be part of a path: half of a character pair cannot be encoded, dots are steps. */
export function isSendableId(id: string): boolean {
	try {
		return !['', '.', '..'].includes(encodeURIComponent(id));
	} catch {
		return false;
	}
}
