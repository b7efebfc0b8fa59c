import type { FieldValues } from './fieldValues';
import { quote } from './plainValues';
import { readText } from './scalars';

const ADDRESS = /[^\s@<>()[\],;:"“”]+@[^\s@<>()[\],;:?|"“”]+/g;

/** The one address in a text: mail nodes return `Jane Doe <jane@example.com>`, and links `mailto:`. */
export function readEmail(fields: FieldValues, name: string): string | undefined {
	const text = readText(fields, name)?.normalize('NFC');
	if (text === undefined) return undefined;
	const found = (text.match(ADDRESS) ?? []).map((address) => address.replace(/^'+|['.]+$/g, ''));
	const [address, ...others] = new Map(found.map((one) => [one.toLowerCase(), one])).values();
	if (address !== undefined && others.length === 0) return address;
	const label = fields.labelOf(name);
	throw fields.error(
		`${label} must be one email address, but is ${quote(text)}`,
		`Set ${label} to a single address, such as jane@example.com.`,
	);
}
