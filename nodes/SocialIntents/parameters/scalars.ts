import type { INodePropertyOptions } from 'n8n-workflow';
import { isEncodable, trimPasted } from '../api/ids';
import type { FieldValues } from './fieldValues';
import { isPlainValue, quote } from './plainValues';

export function requireValue<T>(fields: FieldValues, name: string, value: T | undefined): T {
	if (value !== undefined) return value;
	const label = fields.labelOf(name);
	throw fields.error(`${label} is empty`, `Fill in ${label}.`);
}

export function readText(fields: FieldValues, name: string): string | undefined {
	const value = fields.value(name);
	if (value === undefined || value === null) return undefined;
	const label = fields.labelOf(name);
	if (isPlainValue(value) && isEncodable(String(value)))
		return trimPasted(String(value)) || undefined;
	throw fields.error(
		`${label} must be text, but is ${quote(value)}`,
		isPlainValue(value)
			? `Remove the broken characters (half of an emoji, for example) from ${label}.`
			: `Set ${label} to a single value, such as one field of the input item.`,
	);
}

export function readNumber(fields: FieldValues, name: string): number {
	const value = requireValue(fields, name, fields.value(name));
	const parsed = isPlainValue(value) ? Number(String(value).trim() || NaN) : NaN;
	const { minValue = -Infinity, maxValue = Infinity } = fields.field(name)?.typeOptions ?? {};
	if (Number.isSafeInteger(parsed) && parsed >= minValue && parsed <= maxValue) return parsed;
	const label = fields.labelOf(name);
	const range = Number.isFinite(maxValue)
		? `from ${minValue} to ${maxValue}`
		: `of at least ${minValue}`;
	throw fields.error(
		`${label} must be a whole number ${range}, but is ${quote(value)}`,
		`Set ${label} to a whole number ${range}.`,
	);
}

export function readFlag(fields: FieldValues, name: string): boolean {
	const value = readText(fields, name)?.toLowerCase();
	if (value === undefined || ['false', 'no', 'off', '0'].includes(value)) return false;
	if (['true', 'yes', 'on', '1'].includes(value)) return true;
	const label = fields.labelOf(name);
	throw fields.error(
		`${label} must be true or false, but is ${quote(value)}`,
		`Set ${label} to true or false.`,
	);
}

function chooseOption(fields: FieldValues, name: string, given: string): string {
	const options = (fields.field(name)?.options ?? []) as INodePropertyOptions[];
	const isNamed = (option: INodePropertyOptions) =>
		[option.name, String(option.value)].some((word) => word.toLowerCase() === given.toLowerCase());
	const chosen = options.find(({ value }) => value === given) ?? options.find(isNamed);
	if (chosen) return String(chosen.value);
	throw fields.error(
		`${fields.labelOf(name)} has no option ${quote(given)}`,
		`Use one of these: ${options.map(({ value }) => String(value)).join(', ')}.`,
	);
}

/** The value of one of the field's options; its name does as well, in any case. */
export function readChoice(fields: FieldValues, name: string): string {
	return chooseOption(fields, name, requireValue(fields, name, readText(fields, name)));
}

/** The values of several of the field's options, each once; their names do as well, in any case. */
export function readChoices(fields: FieldValues, name: string): string[] {
	const given = readList(fields, name);
	return [...new Set(given.map((one) => chooseOption(fields, name, one)))];
}

export function readList(fields: FieldValues, name: string): string[] {
	const value = fields.value(name);
	const parts = typeof value === 'string' ? splitList(value) : value;
	const given = (Array.isArray(parts) ? (parts as unknown[]) : [parts]).filter(
		(part) => part !== undefined && part !== null,
	);
	if (given.every((part) => isPlainValue(part) && isEncodable(String(part)))) {
		return given.map((part) => String(part).trim()).filter(Boolean);
	}
	const label = fields.labelOf(name);
	throw fields.error(
		`${label} must be a list of text, but is ${quote(value)}`,
		`Set ${label} to values separated by commas or line breaks, or to a JSON list of text.`,
	);
}

/** JSON of a list, or text separated by commas or line breaks; an object if it is broken JSON. */
function splitList(text: string): unknown {
	if (!text.trim().startsWith('[')) return text.split(/[,\n]/);
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return { text };
	}
}

export function readUrl(fields: FieldValues, name: string): string {
	const given = requireValue(fields, name, readText(fields, name));
	const parsed = URL.canParse(given) ? new URL(given) : undefined;
	if (parsed && ['http:', 'https:'].includes(parsed.protocol)) return given;
	throw fields.error(
		`${fields.labelOf(name)} must be a URL, but is ${quote(given)}`,
		'Enter the whole URL, for example https://example.com/hook.',
	);
}
