import type { INode, INodeParameters } from 'n8n-workflow';

import type { SavedCredential, Workflow } from '../scripts/n8n/index.mts';

/** The nodes under measurement, between the input items and the count of the output items. */
export type NodeChain = Array<Omit<INode, 'id' | 'position' | 'name'>>;

const core = (
	type: string,
	typeVersion: number,
	parameters: object,
	more: Partial<INode> = {},
): NodeChain[number] => ({
	type: `n8n-nodes-base.${type}`,
	typeVersion,
	parameters: parameters as INodeParameters,
	...more,
});

/** Our action node. `operation` is written as `chat.getAll`. */
export function ours(operation: string, parameters: object, more: Partial<INode> = {}): NodeChain {
	const [resource = '', name = ''] = operation.split('.');
	const node = {
		type: 'n8n-nodes-social-intents.socialIntents',
		typeVersion: 1,
		parameters: { resource, operation: name, ...parameters } as INodeParameters,
	};
	return [{ ...node, ...more }];
}

/**
 * A bare loop over n8n's request helper, in the same engine: see bench/nodes. It reads each ID just before
 * its request, or all IDs before the first request.
 */
export const bareLoop = (chatId: string, { readsFirst = false } = {}): NodeChain => [
	{ type: 'CUSTOM.bareLoop', typeVersion: 1, parameters: { chatId, readsFirst } },
];

/** HTTP Request with the same credential, and Split Out for the records in its responses. */
export function httpRequest(
	url: string,
	query: Record<string, string>,
	more: Partial<INode> & { batching?: { batchSize: number; batchInterval: number } } = {},
): NodeChain {
	const { batching, ...settings } = more;
	const parameters = {
		url,
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'socialIntentsApi',
		sendQuery: true,
		queryParameters: {
			parameters: Object.entries(query).map(([name, value]) => ({ name, value })),
		},
		options: batching ? { batching: { batch: batching } } : {},
	};
	return [core('httpRequest', 4.2, parameters, settings), splitOut('chats')];
}

const splitOut = (field: string) => core('splitOut', 1, { fieldToSplitOut: field, options: {} });

/** Counts the items and their distinct IDs. */
const count = core('summarize', 1.1, {
	fieldsToSummarize: {
		values: [
			{ aggregation: 'count', field: 'id', includeEmpty: true },
			{ aggregation: 'countUnique', field: 'id', includeEmpty: true },
		],
	},
	options: {},
});

/**
 * A workflow that is called over HTTP: the items in the request body go through the chain, the response is
 * their count. The execution is not saved.
 */
export function workflowOf(name: string, chain: NodeChain, credential: SavedCredential): Workflow {
	const trigger = core(
		'webhook',
		2.1,
		{ httpMethod: 'POST', path: name, responseMode: 'lastNode', options: {} },
		{ webhookId: name },
	);
	const { id, name: credentialName, type } = credential;
	const credentials = { [type]: { id, name: credentialName } };
	const nodes = [trigger, splitOut('body.items'), ...chain, count].map((node, index) => ({
		...node,
		...(/socialIntents|httpRequest|bareLoop/.test(node.type) && { credentials }),
		id: `${name}-${index}`,
		name: `Node ${index}`,
		position: [index * 200, 0] as [number, number],
	}));
	const connections = Object.fromEntries(
		nodes
			.slice(1)
			.map((node, index) => [
				`Node ${index}`,
				{ main: [[{ node: node.name, type: 'main' as const, index: 0 }]] },
			]),
	);
	return { name, nodes, connections, settings: { saveDataSuccessExecution: 'none' } };
}
