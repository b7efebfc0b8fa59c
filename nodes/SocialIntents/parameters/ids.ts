import { idKey, isSendableId, trimPasted } from '../api/ids';
import type { FieldValues } from './fieldValues';
import { isEmpty, quote } from './plainValues';

const ID_IN_URL = /(?<![0-9a-z])[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}(?![0-9a-z])/gi;

/** A number that JavaScript has rounded, or that is none, names another record. */
const isExact = (value: unknown): value is string | number | bigint =>
	typeof value === 'string' || typeof value === 'bigint' || Number.isSafeInteger(value);

/** IDs are opaque: only what can be no ID, or would leave its place in a URL, is refused. */
export function readId(fields: FieldValues, name: string): string | undefined {
	const value = fields.value(name);
	if (isEmpty(value)) return undefined;
	const label = fields.labelOf(name);
	const given = isExact(value) ? trimPasted(String(value)) : '';
	if (!isSendableId(given)) {
		throw fields.error(
			`${label} must be an ID, but is ${quote(value)}`,
			typeof value === 'number'
				? `Set ${label} to the ID as text, because the number has lost digits.`
				: `Set ${label} to the ID alone, for example {{ $json.id }}.`,
		);
	}
	if (!/^https?:\/\//i.test(given)) return given;
	const found = new Map([...given.matchAll(ID_IN_URL)].map(([id]) => [idKey(id), id]));
	const [only] = found.values();
	if (only !== undefined && found.size === 1) return only;
	throw fields.error(
		`${label} must be an ID, but is a URL ${only === undefined ? 'without one' : 'with several'}: ${quote(given)}`,
		`Set ${label} to the ID alone.`,
	);
}
