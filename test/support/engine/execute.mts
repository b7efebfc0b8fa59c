import type {
	ExecutionStatus,
	IConnections,
	INodeExecutionData,
	INodeParameters,
	IRun,
	IWorkflowExecuteAdditionalData,
	IWorkflowSettings,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import type { Installation } from './installation.mts';
import type { Line } from './line.mts';
import type { LogLine } from './log.mts';
import { openSession, type Session, type SessionOptions } from './session.mts';
import { EVALUATE, evaluateNode, START, startNode } from './stand-ins.mts';
import { assertParametersAreShown, createWorkflow, toNode } from './workflow.mts';

/** A node after the tested one; it evaluates the given expressions once per item. */
export interface EvaluatingNode {
	name: string;
	/** Expressions by name, such as `={{ $('Start').item.json.id }}`. */
	values: INodeParameters;
	/** Where its items come from. Default: output 0 of the node before it. */
	from?: { node: string; output: number };
}

export interface ExecuteOptions extends SessionOptions {
	/** The output of the node named Start. Default: one empty item. */
	items?: INodeExecutionData[];
	settings?: IWorkflowSettings;
	extraNodes?: EvaluatingNode[];
	mode?: WorkflowExecuteMode;
	/** Stops the execution, as a user does. */
	signal?: AbortSignal;
}

export interface Execution {
	status: ExecutionStatus;
	/** Items of the node's first output. */
	items: INodeExecutionData[];
	/** Items of every output of the node. */
	outputs: INodeExecutionData[][];
	/** The last error that the node threw, if it failed: the original object. */
	error: Error | undefined;
	/** How often n8n called the node's `execute`. */
	calls: number;
	/** Items that the node returned without `pairedItem`, before n8n filled in the missing ones. */
	unpaired: number;
	/** What was written through n8n's logger while the workflow ran. */
	log: LogLine[];
	/** Items of the first output of any node. */
	itemsOf(nodeName: string): INodeExecutionData[];
	/** The execution data that n8n would store. */
	run: IRun;
}

/** Runs Start → the node → the extra nodes with n8n's real WorkflowExecute. */
export async function execute(
	line: Line,
	installation: Installation,
	options: ExecuteOptions,
): Promise<Execution> {
	const { items = [{ json: {} }], extraNodes = [], mode = 'trigger', signal } = options;
	const standIns = { [START]: startNode(items), [EVALUATE]: evaluateNode };
	const session = openSession(line, installation, options, standIns);
	const { node, nodeTypes } = session;
	const evaluating = extraNodes.map(({ name, values }) =>
		toNode({ type: EVALUATE, name, parameters: { values } }),
	);
	const workflow = createWorkflow(line, nodeTypes, {
		nodes: [toNode({ type: START, name: 'Start' }), node, ...evaluating],
		connections: connect(node.name, extraNodes),
		settings: options.settings,
	});
	if (!options.node.dropsHiddenParameters) assertParametersAreShown(workflow, node);

	const log: LogLine[] = [];
	const run = await line.log.collect(log, async () =>
		runWorkflow(line, workflow, session.additionalData(mode), mode, signal),
	);
	return readRun(run, session, log);
}

/** Runs a workflow from its node Start to the end. */
export async function runWorkflow(
	line: Line,
	workflow: Workflow,
	additionalData: IWorkflowExecuteAdditionalData,
	mode: WorkflowExecuteMode,
	signal?: AbortSignal,
): Promise<IRun> {
	const startNode = workflow.getNode('Start') ?? undefined;
	const engine = new line.core.WorkflowExecute(additionalData, mode);
	// In 1.x and the first releases of 2.x the arguments are positional.
	const isPositional = !/^\s*(async )?run\(\{/.test(String(engine.run));
	const running = isPositional
		? (engine as unknown as PositionalRun).run(workflow, startNode)
		: engine.run({ workflow, startNode });
	const cancel = () => running.cancel();
	signal?.addEventListener('abort', cancel, { once: true });
	if (signal?.aborted) cancel();
	try {
		return await running;
	} finally {
		signal?.removeEventListener('abort', cancel);
	}
}

type Run = InstanceType<Line['core']['WorkflowExecute']>['run'];

interface PositionalRun {
	run(workflow: Workflow, startNode: Parameters<Run>[0]['startNode']): ReturnType<Run>;
}

function connect(nodeName: string, extraNodes: EvaluatingNode[]): IConnections {
	const connections: IConnections = { Start: { main: [[main(nodeName)]] } };
	let previous = nodeName;
	for (const { name, from = { node: previous, output: 0 } } of extraNodes) {
		const outputs = ((connections[from.node] ??= {}).main ??= []);
		while (outputs.length <= from.output) outputs.push([]);
		outputs[from.output]?.push(main(name));
		previous = name;
	}
	return connections;
}

function main(node: string) {
	return { node, type: 'main' as const, index: 0 };
}

function readRun(run: IRun, { node, nodeTypes }: Session, log: LogLine[]): Execution {
	const { error, runData } = run.data.resultData;
	const outputsOf = (name: string) =>
		(runData[name]?.at(-1)?.data?.main ?? []).map((items) => items ?? []);
	const outputs = outputsOf(node.name);
	const observed = nodeTypes.observed.get(node.type);
	return {
		// Engines before 1.110 leave the status of a failed run as it was.
		status: error && run.status === 'running' ? 'error' : run.status,
		items: outputs[0] ?? [],
		outputs,
		error: error && ((observed?.thrown.at(-1) ?? error) as Error),
		calls: observed?.calls ?? 0,
		unpaired: observed?.unpaired ?? 0,
		log,
		itemsOf: (name) => outputsOf(name)[0] ?? [],
		run,
	};
}
