import type { IDataObject, IExecuteFunctions, INodeExecutionData, Logger } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { ExecutionCanceledError, toNodeError } from './api/errors';
import { createClient, type ApiClient } from './api/client';
import type { ApiRequest, OutputItem, Operation, RequestPlan } from './operation';
import { createReader } from './parameters';
import { hintAtSlowDown, withProgress } from './progress';
import { resources } from './resources';
import { invalidArgument, truncateForAgent } from './toolOutput';

function findOperation(context: IExecuteFunctions): Operation {
	const resource = context.getNodeParameter('resource', 0) as string;
	const operation = context.getNodeParameter('operation', 0, '') as string;
	const found = resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
	if (found) return found;
	const isCustomCall = [resource, operation].includes('__CUSTOM_API_CALL__');
	throw new NodeOperationError(
		context.getNode(),
		isCustomCall
			? 'A custom API call is made with the HTTP Request node'
			: `This node has no operation "${operation}" for the resource "${resource}"`,
		{
			description: isCustomCall
				? "Add an HTTP Request node, set its Authentication to 'Predefined Credential Type' and choose 'Social Intents API'."
				: 'Choose a resource and an operation from the lists.',
		},
	);
}

const runsAsTool = (context: IExecuteFunctions): boolean =>
	context.getNode().type.endsWith('Tool') || context.isToolExecution?.() === true;

function readerFor(context: IExecuteFunctions, operation: Operation, itemIndex: number) {
	const node = context.getNode();
	return createReader({
		node,
		itemIndex,
		fields: operation.fields,
		get: (name) => context.getNodeParameter(name, itemIndex, null),
		workflowTimezone: context.getTimezone(),
		isTool: runsAsTool(context),
		now: Date.now(),
	});
}

/** Sends a GET that several items need once, and forgets its answer after the last of them had it. */
function shareRequests(
	api: ApiClient,
	plans: RequestPlan[],
	logger: Logger,
): (request: ApiRequest) => Promise<unknown> {
	const uses = new Map<string, number>();
	const keyOf = (request: ApiRequest) => JSON.stringify(request);
	const requests = plans.flatMap((plan) => plan.requests);
	for (const request of requests) {
		uses.set(keyOf(request), (uses.get(keyOf(request)) ?? 0) + 1);
	}
	const isWrite = requests.some(({ method }) => method !== 'GET');
	const send = withProgress(api.send, isWrite ? requests.length : uses.size, logger);
	const answers = new Map<string, Promise<unknown>>();
	return async (request) => {
		const key = keyOf(request);
		if (request.method !== 'GET') return await send(request);
		const answer = answers.get(key) ?? send(request);
		const left = (uses.get(key) ?? 1) - 1;
		uses.set(key, left);
		if (left > 0) answers.set(key, answer);
		else answers.delete(key);
		return await answer;
	};
}

/** What needs no request. */
const respondWith = (json: IDataObject): RequestPlan => ({
	requests: [],
	parse: () => [],
	combine: () => [{ json }],
});

/** Asks in rounds, so that a limit, or a server that ignores dates, ends them early. */
async function runPlan(
	plan: RequestPlan,
	send: (request: ApiRequest) => Promise<unknown>,
): Promise<OutputItem[]> {
	const answers: OutputItem[][] = [];
	while (answers.length < plan.requests.length && !plan.isComplete?.(answers)) {
		const next = plan.requests.slice(answers.length, plan.nextBatchEnd?.(answers.length));
		answers.push(
			...(await Promise.all(next.map(async (request) => plan.parse(await send(request))))),
		);
	}
	return plan.combine(answers);
}

async function toItems(
	context: IExecuteFunctions,
	entries: OutputItem[],
	item: number,
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	for (const { json, file } of entries) {
		const made: INodeExecutionData = { json, pairedItem: { item } };
		if (file) {
			const content = Buffer.from(file.content, 'utf8');
			const data = await context.helpers.prepareBinaryData(content, file.name, file.mimeType);
			made.binary = { [file.field]: data };
		}
		items.push(made);
	}
	return items;
}

/**
 * The only loop over items: parameters to plan, plan to requests, answers to paired items, in the order
 * of the input. All parameters are read before anything is sent. Throws NodeApiError or
 * NodeOperationError with the item's index, or gives `{ error }` in its place with Continue On Fail. As
 * a tool it gives an item that says what is wrong with a parameter.
 */
export async function executeOperation(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[][]> {
	const node = context.getNode();
	const operation = findOperation(context);
	const isTool = runsAsTool(context);
	const hasOptions = operation.fields.some(({ name }) => name === 'options');
	const concurrency: number[] = [];
	const outcomes: Array<RequestPlan | Error> = context.getInputData().map((_, itemIndex) => {
		try {
			const read = readerFor(context, operation, itemIndex);
			if (hasOptions) concurrency.push(read.number('options.maxConcurrency'));
			return operation.plan(read);
		} catch (error) {
			// A model can mend its arguments, if it is told: agents of n8n 1 end where a tool throws.
			if (isTool && error instanceof NodeOperationError) return respondWith(invalidArgument(error));
			const fault = toNodeError(node, error, itemIndex);
			if (context.continueOnFail()) return fault;
			throw fault;
		}
	});
	const plans = outcomes.filter((outcome): outcome is RequestPlan => !(outcome instanceof Error));

	async function open() {
		const [most = 1] = concurrency;
		const api = await createClient(context, most);
		return { ...api, send: shareRequests(api, plans, context.logger) };
	}

	const opening = open();
	opening.catch(() => {});

	async function itemsOf(
		outcome: RequestPlan | Error,
		itemIndex: number,
	): Promise<INodeExecutionData[]> {
		try {
			if (outcome instanceof Error) throw outcome;
			const { send } = await opening;
			const entries = await runPlan(outcome, send);
			const given = isTool ? truncateForAgent(entries) : entries;
			return await toItems(context, given, itemIndex);
		} catch (error) {
			const nodeError = toNodeError(node, error, itemIndex);
			if (context.continueOnFail() && !(error instanceof ExecutionCanceledError)) {
				return [{ json: { error: nodeError.message }, pairedItem: { item: itemIndex } }];
			}
			opening.then(
				({ stop }) => stop(),
				() => {},
			);
			throw nodeError;
		}
	}

	const isWrite = plans.some(({ requests }) => requests.some(({ method }) => method !== 'GET'));
	const output: INodeExecutionData[][] = [];
	if (isWrite) {
		for (const [itemIndex, outcome] of outcomes.entries())
			output.push(await itemsOf(outcome, itemIndex));
	} else {
		output.push(...(await Promise.all(outcomes.map(itemsOf))));
	}
	const api = await opening.catch(() => undefined);
	hintAtSlowDown(context, api?.throttleStats());
	return [output.flat()];
}
