import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

/** Why a request did not give an answer, in words for the user; never holds a secret. */
export interface ApiErrorDetails {
	/** What happened. */
	message: string;
	/** The way out. */
	description: string;
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
	/** The request may not have reached the service, or its answer not us. */
	isNetwork?: boolean;
}

/** Carries a Failure from the transport to the one place that knows node and item. */
export class ApiRequestError extends Error {
	readonly details: ApiErrorDetails;

	constructor(failure: ApiErrorDetails) {
		super(failure.message);
		this.name = 'ApiRequestError';
		this.details = failure;
	}
}

/**
 * The execution was cancelled while a request waited. n8n looks for "canceled" in the message to tell a
 * cancelled execution from a failed one.
 */
export class ExecutionCanceledError extends Error {
	constructor() {
		super('The execution was canceled');
		this.name = 'ExecutionCanceledError';
	}
}

/** Takes every secret out of a text, also where the service repeats one. */
export function redact(text: string, secrets: string[]): string {
	return secrets.reduce((redacted, secret) => {
		const escaped = secret.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
		const whole = new RegExp(`(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])`, 'g');
		return redacted.replace(secret.length >= 6 ? new RegExp(escaped, 'g') : whole, '***');
	}, text);
}

/**
 * Any failure as the one error that n8n shows, with the item it belongs to. What n8n's helper throws
 * never gets here: its hidden cause holds the request with the Authorization header.
 */
export function toNodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError) return error;
	if (error instanceof NodeOperationError) {
		if (itemIndex === undefined || error.context.itemIndex !== undefined) return error;
		const description = error.description ?? undefined;
		return new NodeOperationError(node, error.message, { description, itemIndex });
	}
	if (!(error instanceof ApiRequestError)) {
		const message = error instanceof Error ? error.message : String(error);
		return new NodeOperationError(node, message, { itemIndex });
	}
	const { message, description, status, cause, retryAfterMs } = error.details;
	const response: JsonObject = { message };
	const failure =
		cause === 'rate-limited' || cause === 'temporarily-unavailable'
			? { cause, retryAfterMs }
			: cause && { cause };
	const httpCode = status === undefined ? undefined : String(status);
	const apiError = new NodeApiError(node, response, {
		message,
		description,
		httpCode,
		itemIndex,
		failure,
	});
	// n8n replaces a message in which it finds the name of a network fault, such as ECONNRESET.
	apiError.message = message;
	apiError.description = description;
	return apiError;
}
