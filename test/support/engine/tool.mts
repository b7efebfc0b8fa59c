import type { IDataObject, IWorkflowSettings } from 'n8n-workflow';
import { AGENT, agentNode, type ToolCall, type ToolInvocation } from './agent.mts';
import { runWorkflow } from './execute.mts';
import type { Installation } from './installation.mts';
import type { Line } from './line.mts';
import type { LogLine } from './log.mts';
import { openSession, type SessionOptions } from './session.mts';
import { START, startNode } from './stand-ins.mts';
import { assertParametersAreShown, createWorkflow, toNode } from './workflow.mts';

export interface ToolOptions extends SessionOptions {
	/** What the model fills in, by the keys of `$fromAI` in the node's parameters. */
	arguments?: IDataObject;
	/** Default: `engineRequest`, as in the current Agent node. */
	invocation?: ToolInvocation;
	settings?: IWorkflowSettings;
}

export interface ToolRun extends Partial<ToolCall> {
	/** The response, parsed as JSON. */
	data: unknown;
	/**
	 * The error that ended the agent's run. A failing tool ends it, except with `engineRequest` in 2.x, where the
	 * model receives the error's message. With `supplyData`, the real Agent node catches it.
	 */
	error: Error | undefined;
	/** The last error that the node itself threw, before n8n wrapped it. */
	thrown: unknown;
	/** How often n8n called the node's `execute`. */
	calls: number;
	log: LogLine[];
}

/** Lets an agent call the node as its tool, with n8n's real code. */
export async function executeTool(
	line: Line,
	installation: Installation,
	{ invocation = 'engineRequest', arguments: args = {}, settings, ...options }: ToolOptions,
): Promise<ToolRun> {
	const { type, name = type } = options.node;
	const asTool = { ...options, node: { ...options.node, name, type: `${type}Tool` } };
	let call: ToolCall | undefined;
	const session = openSession(line, installation, asTool, {
		[START]: startNode([{ json: {} }]),
		[AGENT]: agentNode(name, invocation, args, (made) => (call = made)),
	});
	const { node, nodeTypes } = session;
	const workflow = createWorkflow(line, nodeTypes, {
		nodes: [toNode({ type: START, name: 'Start' }), toNode({ type: AGENT, name: 'Agent' }), node],
		connections: {
			Start: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
			[node.name]: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
		},
		settings,
	});
	if (!options.node.dropsHiddenParameters) assertParametersAreShown(workflow, node);

	const log: LogLine[] = [];
	const run = await line.log.collect(log, async () =>
		runWorkflow(line, workflow, session.additionalData('trigger'), 'trigger'),
	);
	const observed = nodeTypes.observed.get(node.type);
	const { error } = run.data.resultData;
	return {
		...call,
		data: call && (JSON.parse(call.response) as unknown),
		error: error && ((nodeTypes.observed.get(AGENT)?.thrown.at(-1) ?? error) as Error),
		thrown: observed?.thrown.at(-1),
		calls: observed?.calls ?? 0,
		log,
	};
}
