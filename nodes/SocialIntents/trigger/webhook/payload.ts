import { isObject, parseJson } from '../../api/json';
import { extractRecords } from '../../api/records';
import type { ApiRecord } from '../../operation';
import { toText } from '../../resources/plainText';

/** JSON that is a list or an object; undefined for anything else. */
function parseContainer(text: string): unknown {
	const value = parseJson(text);
	return typeof value === 'object' && value !== null ? value : undefined;
}

/** The JSON in a field of a form: in `payload`, or in the only field that there is. */
export function parseFormFields(fields: Array<[name: string, value: string]>): unknown {
	const named = fields.find(([name]) => name.toLowerCase() === 'payload');
	const [, value] = named ?? (fields.length === 1 ? (fields[0] ?? []) : []);
	return value === undefined ? undefined : parseContainer(value);
}

/**
 * Reads a body as JSON, or as a form with JSON in a field, whatever its content type says. `decode`
 * reads bytes in the declared charset. Undefined for anything else.
 */
export function parseBody(bytes: Uint8Array, decode: (bytes: Uint8Array) => string): unknown {
	const value = parseContainer(decode(bytes));
	if (value !== undefined) return value;
	// What a form percent-encodes are the bytes of its charset.
	const unescape = (text: string) =>
		decode(
			Buffer.from(
				text
					.replace(/\+/g, ' ')
					.replace(/%([\da-f]{2})/gi, (_, hex: string) =>
						String.fromCharCode(Number.parseInt(hex, 16)),
					),
				'latin1',
			),
		);
	const fields = Buffer.from(bytes)
		.toString('latin1')
		.split('&')
		.map((field): [string, string] => {
			const [name = '', ...rest] = field.split('=');
			return [unescape(name), unescape(rest.join('='))];
		});
	return parseFormFields(fields);
}

const hasText = (value: unknown) => toText(value) !== '';

/** A record may itself contain lists, such as a chat's messages. */
const isNamed = ({ id, appId, chatType }: ApiRecord) => [id, appId, chatType].some(hasText);

const isOfWidget = (value: ApiRecord) => hasText(value.id) && hasText(value.appId);

/** The records in an element such as `{"event": …, "data": {…}}`, or the element where it has none. */
function unwrap(element: ApiRecord): ApiRecord[] {
	if (hasText(element.appId) || hasText(element.chatType)) return [element];
	const [inner, ...others] = Object.values(element)
		.map((value) => (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isObject))
		.filter((records) => records.some(isOfWidget));
	return inner && others.length === 0 ? inner : [element];
}

/**
 * The records in the body of a delivery: a list (documented), one record (seen elsewhere) or an
 * envelope, of all or of each. Null if it is none of them.
 */
export function parseDelivery(body: unknown): ApiRecord[] | null {
	if (Array.isArray(body)) {
		return (body as unknown[]).every(isObject) ? (body as ApiRecord[]).flatMap(unwrap) : null;
	}
	if (!isObject(body) || Object.keys(body).length === 0) return null;
	if ('apiStatus' in body) return extractRecords(body);
	if (isNamed(body)) return unwrap(body);
	const records = extractRecords(body);
	const saysNothing = Object.values(body).every((value) => toText(value) === '');
	return records.length > 0 || saysNothing ? records : [body];
}
