import type {
	EngineRequest,
	EngineResponse,
	IDataObject,
	IExecuteFunctions,
	INodeType,
	ITaskData,
} from 'n8n-workflow';
import { describe } from './stand-ins.mts';

export const AGENT = 'test.agent';

/**
 * How an agent runs its tool. `engineRequest`: the Agent node, since its version 3, asks the
 * engine to run the tool as a node of the workflow. `supplyData`: older agents, and n8n's MCP
 * server, call it themselves.
 */
export type ToolInvocation = 'engineRequest' | 'supplyData';

/** What the agent's model receives. */
export interface ToolCall {
	name: string;
	description: string;
	/** The argument's description by its key. */
	arguments: Record<string, string | undefined>;
	/** The text that the tool returned. */
	response: string;
}

interface Tool {
	name: string;
	description: string;
	schema: { shape: Record<string, { description?: string }> };
	invoke(args: IDataObject): Promise<string>;
}

/** An agent without a model: it calls its only tool once, with the given arguments. */
export function agentNode(
	toolNode: string,
	invocation: ToolInvocation,
	args: IDataObject,
	onCall: (call: ToolCall) => void,
): INodeType {
	return {
		description: describe(AGENT, { inputs: ['main', 'ai_tool'] }),
		async execute(response?: EngineResponse) {
			const tool = await connectedTool(this);
			const result = response?.actionResponses[0];
			if (invocation === 'engineRequest' && !result) return requestFor(toolNode, args);
			onCall({
				name: tool.name,
				description: tool.description,
				arguments: describedArguments(tool),
				response: result ? observation(result.data) : await tool.invoke(args),
			});
			return [[{ json: {} }]];
		},
	};
}

async function connectedTool(context: IExecuteFunctions): Promise<Tool> {
	const [tool] = (await context.getInputConnectionData('ai_tool', 0)) as [Tool];
	return tool;
}

function describedArguments({ schema }: Tool): ToolCall['arguments'] {
	const shape = Object.entries(schema.shape);
	return Object.fromEntries(shape.map(([key, type]) => [key, type.description]));
}

function requestFor(nodeName: string, input: IDataObject): EngineRequest {
	const action = {
		actionType: 'ExecutionNodeAction' as const,
		nodeName,
		input,
		type: 'ai_tool' as const,
		id: 'call-1',
		metadata: { itemIndex: 0 },
	};
	return { actions: [action], metadata: {} };
}

/** What the Agent node derives from a tool's run. */
function observation({ data, error }: ITaskData): string {
	const records = data?.ai_tool?.[0]?.map(({ json }) => json) ?? [];
	if (records.length > 0) return JSON.stringify(records);
	return JSON.stringify(error ? { error: error.message, errorType: error.name } : '');
}
