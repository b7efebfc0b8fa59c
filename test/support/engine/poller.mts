import type {
	IDataObject,
	INodeExecutionData,
	IPollFunctions,
	Workflow,
	WorkflowActivateMode,
} from 'n8n-workflow';
import type { Installation } from './installation.mts';
import type { Line } from './line.mts';
import type { LogLine } from './log.mts';
import { openSession, type Session, type SessionOptions } from './session.mts';
import { StoredWorkflow, type StoredWorkflowOptions } from './stored-workflow.mts';

export type PollerOptions = SessionOptions & StoredWorkflowOptions;

/** What one poll emitted: items that start the workflow, or null for nothing. */
export type Emitted = INodeExecutionData[] | null;

/** A workflow with a polling trigger, with the calls that n8n makes. */
export class Poller {
	/** The lines written to n8n's logger so far. */
	readonly log: LogLine[] = [];
	private readonly session: Session;
	private readonly stored: StoredWorkflow;
	private running: { workflow: Workflow; context: IPollFunctions } | undefined;

	constructor(line: Line, installation: Installation, options: PollerOptions) {
		this.session = openSession(line, installation, options);
		this.stored = new StoredWorkflow(this.session, options);
		if (!options.node.dropsHiddenParameters) this.stored.assertParametersAreShown();
	}

	/** All static data of the workflow, as saved. */
	get staticData(): IDataObject {
		return this.stored.staticData;
	}

	/** The trigger's own part of it. */
	get nodeState(): IDataObject {
		return this.stored.nodeState;
	}

	/** Publishes the workflow: n8n polls once immediately and always saves static data. */
	async activate(activation: WorkflowActivateMode = 'activate'): Promise<Emitted> {
		const { line } = this.session;
		const { workflow, node } = this.stored.load();
		const additionalData = this.session.additionalData('trigger');
		const context = new line.core.PollContext(
			workflow,
			node,
			additionalData,
			'trigger',
			activation,
		);
		const emitted = await this.poll(context);
		this.stored.save(workflow);
		this.running = { workflow, context };
		return emitted;
	}

	/** Restarts n8n: unsaved state is lost. */
	async restart(): Promise<Emitted> {
		this.running = undefined;
		return await this.activate('init');
	}

	/**
	 * Polls once on schedule. The workflow object, the context and its activation mode are those
	 * of the activation; static data is saved only if something is emitted.
	 */
	async tick(): Promise<Emitted> {
		if (!this.running) throw new Error('Activate the poller first');
		const { workflow, context } = this.running;
		const emitted = await this.poll(context);
		if (emitted !== null) this.stored.save(workflow);
		return emitted;
	}

	/** Runs the trigger manually in the editor: with the saved static data, without saving. */
	async test(): Promise<Emitted> {
		const { line } = this.session;
		const { workflow, node } = this.stored.load();
		const additionalData = this.session.additionalData('manual');
		return await this.poll(
			new line.core.PollContext(workflow, node, additionalData, 'manual', 'manual'),
		);
	}

	private async poll(context: IPollFunctions): Promise<Emitted> {
		const { line, node, nodeTypes } = this.session;
		const { poll } = nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		if (!poll) throw new Error(`${node.type} has no poll function`);
		const output = await line.log.collect(this.log, async () => poll.call(context));
		return output?.[0] ?? null;
	}
}
