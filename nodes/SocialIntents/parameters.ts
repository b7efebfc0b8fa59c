import type { INode, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { readDateRange } from './dateParameters';
import type { Reader } from './operation';

/** Where the parameters of one item, or of a trigger node, come from. */
export interface ParameterSource {
	node: INode;
	/** Trigger nodes have no items. */
	itemIndex?: number;
	fields: INodeProperties[];
	/** The value with its expressions resolved; null or undefined where the field is not shown. */
	get: (name: string) => unknown;
	workflowTimezone: string;
	isTool: boolean;
	/** Milliseconds. */
	now: number;
}

const ID_IN_URL = /(?<![0-9a-z])[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}(?![0-9a-z])/i;

const isPlainText = (value: unknown): value is string | number | boolean | bigint =>
	['string', 'number', 'boolean', 'bigint'].includes(typeof value);

function quote(value: unknown): string {
	const text = isPlainText(value) ? String(value) : (JSON.stringify(value) ?? typeof value);
	return `"${text.length > 80 ? `${text.slice(0, 80)}…` : text}"`;
}

/** The named readers of one item's parameters: see Reader for what each promises. */
export function createReader(source: ParameterSource): Reader {
	const { node, itemIndex, fields, workflowTimezone, isTool } = source;

	const fault = (message: string, description: string) =>
		new NodeOperationError(
			node,
			itemIndex === undefined || isTool ? message : `${message} [item ${itemIndex}]`,
			{ description, itemIndex },
		);

	function fieldOf(name: string): INodeProperties | undefined {
		const [outer, inner] = name.split('.');
		const field = fields.find((candidate) => candidate.name === outer);
		if (inner === undefined) return field;
		return field?.options?.find((candidate) => candidate.name === inner) as
			| INodeProperties
			| undefined;
	}

	const labelOf = (name: string) => `'${fieldOf(name)?.displayName ?? name}'`;

	// n8n evaluates all expressions of a collection whenever one of its fields is asked for.
	const values = new Map<string, unknown>();

	function valueOf(name: string): unknown {
		const [outer = name, inner] = name.split('.');
		if (!values.has(outer)) values.set(outer, source.get(outer));
		const value = values.get(outer);
		const given = inner === undefined ? value : (value as Record<string, unknown> | null)?.[inner];
		const isEmpty = typeof given === 'string' && given.trim() === '';
		return given === undefined || given === null || isEmpty ? fieldOf(name)?.default : given;
	}

	function text(name: string): string | undefined {
		const value = valueOf(name);
		if (value === undefined || value === null) return undefined;
		if (!isPlainText(value)) {
			throw fault(
				`${labelOf(name)} takes text, but got ${quote(value)}`,
				`Give ${labelOf(name)} a single value, for example one field of the incoming item.`,
			);
		}
		return String(value).trim() || undefined;
	}

	function required<T>(name: string, value: T | undefined): T {
		if (value !== undefined) return value;
		throw fault(
			`${labelOf(name)} is empty`,
			`Fill in ${labelOf(name)}. If it is an expression, check that it gives a value for this item.`,
		);
	}

	function id(name: string): string | undefined {
		let value = valueOf(name);
		while (typeof value === 'object' && value !== null && 'value' in value) value = value.value;
		if (value === undefined || value === null || value === '') return undefined;
		if (!isPlainText(value)) {
			throw fault(
				`${labelOf(name)} takes an ID, but got ${quote(value)}`,
				`Give ${labelOf(name)} the ID alone, for example {{ $json.id }}.`,
			);
		}
		const given = String(value).trim();
		if (given === '.' || given === '..') {
			throw fault(`${labelOf(name)} is not an ID: ${quote(given)}`, 'Give the ID alone.');
		}
		if (!/^https?:\/\//i.test(given)) return given || undefined;
		const found = ID_IN_URL.exec(given)?.[0];
		if (found) return found;
		throw fault(
			`${labelOf(name)} is an address with no ID in it: ${quote(given)}`,
			`Give ${labelOf(name)} the ID alone.`,
		);
	}

	function number(name: string): number {
		const value = required(name, valueOf(name));
		const parsed = isPlainText(value) ? Number(String(value).trim() || NaN) : NaN;
		const { minValue = -Infinity, maxValue = Infinity } = fieldOf(name)?.typeOptions ?? {};
		if (!Number.isSafeInteger(parsed) || parsed < minValue || parsed > maxValue) {
			const range = Number.isFinite(maxValue)
				? `from ${minValue} to ${maxValue}`
				: `of at least ${minValue}`;
			throw fault(
				`${labelOf(name)} must be a whole number ${range}, but is ${quote(value)}`,
				`Set ${labelOf(name)} to a whole number ${range}.`,
			);
		}
		return parsed;
	}

	function flag(name: string): boolean {
		const value = text(name)?.toLowerCase();
		if (value === undefined || ['false', 'no', 'off', '0'].includes(value)) return false;
		if (['true', 'yes', 'on', '1'].includes(value)) return true;
		throw fault(
			`${labelOf(name)} must be true or false, but is ${quote(value)}`,
			`Set ${labelOf(name)} to true or false.`,
		);
	}

	function choice(name: string): string {
		const options = (fieldOf(name)?.options ?? []) as INodePropertyOptions[];
		const given = required(name, text(name));
		const chosen = options.find(({ value }) => value === given);
		const similar = options.find((option) =>
			[option.name, String(option.value)].some(
				(word) => word.toLowerCase() === given.toLowerCase(),
			),
		);
		const option = chosen ?? similar;
		if (option) return String(option.value);
		throw fault(
			`${labelOf(name)} has no choice ${quote(given)}`,
			`Choose one of: ${options.map(({ value }) => String(value)).join(', ')}.`,
		);
	}

	function list(name: string): string[] {
		let value = valueOf(name);
		if (typeof value === 'string' && value.trim().startsWith('[')) {
			try {
				value = JSON.parse(value) as unknown;
			} catch {
				throw fault(
					`${labelOf(name)} is not a list: ${quote(value)}`,
					`Give ${labelOf(name)} values separated by commas, or a JSON list.`,
				);
			}
		}
		const parts = Array.isArray(value) ? (value as unknown[]) : (text(name)?.split(',') ?? []);
		const given = parts.filter((part) => part !== undefined && part !== null);
		if (given.every(isPlainText)) return given.map((part) => String(part).trim()).filter(Boolean);
		throw fault(
			`${labelOf(name)} takes a list of plain values, but got ${quote(value)}`,
			`Give ${labelOf(name)} values separated by commas, or a JSON list of texts.`,
		);
	}

	function url(name: string): string {
		const given = required(name, text(name));
		const parsed = URL.canParse(given) ? new URL(given) : undefined;
		if (parsed && ['http:', 'https:'].includes(parsed.protocol)) return given;
		throw fault(
			`${labelOf(name)} is not a web address: ${quote(given)}`,
			`Give the whole address, for example https://example.com/hook.`,
		);
	}

	return {
		isTool,
		workflowTimezone,
		text,
		requiredText: (name) => required(name, text(name)),
		id,
		requiredId: (name) => required(name, id(name)),
		number,
		flag,
		choice,
		list,
		url,
		dateRange: () =>
			readDateRange({
				value: valueOf,
				text,
				labelOf,
				quote,
				error: fault,
				workflowTimezone,
				now: source.now,
			}),
		error: fault,
	};
}
