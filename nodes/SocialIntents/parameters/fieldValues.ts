import type { INode, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { isObject } from '../api/json';
import { isEmpty, saysNothing } from './plainValues';

/** Where the parameters of one item, or of a trigger node, come from. */
export interface ParameterSource {
	/** Its `parameters` are as entered: an expression is text that begins with `=`. */
	node: INode;
	/** Trigger nodes have no items. */
	itemIndex?: number;
	fields: INodeProperties[];
	/** The value with its expressions resolved; null or undefined if the field is not shown. */
	get: (name: string) => unknown;
	workflowTimezone: string;
	isTool: boolean;
	/** Milliseconds. */
	now: number;
}

/** 50 records instead of all of them, or the oldest instead of the newest, would go unnoticed. */
const DECISIVE_FIELDS = ['returnAll', 'limit', 'sort.order'];

/** The values of one item's fields. A name is a field's name or `collection.name`. */
export interface FieldValues {
	/**
	 * The value; where it is empty, the field's default, or undefined for a filter. Throws
	 * NodeOperationError if an expression that decides which records are read, or what is changed,
	 * returned nothing.
	 */
	value: (name: string) => unknown;
	field: (name: string) => INodeProperties | undefined;
	/** The field's label in single quotes. */
	labelOf: (name: string) => string;
	/** A NodeOperationError that names the item. */
	error: (message: string, description: string) => NodeOperationError;
}

function findField(fields: INodeProperties[], name: string): INodeProperties | undefined {
	const [outer, inner] = name.split('.');
	const field = fields.find((candidate) => candidate.name === outer);
	if (inner === undefined) return field;
	return fieldsIn(field).find((candidate) => candidate.name === inner);
}

const fieldsIn = (collection?: INodeProperties): INodeProperties[] =>
	(collection?.options ?? []) as INodeProperties[];

/** The value in a resource locator; expressions may nest one in another. */
function locatedValue(value: unknown): unknown {
	let located = value;
	while (isObject(located) && 'value' in located) located = located.value;
	return located;
}

function isExpression(entered: unknown): boolean {
	const text = locatedValue(entered);
	return typeof text === 'string' && text.startsWith('=');
}

export function createFieldValues(
	source: ParameterSource,
	ignoresEmptyFilters: () => boolean,
): FieldValues {
	const { node, itemIndex, fields, isTool } = source;
	const field = (name: string) => findField(fields, name);
	const labelOf = (name: string) => `'${field(name)?.displayName ?? name}'`;

	const error = (message: string, description: string) =>
		new NodeOperationError(
			node,
			itemIndex === undefined || isTool ? message : `${message} [item ${itemIndex}]`,
			{ description, itemIndex },
		);

	// n8n evaluates all expressions of a collection whenever one of its fields is asked for.
	const resolved = new Map<string, unknown>();
	function resolve(outer: string): unknown {
		if (!resolved.has(outer)) resolved.set(outer, source.get(outer));
		return resolved.get(outer);
	}

	/** Whether the field decides which records are read, or what is changed: no default may stand in for it. */
	function isDecisive(name: string): boolean {
		if (name.startsWith('filters.')) return !ignoresEmptyFilters();
		const { type, required = false } = field(name) ?? {};
		if (DECISIVE_FIELDS.includes(name)) return true;
		return !name.includes('.') && (required || type === 'options');
	}

	const emptyExpression = (name: string) =>
		error(
			`${labelOf(name)} is an expression that returned nothing`,
			name.startsWith('filters.')
				? "Correct the expression, or turn on Options > 'Ignore Empty Filters'."
				: 'Correct the expression so that it returns a value for this item.',
		);

	const pick = (outer: unknown, inner?: string): unknown =>
		inner === undefined ? outer : isObject(outer) ? outer[inner] : undefined;

	return {
		value(name) {
			const [outer = name, inner] = name.split('.');
			const { type, default: preset } = field(name) ?? {};
			const unwrap = type === 'resourceLocator' ? locatedValue : (value: unknown) => value;
			const given = unwrap(pick(resolve(outer), inner));
			const isEvaluated = isExpression(pick(node.parameters[outer], inner));
			const isNothing = (isEvaluated || isTool) && saysNothing(given, isTool);
			if (!isEmpty(given) && !isNothing) return given;
			if (isEvaluated && isDecisive(name) && !isTool) throw emptyExpression(name);
			// A filter that nobody added filters nothing, whatever it is preset to once it is added.
			return outer === 'filters' ? undefined : unwrap(preset);
		},
		field,
		labelOf,
		error,
	};
}
