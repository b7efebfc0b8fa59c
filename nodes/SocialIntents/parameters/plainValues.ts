import { LONE_SURROGATES, trimPasted } from '../api/ids';

export const isPlainValue = (value: unknown): value is string | number | boolean | bigint =>
	['string', 'number', 'boolean', 'bigint'].includes(typeof value);

/** Undefined, null or blank text. */
export const isEmpty = (value: unknown): boolean =>
	value === undefined || value === null || (typeof value === 'string' && trimPasted(value) === '');

/** Whether a value is the word that JavaScript, or a model, writes where there is nothing. */
export const saysNothing = (value: unknown, isTool: boolean): boolean =>
	typeof value === 'string' &&
	['null', 'undefined', ...(isTool ? ['none'] : [])].includes(trimPasted(value).toLowerCase());

/** A value for a message, and short: text in double quotes, a list or an object as JSON. */
export function quote(value: unknown): string {
	const text = isPlainValue(value) ? String(value) : (JSON.stringify(value) ?? typeof value);
	const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
	const encodable = shown.replace(LONE_SURROGATES, '\uFFFD');
	return isPlainValue(value) ? `"${encodable}"` : encodable;
}
