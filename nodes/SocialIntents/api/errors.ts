import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

/** Why a request gave no data, in words for the user; never holds a secret. */
export interface ApiErrorDetails {
	/** What happened. */
	message: string;
	/** The way out. */
	description: string;
	/** The service's own words. */
	serviceMessage?: string;
	/** HTTP status, where there was one. */
	status?: number;
	/** What n8n may know of the cause; it reads this from 2.41 on. */
	cause?:
		| 'rate-limited'
		| 'temporarily-unavailable'
		| 'credential-invalid'
		| 'configuration-invalid';
	/** Milliseconds that the service asked to wait. */
	retryAfterMs?: number;
	/** The request may not have reached the service, or its response not us. */
	isNetwork?: boolean;
}

/** Carries the details from the transport to the one place that knows node and item. */
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

/** Tools run for a single item that no person sees. */
const isTool = ({ type }: INode) => type.endsWith('Tool');

/** The message with the item it is about, as n8n's own nodes write it. */
export function withItem(node: INode, message: string, itemIndex: number | undefined): string {
	if (itemIndex === undefined || isTool(node) || /\[item \d+\]$/.test(message)) return message;
	return `${message} [item ${itemIndex}]`;
}

function toApiError(node: INode, details: ApiErrorDetails, itemIndex?: number): NodeApiError {
	const { status, cause, retryAfterMs, serviceMessage } = details;
	const quoted = serviceMessage && `Social Intents said: ${serviceMessage}`;
	// n8n hands a model the message alone.
	const reason = quoted && isTool(node) ? `${details.message}. ${quoted}` : details.message;
	const message = withItem(node, reason, itemIndex);
	const description = quoted ? `${quoted}\n\n${details.description}` : details.description;
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

/** n8n's help for a broken expression is in the error's context, so it is kept. */
function toOperationError(node: INode, error: Error, itemIndex?: number): NodeOperationError {
	const nodeError =
		error instanceof NodeOperationError ? error : new NodeOperationError(node, error);
	if (nodeError !== error && 'context' in error) Object.assign(nodeError.context, error.context);
	const isNested = error instanceof RangeError && error.message.includes('call stack');
	const message = isNested
		? 'Social Intents returned data that is nested too deeply'
		: error.message;
	nodeError.context.itemIndex ??= itemIndex;
	nodeError.message = withItem(node, message, itemIndex);
	return nodeError;
}

/**
 * Any error as the one that n8n shows, with the item it belongs to. What n8n's helper throws never gets
 * here: its hidden cause holds the request with the Authorization header.
 */
export function toNodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError) return error;
	if (error instanceof ApiRequestError) return toApiError(node, error.details, itemIndex);
	return toOperationError(
		node,
		error instanceof Error ? error : new Error(String(error)),
		itemIndex,
	);
}
