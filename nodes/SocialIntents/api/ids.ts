const AROUND_PASTED =
	/^[\s\u200B-\u200F\u2060\uFEFF]+|(?<![\s\u200B-\u200F\u2060\uFEFF])[\s\u200B-\u200F\u2060\uFEFF]+$/g;

/** Without the white space around it, and the invisible characters that come along from web pages. */
export const trimPasted = (text: string): string => text.replace(AROUND_PASTED, '');

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

/** Halves of surrogate pairs, which no URL can contain. */
export const LONE_SURROGATES = /\p{Surrogate}/gu;

/** Whether text can be encoded for a URL. */
export const isEncodable = (text: string): boolean => text.search(LONE_SURROGATES) === -1;

/** Whether an ID can be part of a path: dots are steps in it. */
export const isSendableId = (id: string): boolean =>
	!['', '.', '..'].includes(id) && isEncodable(id);
