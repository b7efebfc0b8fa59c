import type { INodeProperties, INodeType, INodeTypeDescription } from 'n8n-workflow';
import type { Line } from './line.mts';

/** What n8n lists as `<name>Tool` for every node that is usable as a tool. */
export function toolDescription(line: Line, description: INodeTypeDescription) {
	const copy = line.workflow.deepCopy(description);
	turnIntoTool(copy);
	return copy;
}

/**
 * What n8n runs as `<name>Tool`: an object that inherits everything but the description. The properties
 * of the twin are not an array but inherit from one; n8n's code iterates over them regardless.
 */
export function toolTwin(nodeType: INodeType): INodeType {
	if (!nodeType.description.usableAsTool) throw new Error('Node cannot be used as a tool');
	if (nodeType.supplyData) throw new Error('Node already has a `supplyData` method');
	const properties = Object.create(nodeType.description.properties) as INodeProperties[];
	const description = Object.create(nodeType.description, {
		properties: { value: properties },
	}) as INodeTypeDescription;
	turnIntoTool(description);
	return Object.create(nodeType, { description: { value: description } }) as INodeType;
}

/** Part of n8n's server, not of its core. */
function turnIntoTool(description: INodeTypeDescription) {
	const { properties } = description;
	const names = properties.map(({ name }) => name);
	description.name += 'Tool';
	description.displayName += ' Tool';
	description.inputs = [];
	description.outputs = ['ai_tool'];
	delete description.usableAsTool;
	if (!names.includes('toolDescription')) {
		const withChoice = names.includes('resource') || names.includes('operation');
		properties.splice(0, 0, ...descriptionProperties(description.description, withChoice));
	}
	const { alias, resources = {} } = description.codex ?? {};
	description.codex = {
		categories: ['AI'],
		subcategories: { AI: ['Tools'], Tools: ['Other Tools'] },
		resources,
		...(alias && { alias }),
	};
}

function descriptionProperties(text: string, withChoice: boolean): INodeProperties[] {
	const manual: INodeProperties = {
		displayName: 'Description',
		name: 'toolDescription',
		type: 'string',
		default: text,
		required: true,
		typeOptions: { records: 2 },
	};
	if (!withChoice) return [manual];
	const choice: INodeProperties = {
		displayName: 'Tool Description',
		name: 'descriptionType',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Set Automatically', value: 'auto' },
			{ name: 'Set Manually', value: 'manual' },
		],
		default: 'auto',
	};
	return [choice, { ...manual, displayOptions: { show: { descriptionType: ['manual'] } } }];
}
