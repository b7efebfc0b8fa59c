import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { ExecutionCanceledError, isNodeError, toNodeError } from './api/errors';
import { openAccounts, type Accounts } from './accounts';
import type { Operation, OutputItem, RequestPlan } from './operation';
import { createReader } from './parameters';
import { runPlan } from './requestPlan';
import { resources } from './resources';
import { toAgentItems, invalidArgument } from './toolOutput';

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
			? 'Custom API calls are made with the HTTP Request node'
			: `This node has no operation "${operation}" for the resource "${resource}"`,
		{
			description: isCustomCall
				? "Add an HTTP Request node, set 'Authentication' to 'Predefined Credential Type' and choose 'Social Intents API'."
				: "Choose a 'Resource' and an 'Operation' from the lists.",
		},
	);
}

const runsAsTool = (context: IExecuteFunctions): boolean =>
	context.getNode().type.endsWith('Tool') || context.isToolExecution?.() === true;

/** What is the same for every input item. */
interface Run {
	context: IExecuteFunctions;
	node: INode;
	operation: Operation;
	isTool: boolean;
}

interface ItemPlan extends RequestPlan {
	maxConcurrency?: number;
}

const respondWith = (json: IDataObject): ItemPlan => ({
	requests: [],
	parse: () => [],
	combine: () => [{ json }],
});

/** The plan for one item, or with Continue On Fail why there is none. Throws NodeOperationError. */
function planItem({ context, node, operation, isTool }: Run, itemIndex: number): ItemPlan | Error {
	try {
		const read = createReader({
			node,
			itemIndex,
			fields: operation.fields,
			get: (name) => context.getNodeParameter(name, itemIndex, null),
			workflowTimezone: context.getTimezone(),
			isTool,
			now: Date.now(),
		});
		const hasOptions = operation.fields.some(({ name }) => name === 'options');
		const maxConcurrency = hasOptions ? read.number('options.maxConcurrency') : undefined;
		return { ...operation.plan(read), maxConcurrency };
	} catch (error) {
		// A model can correct its arguments if it is told: agents of n8n 1 stop if a tool throws.
		if (isTool && error instanceof NodeOperationError) return respondWith(invalidArgument(error));
		const nodeError = toNodeError(node, error, itemIndex);
		if (context.continueOnFail()) return nodeError;
		throw nodeError;
	}
}

async function toNodeItems(
	context: IExecuteFunctions,
	items: OutputItem[],
	item: number,
): Promise<INodeExecutionData[]> {
	const nodeItems: INodeExecutionData[] = [];
	for (const { json, file } of items) {
		const nodeItem: INodeExecutionData = { json, pairedItem: { item } };
		if (file) {
			const content = Buffer.from(file.content, 'utf8');
			const data = await context.helpers.prepareBinaryData(content, file.name, file.mimeType);
			nodeItem.binary = { [file.field]: data };
		}
		nodeItems.push(nodeItem);
	}
	return nodeItems;
}

/** The output for one item, or the message alone with Continue On Fail. Throws NodeApiError or NodeOperationError. */
async function executeItem(
	{ context, node, isTool }: Run,
	plan: ItemPlan | Error,
	itemIndex: number,
	accounts: Accounts,
): Promise<INodeExecutionData[]> {
	try {
		if (plan instanceof Error) throw plan;
		const items = await runPlan(plan, accounts.sendFor(itemIndex));
		const output = isTool ? toAgentItems(items, plan.continueWith) : items;
		return await toNodeItems(context, output, itemIndex);
	} catch (error) {
		const continues = context.continueOnFail() && !(error instanceof ExecutionCanceledError);
		const nodeError = toNodeError(node, error, itemIndex, isTool || continues);
		if (continues) {
			return [{ json: { error: nodeError.message }, pairedItem: { item: itemIndex } }];
		}
		accounts.stop();
		throw nodeError;
	}
}

/** Says what was done before the failure: n8n discards the output, and with it the IDs of new webhooks. */
function withEarlierWrites(error: unknown, done: INodeExecutionData[]): unknown {
	const ids = done.map(({ json }) => json.id).filter((id) => typeof id === 'string');
	if (!isNodeError(error) || ids.length === 0) return error;
	const list = ids.map((id) => `"${id}"`).join(', ');
	error.description =
		`${error.description ?? ''} Already created before this item: ${list}. Delete them, or run the node again without their items.`.trim();
	return error;
}

/**
 * The only loop over items: parameters to plans, plans to requests, responses to paired items, in the
 * order of the input. All parameters are read before anything is sent. Throws NodeApiError or
 * NodeOperationError with the item's index, or returns `{ error }` in its place with Continue On Fail. As
 * a tool it returns an item that says what is wrong with a parameter.
 */
export async function executeOperation(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[][]> {
	const operation = findOperation(context);
	const run: Run = { context, node: context.getNode(), operation, isTool: runsAsTool(context) };
	const planned = context.getInputData().map((_, itemIndex) => planItem(run, itemIndex));
	const plans = planned.filter((plan): plan is ItemPlan => !(plan instanceof Error));

	const { maxConcurrency = 1 } = plans.find((plan) => plan.maxConcurrency !== undefined) ?? {};
	const accounts = await openAccounts(context, planned, maxConcurrency);

	const isWrite = plans.some(({ requests }) => requests.some(({ method }) => method !== 'GET'));
	const output: INodeExecutionData[][] = [];
	const execute = async (plan: ItemPlan | Error, itemIndex: number) =>
		await executeItem(run, plan, itemIndex, accounts);
	if (isWrite) {
		for (const [itemIndex, plan] of planned.entries()) {
			output.push(
				await execute(plan, itemIndex).catch((error: unknown) => {
					throw withEarlierWrites(error, output.flat());
				}),
			);
		}
	} else {
		output.push(...(await Promise.all(planned.map(execute))));
	}
	accounts.giveHints();
	return [output.flat()];
}
