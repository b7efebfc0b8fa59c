import type {
	INode,
	INodeParameters,
	INodeType,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { createAdditionalData } from './additional-data.mts';
import { createCredentialsHelper, type TestCredentials } from './credentials.mts';
import type { Installation } from './installation.mts';
import type { Line } from './line.mts';
import { NodeTypes } from './node-types.mts';
import { toNode, type TestNode } from './workflow.mts';

/** What every kind of run needs: an n8n version, the installed package, and a node with its credentials. */
export interface Session {
	readonly line: Line;
	readonly installation: Installation;
	readonly node: INode;
	readonly nodeTypes: NodeTypes;
	additionalData(
		mode: WorkflowExecuteMode,
		more?: { currentNodeParameters?: INodeParameters; webhookUrl?: string },
	): IWorkflowExecuteAdditionalData;
}

export interface SessionOptions {
	node: TestNode;
	credentials?: TestCredentials;
}

export function openSession(
	line: Line,
	installation: Installation,
	{ node, credentials = {} }: SessionOptions,
	standIns: Record<string, INodeType> = {},
): Session {
	const credentialsHelper = createCredentialsHelper(line, installation, credentials);
	return {
		line,
		installation,
		node: toNode(node, installation.packageName, credentials),
		nodeTypes: new NodeTypes(line, installation, standIns),
		additionalData: (mode, more) =>
			createAdditionalData(line, { credentialsHelper, mode, ...more }),
	};
}
