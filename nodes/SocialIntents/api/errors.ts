import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

/** Why a request returned no data, worded for the user. Never contains a secret. */
export interface ApiErrorDetails {
	/** What happened. */
	message: string;
	/** What the user can do. */
	description: string;
	/** The service's own words. */
	serviceMessage?: string;
	/** HTTP status, where there was one. */
	status?: number;
	/** The cause in n8n's terms; read by n8n 2.41 and later. */
	cause?:
		| 'rate-limited'
		| 'temporarily-unavailable'
		| 'credential-invalid'
		| 'configuration-invalid';
	/** Milliseconds to wait, from `Retry-After`. */
	retryAfterMs?: number;
	/** Whether the request or its response may have been lost on the way. */
	isNetwork?: boolean;
}

/** Carries the details to the one place that knows the node and the item. */
export class ApiRequestError extends Error {
	readonly details: ApiErrorDetails;

	constructor(details: ApiErrorDetails) {
		super(details.message);
		this.name = 'ApiRequestError';
		this.details = details;
	}
}

/**
 * The execution was canceled while a request waited. n8n looks for "canceled" in the message to tell a
 * canceled execution from a failed one.
 */
export class ExecutionCanceledError extends Error {
	constructor() {
		super('The execution was canceled');
		this.name = 'ExecutionCanceledError';
	}
}

/** A tool runs for a single item that users never see. */
const isTool = ({ type }: INode) => type.endsWith('Tool');

/** The message with the item it is about, as n8n's own nodes write it. */
function withItem(node: INode, message: string, itemIndex: number | undefined): string {
	if (itemIndex === undefined || isTool(node) || /\[item \d+\]$/.test(message)) return message;
	return `${message} [item ${itemIndex}]`;
}

export const isNodeError = (error: unknown): error is NodeApiError | NodeOperationError =>
	error instanceof NodeApiError || error instanceof NodeOperationError;

const MAX_REASON_LENGTH = 200;

/** n8n shows a description as one paragraph, so each part of it must end. */
const asSentence = (text: string) => (/[.!?…]["')\]]?$/.test(text) ? text : `${text}.`);

/** The first sentence, for a message that is one sentence itself. */
function firstSentence(text: string): string {
	const [sentence = text] = text.split(/(?<=[.!?])\s/);
	return sentence.length > MAX_REASON_LENGTH
		? `${sentence.slice(0, MAX_REASON_LENGTH)}…`
		: sentence.replace(/\.$/, '');
}

function toApiError(
	node: INode,
	details: ApiErrorDetails,
	itemIndex: number | undefined,
	isMessageAlone: boolean,
): NodeApiError {
	const { status, cause, retryAfterMs, serviceMessage } = details;
	const reason = isMessageAlone && serviceMessage ? `: ${firstSentence(serviceMessage)}` : '';
	const message = withItem(node, `${details.message}${reason}`, itemIndex);
	const description = serviceMessage
		? `Social Intents said: ${asSentence(serviceMessage)} ${details.description}`
		: details.description;
	const failure =
		cause === 'rate-limited' || cause === 'temporarily-unavailable'
			? { cause, retryAfterMs }
			: cause && { cause };
	const httpCode = status === undefined ? undefined : String(status);
	const response: JsonObject = { message };
	const options = { message, description, httpCode, itemIndex, failure };
	const apiError = new NodeApiError(node, response, options);
	// n8n replaces a message in which it finds the name of a network error, such as ECONNRESET.
	apiError.message = message;
	apiError.description = description;
	return apiError;
}

/** n8n's errors carry the help for a broken expression in these fields. */
interface ErrorWithHelp extends Error {
	description?: string | null;
	functionality?: NodeOperationError['functionality'];
	context?: NodeOperationError['context'];
}

/** A separate error for each item: several items may share the same cause. */
function toOperationError(
	node: INode,
	error: ErrorWithHelp,
	itemIndex: number | undefined,
): NodeOperationError {
	const isNested = error instanceof RangeError && error.message.includes('call stack');
	const message = isNested
		? 'Social Intents returned data that is nested too deeply'
		: error.message;
	const { description, functionality, context } = error;
	const nodeError = new NodeOperationError(node, message, { functionality });
	nodeError.message = withItem(node, message, itemIndex);
	nodeError.description = description;
	nodeError.context = { ...nodeError.context, ...context };
	nodeError.context.itemIndex ??= itemIndex;
	return nodeError;
}

/**
 * Any error as the one that n8n shows, with the item it belongs to. What n8n's helper throws never gets
 * here: its hidden cause holds the request with the Authorization header. Where n8n shows the message
 * alone (a trigger, a list in the editor, a tool, Continue On Fail), it ends with what the service said.
 */
export function toNodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
	isMessageAlone = itemIndex === undefined || isTool(node),
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError) return error;
	if (error instanceof ApiRequestError) {
		return toApiError(node, error.details, itemIndex, isMessageAlone);
	}
	if (error instanceof NodeOperationError) {
		const isComplete = itemIndex === undefined || error.context.itemIndex !== undefined;
		return isComplete ? error : toOperationError(node, error, itemIndex);
	}
	return toOperationError(
		node,
		error instanceof Error ? error : new Error(String(error)),
		itemIndex,
	);
}
