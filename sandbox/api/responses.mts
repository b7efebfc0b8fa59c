/** An answer of the API before it is written down, so that a fault can still change it. */
export interface ApiResponse {
	status: number;
	headers?: Record<string, string>;
	body: Record<string, unknown>;
	/** Set for a list: the key it has in the envelope, and its records. */
	list?: { key: string; records: ReadonlyArray<{ id: string }> };
	/** Set when a webhook was registered. */
	registered?: { id: string };
}

/** A request the service turns down; becomes a failure envelope with this status. */
export class HttpError extends Error {
	readonly status: number;
	readonly headers: Record<string, string>;

	constructor(status: number, message: string, headers: Record<string, string> = {}) {
		super(message);
		this.name = 'HttpError';
		this.status = status;
		this.headers = headers;
	}
}

/** The status fields of an envelope: three strings (seen in other integrations). */
export const envelope = (ok: boolean, code: number, message: string) => ({
	apiStatus: ok ? 'Success' : 'Failure',
	apiStatusCode: String(code),
	apiStatusMessage: message,
});

export const done = (message: string): ApiResponse => ({
	status: 200,
	body: envelope(true, 200, message),
});

export const refused = ({ status, message, headers }: HttpError): ApiResponse => ({
	status,
	headers,
	body: envelope(false, status, message),
});

/** A list in its envelope. With no match the key is absent (seen in other integrations). */
export function listed(key: string, records: ReadonlyArray<{ id: string }>): ApiResponse {
	const status = envelope(true, 200, '');
	return {
		status: 200,
		body: records.length > 0 ? { ...status, [key]: records } : status,
		list: { key, records },
	};
}
