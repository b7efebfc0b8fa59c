import type {
	IDataObject,
	IWebhookData,
	IWebhookDescription,
	Workflow,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import type { LogLine } from './log.mts';
import { openSession, type Session, type SessionOptions } from './session.mts';
import type { Installation } from './installation.mts';
import { isVersion1, type Line } from './line.mts';
import { StoredWorkflow, type StoredWorkflowOptions } from './stored-workflow.mts';
import { deliver, type Delivery, type IncomingRequest } from './webhook-delivery.mts';
import { webhookPath } from './webhook-route.mts';

const ACTIVATION_ATTEMPTS = 5;
const TEARDOWN_ATTEMPTS = 3;

export interface WebhookTriggerOptions extends SessionOptions, StoredWorkflowOptions {
	/** The value of n8n's setting WEBHOOK_URL. Default: an https URL. */
	webhookUrl?: string;
	/** True for the editor's "Listen for test event", which has another URL and its own static data. */
	test?: boolean;
}

interface HookOptions {
	mode?: WorkflowExecuteMode;
	activation?: WorkflowActivateMode;
}

type HookMethod = 'checkExists' | 'create' | 'delete';

/** A workflow with a webhook trigger, with the calls that n8n makes. */
export class WebhookTrigger {
	/** The lines written to n8n's logger so far. */
	readonly log: LogLine[] = [];
	/** The methods that n8n has called so far, in order. */
	readonly called: HookMethod[] = [];
	private readonly session: Session;
	private readonly stored: StoredWorkflow;
	private readonly options: WebhookTriggerOptions;

	constructor(line: Line, installation: Installation, options: WebhookTriggerOptions) {
		this.options = options;
		this.session = openSession(line, installation, {
			...options,
			node: { webhookId: 'webhook-id-of-the-test', ...options.node },
		});
		this.stored = new StoredWorkflow(this.session, { ...options, active: !options.test });
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

	/** Calls a single method; n8n saves static data only if it did not throw. */
	async checkExists(options?: HookOptions): Promise<boolean> {
		return await this.callOnce('checkExists', options);
	}

	async create(options?: HookOptions): Promise<boolean> {
		return await this.callOnce('create', options);
	}

	async delete(options?: HookOptions): Promise<boolean> {
		return await this.callOnce('delete', { mode: 'internal', activation: 'update', ...options });
	}

	/**
	 * Publishes the workflow or starts to listen for a test event. If `create` throws, 2.x calls
	 * `delete` on the same static data and retries, five attempts in all (here without the delays);
	 * then it saves the static data. 1.x calls `delete` once, on the previous static data.
	 */
	async activate(activation: WorkflowActivateMode = 'activate'): Promise<void> {
		const { workflow } = this.stored.load();
		const isOld = isVersion1(this.session.line.name);
		const attempts = isOld || this.options.test ? 1 : ACTIVATION_ATTEMPTS;
		try {
			await repeat(attempts, async () => {
				try {
					if (!(await this.call('checkExists', workflow, { activation }))) {
						await this.call('create', workflow, { activation });
					}
				} catch (error) {
					await this.clearAfterFailure(isOld ? this.stored.load().workflow : workflow);
					throw error;
				}
			});
		} catch (error) {
			if (!isOld) this.stored.save(workflow);
			throw error;
		}
		this.stored.save(workflow);
	}

	/** Restarts n8n: 1.x then checks every webhook, 2.x checks none. */
	async restart(): Promise<void> {
		if (isVersion1(this.session.line.name)) await this.activate('init');
	}

	/**
	 * Unpublishes the workflow or stops listening. If `delete` throws, 2.x tries three times and
	 * saves static data anyway; 1.x gives up without saving. Both only log the error; here
	 * it is returned.
	 */
	async deactivate(): Promise<Error | undefined> {
		const { workflow } = this.stored.load();
		const isOld = isVersion1(this.session.line.name);
		try {
			await repeat(isOld ? 1 : TEARDOWN_ATTEMPTS, async () =>
				this.call('delete', workflow, { mode: 'internal', activation: 'update' }),
			);
		} catch (error) {
			if (!isOld) this.stored.save(workflow);
			return error as Error;
		}
		this.stored.save(workflow);
		return undefined;
	}

	/** Sends a request to n8n's webhook URL, as the service does. */
	async deliver(request: IncomingRequest): Promise<Delivery> {
		const mode = this.options.test ? 'manual' : 'webhook';
		const { workflow, node } = this.stored.load();
		const additionalData = this.additionalData(mode);
		const webhooks = this.webhooks(workflow, mode);
		return await this.session.line.log.collect(this.log, async () =>
			deliver({ ...this.session, workflow, node, mode, additionalData, webhooks }, request, () =>
				this.stored.save(workflow),
			),
		);
	}

	private async callOnce(method: HookMethod, options?: HookOptions): Promise<boolean> {
		const { workflow } = this.stored.load();
		const result = await this.call(method, workflow, options);
		this.stored.save(workflow);
		return result;
	}

	private async call(
		method: HookMethod,
		workflow: Workflow,
		{ mode, activation = 'activate' }: HookOptions = {},
	): Promise<boolean> {
		const { line, node, nodeTypes } = this.session;
		const usedMode = mode ?? (this.options.test ? 'manual' : 'trigger');
		const usedActivation = this.options.test && !mode ? 'manual' : activation;
		const [webhook] = this.webhooks(workflow, usedMode);
		if (!webhook) throw new Error(`${node.type} has no webhook`);
		const context = new line.core.HookContext(
			workflow,
			workflow.getNode(node.name) ?? node,
			webhook.workflowExecuteAdditionalData,
			usedMode,
			usedActivation,
			webhook,
		);
		const nodeType = nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		const implementation = nodeType.webhookMethods?.[webhook.webhookDescription.name]?.[method];
		if (!implementation) throw new Error(`${node.type} has no ${method}`);
		this.called.push(method);
		return await line.log.collect(this.log, async () => implementation.call(context));
	}

	private async clearAfterFailure(workflow: Workflow) {
		try {
			await this.call('delete', workflow, { mode: 'internal', activation: 'update' });
			this.stored.save(workflow);
		} catch {
			// If the cleanup fails too, n8n only logs it.
		}
	}

	private webhooks(workflow: Workflow, mode: WorkflowExecuteMode): IWebhookData[] {
		const { node, nodeTypes } = this.session;
		const { description } = nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		const additionalData = this.additionalData(mode);
		return (description.webhooks ?? []).map((webhookDescription: IWebhookDescription) => ({
			httpMethod: webhookDescription.httpMethod as IWebhookData['httpMethod'],
			node: node.name,
			path: webhookPath(this.session.line, workflow, node, webhookDescription),
			webhookDescription,
			workflowId: workflow.id,
			workflowExecuteAdditionalData: additionalData,
			isTest: this.options.test ?? false,
		}));
	}

	private additionalData(mode: WorkflowExecuteMode) {
		return this.session.additionalData(mode, { webhookUrl: this.options.webhookUrl });
	}
}

async function repeat(attempts: number, action: () => Promise<unknown>): Promise<void> {
	for (let attempt = 1; ; attempt++) {
		try {
			await action();
			return;
		} catch (error) {
			if (attempt >= attempts) throw error;
		}
	}
}
