import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Operation, Resource } from './operation';

const byName = <T extends { name: string }>(options: T[]): T[] =>
	[...options].sort((a, b) => a.name.localeCompare(b.name));

function operationSelector({ value: resource, operations }: Resource): INodeProperties {
	const names = operations.map(({ value }) => value);
	const preferred = names.find((name) => name === 'getAll') ?? names[0] ?? '';
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options: byName(operations).map(
			({ name, value, action, description }): INodePropertyOptions => ({
				name,
				value,
				action,
				description,
			}),
		),
		default: preferred,
	};
}

function shownFor(resource: Resource, operation: Operation): INodeProperties[] {
	return operation.fields.map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: {
				resource: [resource.value],
				operation: [operation.value],
				...field.displayOptions?.show,
			},
		},
	}));
}

/**
 * The line below the node on the canvas, such as "Get many: missed chat". n8n's expressions know values
 * only, so the labels are part of the expression; a custom API call is left for n8n to recognize.
 */
export function subtitleOf(resources: Resource[]): string {
	const label = (parameter: string, options: Array<{ value: string; label: string }>) => {
		const labels = Object.fromEntries(options.map(({ value, label }) => [value, label]));
		return `((${JSON.stringify(labels)})[$parameter["${parameter}"]] ?? $parameter["${parameter}"])`;
	};
	const operations = resources
		.flatMap((resource) => resource.operations)
		.map(({ value, name }) => ({ value, label: name.charAt(0) + name.slice(1).toLowerCase() }));
	const things = resources.map(({ value, name }) => ({ value, label: name.toLowerCase() }));
	return `={{ ${label('operation', operations)} + ": " + ${label('resource', things)} }}`;
}

/** What n8n's editor shows: the selectors, then the fields of each operation under its own conditions. */
export function propertiesOf(resources: Resource[]): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: byName(resources).map(({ name, value, description }) => ({
				name,
				value,
				description,
			})),
			default: 'chat',
		},
		...resources.map(operationSelector),
		...resources.flatMap((resource) =>
			resource.operations.flatMap((operation) => shownFor(resource, operation)),
		),
	];
}
