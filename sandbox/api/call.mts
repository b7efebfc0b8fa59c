import type { IncomingHttpHeaders } from 'node:http';

import { HttpError } from './responses.mts';

/** A request as passed to the service's API and the control API. */
export interface Call {
	method: string;
	/** Relative to the base of the API, still encoded. */
	path: string;
	parameters: URLSearchParams;
	headers: IncomingHttpHeaders;
	body: string;
}

/** @throws HttpError 415 unless its content type is JSON, 400 unless it is a JSON object */
export function readJsonObject({ headers, body }: Call): Record<string, unknown> {
	if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) {
		throw new HttpError(415, 'Send the body as application/json');
	}
	const value = parsed(body);
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new HttpError(400, 'The body must be a JSON object');
	}
	return value as Record<string, unknown>;
}

function parsed(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		throw new HttpError(400, 'The body is not JSON');
	}
}
