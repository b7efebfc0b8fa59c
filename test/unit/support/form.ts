import type { INode, INodeParameters, INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import type { RequestPlan, Reader } from '../../../nodes/SocialIntents/operation';
import { createReader } from '../../../nodes/SocialIntents/parameters';
import { resources } from '../../../nodes/SocialIntents/resources';

export const node: INode = {
	id: '1',
	name: 'Social Intents',
	type: 'n8n-nodes-social-intents.socialIntents',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** What a form is filled in for. */
export interface Situation {
	workflowTimezone?: string;
	isTool?: boolean;
	itemIndex?: number;
	/** ISO 8601. */
	now?: string;
	/** The fields as they were entered, where expressions gave the values. */
	entered?: Values;
}

export type Values = Record<string, unknown>;

const isRecord = (value: unknown): value is Values =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Values that the editor could not set are the test's own fault, whatever the code makes of them. */
function refuseUnknownNames(fields: INodeProperties[], given: Values) {
	for (const [name, value] of Object.entries(given)) {
		const field = fields.find((candidate) => candidate.name === name);
		if (!field) throw new Error(`The form has no field "${name}"`);
		if (field.type !== 'collection' || !isRecord(value)) continue;
		for (const inner of Object.keys(value)) {
			const isOption = field.options?.some((option) => option.name === inner);
			if (!isOption) throw new Error(`The collection "${name}" has no field "${inner}"`);
		}
	}
}

/** A form filled in as n8n does it: defaults where nothing is given, null where a field is hidden. */
export function formOf(
	fields: INodeProperties[],
	given: Values,
	isTool = false,
): (name: string) => unknown {
	refuseUnknownNames(fields, given);
	const defaults = Object.fromEntries(fields.map((field) => [field.name, field.default]));
	const values = { ...defaults, ...given };
	const description = {
		name: isTool ? 'socialIntentsTool' : 'socialIntents',
	} as INodeTypeDescription;

	return (name) => {
		const field = fields.find((candidate) => candidate.name === name);
		if (!field) throw new Error(`The code asks for "${name}", which is no field of the form`);
		const isShown = NodeHelpers.displayParameter(
			values as INodeParameters,
			field,
			node,
			description,
		);
		return isShown ? (values[name] ?? null) : null;
	};
}

/** The readers of one item's form. */
export function readerOf(
	fields: INodeProperties[],
	given: Values = {},
	situation: Situation = {},
): Reader {
	const {
		workflowTimezone = 'UTC',
		isTool = false,
		itemIndex = 0,
		now = '2025-06-15T12:00:00Z',
		entered = {},
	} = situation;
	return createReader({
		node: { ...node, parameters: entered as INodeParameters },
		itemIndex,
		fields,
		get: formOf(fields, given, isTool),
		workflowTimezone,
		isTool,
		now: Date.parse(now),
	});
}

/** An operation of the table, by what saved workflows call it. */
export function operationOf(resource: string, operation: string) {
	const found = resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
	if (!found) throw new Error(`The table has no ${resource}.${operation}`);
	return found;
}

/** What an operation, named as `resource.operation`, asks for one item. */
export function planOf(
	name: `${string}.${string}`,
	given: Values = {},
	situation: Situation = {},
): RequestPlan {
	const [resource = '', value = ''] = name.split('.');
	const operation = operationOf(resource, value);
	return operation.plan(readerOf(operation.fields, given, situation));
}
