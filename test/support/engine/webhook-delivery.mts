import { isVersion1 } from './line.mts';
import querystring from 'node:querystring';
import type {
	IDataObject,
	INode,
	INodeExecutionData,
	IWebhookData,
	IWebhookResponseData,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { createRequest, createResponse, type RecordedResponse } from './http-doubles.mts';
import type { Session } from './session.mts';
import { matchPath } from './webhook-route.mts';

/** A request from the service to n8n's webhook URL. */
export interface IncomingRequest {
	/** The URL that the trigger registered, with its query if it has one. */
	url: string;
	method?: string;
	headers?: Record<string, string>;
	/** Text and bytes are sent unchanged, anything else as JSON. */
	body?: unknown;
	/** n8n cannot store the execution, for example because its database is down. */
	cannotBeStored?: boolean;
}

/** The outcome of a request. */
export interface Delivery extends RecordedResponse {
	/** Whether n8n started the workflow; also true for the failed execution after an error. */
	started: boolean;
	/** The items that the workflow started with. */
	items: INodeExecutionData[];
	error: Error | undefined;
}

interface Receiver extends Omit<Session, 'additionalData'> {
	workflow: Workflow;
	node: INode;
	mode: WorkflowExecuteMode;
	additionalData: IWorkflowExecuteAdditionalData;
	webhooks: IWebhookData[];
}

/** Handles a request as n8n's server does: route, parse, call `webhook()`, respond. */
export async function deliver(
	receiver: Receiver,
	{ url, method = 'POST', headers = {}, body, cannotBeStored = false }: IncomingRequest,
	save: () => void,
): Promise<Delivery> {
	const route = findRoute(receiver, new URL(url), method);
	if (!route) return refused(404, { message: 'The requested webhook is not registered.' });

	const request = createRequest({ url: new URL(url), method, headers, body, params: route.params });
	try {
		request.body = parseBody(request);
	} catch {
		return refused(422, { message: 'Failed to parse request body' });
	}
	const response = createResponse();
	const result = await callWebhook(receiver, route.webhook, request, response);
	if (result instanceof Error) {
		response.finish(500);
		const message = 'Workflow Webhook Error: Workflow could not be started!';
		return { ...refused(500, { message }), started: true, error: result };
	}
	if (!losesStaticData(receiver, result)) save();
	// n8n 1 responds before it stores anything.
	if (cannotBeStored && result.workflowData && !isVersion1(receiver.line.name)) {
		response.finish(500);
		return refused(500, { message: 'There was a problem executing the workflow' });
	}
	const recorded = result.noWebhookResponse
		? response.recorded()
		: responseOf(receiver, route.webhook, result);
	response.finish(recorded.status);
	return {
		...recorded,
		started: result.workflowData !== undefined && !cannotBeStored,
		items: result.workflowData?.[0] ?? [],
		error: undefined,
	};
}

function findRoute({ node, webhooks }: Receiver, { pathname }: URL, method: string) {
	for (const webhook of webhooks) {
		const prefix = webhook.isTest ? '/webhook-test/' : '/webhook/';
		const start = pathname.indexOf(prefix);
		if (start < 0 || webhook.httpMethod !== method) continue;
		const requested = pathname.slice(start + prefix.length).replace(/\/$/, '');
		const params = matchPath(node, webhook.path, requested);
		if (params) return { webhook, params };
	}
	return undefined;
}

function refused(status: number, body: IDataObject): Delivery {
	return { status, headers: {}, body, started: false, items: [], error: undefined };
}

/** n8n does this for typeVersion 1 with any content type, and later only for the types below. */
function parseBody({
	contentType,
	rawBody,
	encoding,
}: Pick<ReturnType<typeof createRequest>, 'contentType' | 'rawBody' | 'encoding'>): unknown {
	if (rawBody.length === 0) return undefined;
	// Throws for a charset that Node cannot decode, to which n8n responds with 422.
	const readText = () => rawBody.toString(encoding).replace(/^\uFEFF/, '');
	if (contentType === 'application/json') return JSON.parse(readText());
	if (contentType === 'text/plain') return readText();
	if (contentType === 'application/x-www-form-urlencoded') return querystring.parse(readText());
	return undefined;
}

async function callWebhook(
	{ line, nodeTypes, workflow, node, mode, additionalData }: Receiver,
	webhook: IWebhookData,
	request: ReturnType<typeof createRequest>,
	response: ReturnType<typeof createResponse>,
): Promise<Error | IWebhookResponseData> {
	const nodeType = nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	if (!nodeType.webhook) throw new Error(`${node.type} has no webhook function`);
	Object.assign(additionalData, { httpRequest: request, httpResponse: response });
	const context = new line.core.WebhookContext(
		workflow,
		node,
		additionalData,
		mode,
		webhook,
		[],
		null,
	);
	try {
		return await nodeType.webhook.call(context);
	} catch (error) {
		return error as Error;
	}
}

/** In 2.x, a change to static data is lost if the response is sent before the workflow has run. */
function losesStaticData({ line }: Receiver, result: IWebhookResponseData): boolean {
	const respondsFirst = result.workflowData !== undefined && !result.noWebhookResponse;
	return !isVersion1(line.name) && respondsFirst;
}

function responseOf(
	{ workflow, node, mode }: Receiver,
	{ webhookDescription }: IWebhookData,
	{ workflowData, webhookResponse }: IWebhookResponseData,
): RecordedResponse {
	const evaluate = (value: string | boolean | undefined, otherwise: string | number) =>
		workflow.expression.getSimpleParameterValue(node, value, mode, {}, undefined, otherwise);
	const status = Number(evaluate(webhookDescription.responseCode as string | undefined, 200));
	const recorded = (body: unknown): RecordedResponse => ({ status, headers: {}, body });
	if (!workflowData) return recorded(webhookResponse ?? { message: 'Webhook call received' });
	const data = evaluate(webhookDescription.responseData, 'firstEntryJson');
	if (data === 'noData') return recorded(undefined);
	return recorded(data || (webhookResponse ?? { message: 'Workflow was started' }));
}
