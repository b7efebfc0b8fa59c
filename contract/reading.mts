import type { ApiResponse } from './client.mts';

export type AnyRecord = Record<string, unknown>;

export const isObject = (value: unknown): value is AnyRecord =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** An envelope whose status is not success. */
export const isRefusal = (json: unknown): json is AnyRecord =>
	isObject(json) && 'apiStatus' in json && !/^success$/i.test(String(json.apiStatus));

export const isSuccess = ({ status, json }: ApiResponse): boolean =>
	status >= 200 && status < 300 && !isRefusal(json);

/** Status and kind of body, such as `404 with a refusal`, without any content. */
export function described({ status, json, text }: ApiResponse): string {
	if (text.trim() === '') return `${status} empty`;
	if (json === undefined)
		return `${status} ${text.trim().startsWith('<') ? 'with a page' : 'with text'}`;
	if (isRefusal(json) || status >= 400) return `${status} with a refusal`;
	return `${status} ${listIn(json).records.length > 0 ? 'with records' : 'with success'}`;
}

export interface FoundList {
	/** Path of the list, such as `data.chats`; `(bare list)` without an envelope; null for none. */
	key: string | null;
	form: 'a list' | 'an object' | 'the bare record' | null;
	records: AnyRecord[];
}

const NONE: FoundList = { key: null, form: null, records: [] };
const DEPTH = 3;

const isRecord = (value: unknown): value is AnyRecord =>
	isObject(value) && 'id' in value && ('chatType' in value || 'appId' in value || 'name' in value);

/** The records of a response, wherever they are in it. */
export function listIn(json: unknown): FoundList {
	if (isRecord(json)) return { key: null, form: 'the bare record', records: [json] };
	return search(json, [], DEPTH) ?? NONE;
}

function search(value: unknown, path: string[], depth: number): FoundList | null {
	const key = path.length > 0 ? path.map(safeName).join('.') : '(bare list)';
	if (Array.isArray(value)) return { key, form: 'a list', records: value.filter(isObject) };
	if (isRecord(value)) return { key, form: 'an object', records: [value] };
	if (!isObject(value) || depth === 0) return null;
	for (const [name, inner] of Object.entries(value)) {
		const found = search(inner, [...path, name], depth - 1);
		if (found) return found;
	}
	return null;
}

/** The name of a key, unless it could contain data. */
export const safeName = (name: string): string =>
	/^[A-Za-z][A-Za-z0-9_]{0,30}$/.test(name) ? name : '(other)';

/** How an empty list looks under this key: `absent`, a JSON literal, or status and body. */
export function emptyForm(response: ApiResponse, key: string | null): string {
	const { status, json } = response;
	if (status !== 200 || json === undefined || isRefusal(json)) return described(response);
	if (Array.isArray(json)) return '[]';
	const path = key === null || key === '(bare list)' ? [] : key.split('.');
	if (path.length === 0 && isObject(json)) return Object.keys(json).length === 0 ? '{}' : 'absent';
	const value = path.reduce<unknown>((at, part) => (isObject(at) ? at[part] : undefined), json);
	if (value === undefined) return 'absent';
	return value === null || value === '' || isObject(value) || Array.isArray(value)
		? JSON.stringify(value)
		: 'other';
}
