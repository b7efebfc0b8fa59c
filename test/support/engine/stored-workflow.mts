import type { IDataObject, INode, IWorkflowSettings, Workflow } from 'n8n-workflow';
import type { Session } from './session.mts';
import { assertParametersAreShown, createWorkflow } from './workflow.mts';

export interface StoredWorkflowOptions {
	settings?: IWorkflowSettings;
	/** The static data that n8n stored before the test starts. */
	staticData?: IDataObject;
	/** False while the editor listens for a test event. */
	active?: boolean;
}

/** A workflow with one trigger, as n8n's database holds it: only its static data persists. */
export class StoredWorkflow {
	/** All static data of the workflow, such as `{ 'node:Name': { … } }`. */
	staticData: IDataObject;
	private readonly session: Session;
	private readonly options: StoredWorkflowOptions;

	constructor(session: Session, options: StoredWorkflowOptions) {
		this.session = session;
		this.options = options;
		this.staticData = structuredClone(options.staticData ?? {});
	}

	/** The trigger's own part of the static data. */
	get nodeState(): IDataObject {
		return (this.staticData[`node:${this.session.node.name}`] ?? {}) as IDataObject;
	}

	/** A new workflow object with the static data as last saved. */
	load(): { workflow: Workflow; node: INode } {
		const { line, nodeTypes, node } = this.session;
		const { settings, active } = this.options;
		const workflow = createWorkflow(line, nodeTypes, {
			nodes: [node],
			settings,
			active,
			staticData: this.staticData,
		});
		return { workflow, node: workflow.getNode(node.name) ?? node };
	}

	/** Saves all of the static data as JSON, if the node has changed it. */
	save({ staticData }: Workflow) {
		if (staticData.__dataChanged !== true) return;
		this.staticData = JSON.parse(JSON.stringify(staticData)) as IDataObject;
		staticData.__dataChanged = false;
	}

	assertParametersAreShown() {
		assertParametersAreShown(this.load().workflow, this.session.node);
	}
}
