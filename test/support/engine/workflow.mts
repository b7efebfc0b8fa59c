import type {
	IConnections,
	IDataObject,
	INode,
	INodeParameters,
	INodeTypes,
	IWorkflowSettings,
	OnError,
	Workflow,
} from 'n8n-workflow';
import { isDeepStrictEqual } from 'node:util';
import { nodeCredentials, type TestCredentials } from './credentials.mts';
import type { Line } from './line.mts';

/** A node as a test defines it; everything else is as in a newly added node. */
export interface TestNode {
	/** `socialIntents` (of the loaded package) or a full type name. */
	type: string;
	name?: string;
	/** Default: derived from the name. */
	id?: string;
	typeVersion?: number;
	parameters?: INodeParameters;
	onError?: OnError;
	retryOnFail?: boolean;
	maxTries?: number;
	waitBetweenTries?: number;
	executeOnce?: boolean;
	alwaysOutputData?: boolean;
	webhookId?: string;
	/**
	 * Hidden parameters are rejected, because n8n would silently drop them.
	 * Set this if a test needs exactly that.
	 */
	dropsHiddenParameters?: boolean;
}

interface WorkflowParts {
	nodes: INode[];
	connections?: IConnections;
	settings?: IWorkflowSettings;
	staticData?: IDataObject;
	active?: boolean;
}

export const WORKFLOW_ID = 'workflow-of-the-test';

export function toNode(
	{ dropsHiddenParameters, ...node }: TestNode,
	packageName = '',
	credentials: TestCredentials = {},
): INode {
	const type = node.type.includes('.') ? node.type : `${packageName}.${node.type}`;
	return {
		id: `id-of-${node.name ?? node.type}`,
		name: node.name ?? node.type,
		typeVersion: 1,
		position: [0, 0],
		credentials: nodeCredentials(credentials),
		...node,
		type,
		parameters: structuredClone(node.parameters ?? {}),
	};
}

/** n8n's workflow object. Creating it adds default parameters and removes hidden ones. */
export function createWorkflow(
	line: Line,
	nodeTypes: INodeTypes,
	{ nodes, connections = {}, settings = {}, staticData = {}, active = true }: WorkflowParts,
): Workflow {
	return new line.workflow.Workflow({
		id: WORKFLOW_ID,
		name: 'Workflow of the test',
		nodes: structuredClone(nodes),
		connections,
		active,
		nodeTypes,
		staticData: structuredClone(staticData),
		settings: { executionOrder: 'v1', ...settings },
	});
}

/** Fails if n8n dropped a parameter that the test set: a typo or a hidden field. */
export function assertParametersAreShown(workflow: Workflow, node: INode) {
	const dropped = missingPaths(node.parameters, workflow.getNode(node.name)?.parameters);
	if (dropped.length === 0) return;
	throw new Error(`${node.type} does not show the parameter ${dropped.join(', ')}`);
}

function missingPaths(given: unknown, kept: unknown, path = ''): string[] {
	if (isDeepStrictEqual(given, kept)) return [];
	if (kept === undefined) return [path];
	if (!isPlainObject(given) || !isPlainObject(kept)) return [];
	return Object.entries(given).flatMap(([key, value]) =>
		missingPaths(value, kept[key], path ? `${path}.${key}` : key),
	);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
