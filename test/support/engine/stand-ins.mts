import type {
	IDataObject,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

/** Stand-ins for n8n's nodes that the test workflows need: n8n-nodes-base is not installed. */
export const START = 'test.start';
export const EVALUATE = 'test.evaluate';

/** A trigger that starts the workflow with the given items. */
export function startNode(items: INodeExecutionData[]): INodeType {
	return {
		description: describe(START, { group: ['trigger'], inputs: [] }),
		execute: async () => [items],
	};
}

/** Outputs one item per input item: the values of its parameter `values`, expressions resolved. */
export const evaluateNode: INodeType = {
	description: describe(EVALUATE, {
		properties: [{ displayName: 'Values', name: 'values', type: 'json', default: {} }],
	}),
	async execute() {
		const evaluated = this.getInputData().map((_, item) => ({
			json: this.getNodeParameter('values', item) as IDataObject,
			pairedItem: { item },
		}));
		return [evaluated];
	},
};

export function describe(
	name: string,
	more: Partial<INodeTypeDescription> = {},
): INodeTypeDescription {
	return {
		displayName: name,
		name,
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
		...more,
	};
}
