import type {
	IBinaryData,
	ICredentialDataDecryptedObject,
	INodeListSearchResult,
	INodePropertyOptions,
	INodeTypeDescription,
} from 'n8n-workflow';
import { testCredential, type CredentialTestResult } from './engine/credential-test.mts';
import {
	listSearch,
	loadOptions,
	type ListSearchOptions,
	type LoadOptions,
} from './engine/dynamic-lists.mts';
import { execute, type ExecuteOptions, type Execution } from './engine/execute.mts';
import { install, type Installation } from './engine/installation.mts';
import { loadLine, type Line, type LineName } from './engine/line.mts';
import { Poller, type PollerOptions } from './engine/poller.mts';
import { executeTool, type ToolOptions, type ToolRun } from './engine/tool.mts';
import { toolDescription } from './engine/tool-twin.mts';
import { WebhookTrigger, type WebhookTriggerOptions } from './engine/webhook-trigger.mts';

export { openInbox, type Inbox } from './engine/inbox.mts';
export { LINES, type LineName } from './engine/line.mts';
export type { CredentialTestResult } from './engine/credential-test.mts';
export type { TestCredentials } from './engine/credentials.mts';
export type { ListSearchOptions, LoadOptions } from './engine/dynamic-lists.mts';
export type { EvaluatingNode, ExecuteOptions, Execution } from './engine/execute.mts';
export type { LogLine } from './engine/log.mts';
export type { Emitted, Poller, PollerOptions } from './engine/poller.mts';
export type { ToolInvocation } from './engine/agent.mts';
export type { ToolOptions, ToolRun } from './engine/tool.mts';
export type { Delivery, IncomingRequest } from './engine/webhook-delivery.mts';
export type { WebhookTrigger, WebhookTriggerOptions } from './engine/webhook-trigger.mts';
export type { TestNode } from './engine/workflow.mts';

/** One major version of n8n with a node package installed in it. */
export class Engine {
	readonly line: Line;
	readonly installation: Installation;

	constructor(line: Line, installation: Installation) {
		this.line = line;
		this.installation = installation;
	}

	/** Runs Start → the node → the extra nodes in n8n's real engine. */
	async execute(options: ExecuteOptions): Promise<Execution> {
		return await execute(this.line, this.installation, options);
	}

	/** Has an agent call the node as its tool. */
	async executeTool(options: ToolOptions): Promise<ToolRun> {
		return await executeTool(this.line, this.installation, options);
	}

	/** Loads the list of a resource locator. */
	async listSearch(options: ListSearchOptions): Promise<INodeListSearchResult> {
		return await listSearch(this.line, this.installation, options);
	}

	/** Loads the options of a list. */
	async loadOptions(options: LoadOptions): Promise<INodePropertyOptions[]> {
		return await loadOptions(this.line, this.installation, options);
	}

	/** Runs a credential test. */
	async testCredential(
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<CredentialTestResult> {
		return await testCredential(this.line, this.installation, type, data);
	}

	/** Creates a workflow with a webhook trigger, not yet published. */
	webhookTrigger(options: WebhookTriggerOptions): WebhookTrigger {
		return new WebhookTrigger(this.line, this.installation, options);
	}

	/** Creates a workflow with a polling trigger, not yet published. */
	poller(options: PollerOptions): Poller {
		return new Poller(this.line, this.installation, options);
	}

	/** The description of the tool that n8n derives from a node. */
	toolDescription(nodeName: string): INodeTypeDescription {
		const { getVersionedNodeType } = this.line.workflow.NodeHelpers;
		const { description } = getVersionedNodeType(this.installation.node(nodeName));
		return toolDescription(this.line, description);
	}

	/** The content of an item's file, wherever n8n stores it. */
	async readBinary(data: IBinaryData): Promise<Buffer> {
		const { container, core } = this.line;
		return await container.get(core.BinaryDataService).getAsBuffer(data);
	}
}

const engines = new Map<string, Promise<Engine>>();

/**
 * Loads a major version of n8n in this process, with our package as last built (or another package's
 * folder) installed in it. Repeated calls return the same engine.
 */
export async function loadEngine(name: LineName, packageFolder?: string): Promise<Engine> {
	const key = `${name} ${packageFolder ?? ''}`;
	let engine = engines.get(key);
	if (!engine) {
		engine = create(name, packageFolder);
		engines.set(key, engine);
	}
	return await engine;
}

async function create(name: LineName, packageFolder?: string): Promise<Engine> {
	const line = await loadLine(name);
	return new Engine(line, await install(line, packageFolder));
}
