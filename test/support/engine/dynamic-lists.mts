import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';
import type { Installation } from './installation.mts';
import type { Line } from './line.mts';
import { openSession, type SessionOptions } from './session.mts';
import { createWorkflow } from './workflow.mts';

export interface LoadOptions extends SessionOptions {
	/** Name of the method in the node's `methods`. */
	method: string;
	/** The parameter that the list belongs to, such as `parameters.filters.widgetId`. */
	path?: string;
}

export interface ListSearchOptions extends LoadOptions {
	filter?: string;
	paginationToken?: string;
}

/** Loads the list of a resource locator, as the editor does while the user types. */
export async function listSearch(
	line: Line,
	installation: Installation,
	options: ListSearchOptions,
): Promise<INodeListSearchResult> {
	const { context, nodeType } = openContext(line, installation, options);
	const method = nodeType.methods?.listSearch?.[options.method];
	if (!method) throw new Error(`No listSearch method ${options.method}`);
	const result = await method.call(context, options.filter, options.paginationToken);
	const { paginationToken } = result;
	// The editor sends the token back as text, whatever its type.
	return paginationToken === undefined
		? result
		: { ...result, paginationToken: String(paginationToken) };
}

/** Loads the options of a list, as the editor does when the node is opened. */
export async function loadOptions(
	line: Line,
	installation: Installation,
	options: LoadOptions,
): Promise<INodePropertyOptions[]> {
	const { context, nodeType } = openContext(line, installation, options);
	const method = nodeType.methods?.loadOptions?.[options.method];
	if (!method) throw new Error(`No loadOptions method ${options.method}`);
	return await method.call(context);
}

function openContext(
	line: Line,
	installation: Installation,
	options: LoadOptions,
): { context: ILoadOptionsFunctions; nodeType: INodeType } {
	const { node, nodeTypes, additionalData } = openSession(line, installation, options);
	const workflow = createWorkflow(line, nodeTypes, { nodes: [node], active: false });
	const data = additionalData('internal', { currentNodeParameters: node.parameters });
	const inWorkflow = workflow.getNode(node.name) ?? node;
	const { path = '' } = options;
	return {
		context: new line.core.LoadOptionsContext(workflow, inWorkflow, data, path),
		nodeType: nodeTypes.getByNameAndVersion(node.type, node.typeVersion),
	};
}
