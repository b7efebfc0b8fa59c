/** A response of the API before serialization, so that a fault can still alter it. */
export interface ApiResponse {
	status: number;
	headers?: Record<string, string>;
	body: Record<string, unknown>;
	/** Sent unchanged instead of `body`. */
	text?: string;
	/** Set for a list: its key in the envelope and its records. */
	list?: { key: string; records: ReadonlyArray<{ id: string }> };
	/** Set if a webhook was registered. */
	registered?: { id: string };
}

/** A rejected request; becomes a failure envelope with this status. */
export class HttpError extends Error {
	readonly status: number;
	readonly headers: Record<string, string>;
	/** What the service sends instead, such as `200 with a page`; see `described`. */
	readonly form: string | undefined;

	constructor(
		status: number,
		message: string,
		headers: Record<string, string> = {},
		form?: string,
	) {
		super(message);
		this.name = 'HttpError';
		this.status = status;
		this.headers = headers;
		this.form = form;
	}
}

/** The status fields of an envelope: three strings (observed in other integrations). */
export const envelope = (ok: boolean, code: number, message: string) => ({
	apiStatus: ok ? 'Success' : 'Failure',
	apiStatusCode: String(code),
	apiStatusMessage: message,
});

export function refused({ status, message, headers, form }: HttpError): ApiResponse {
	const response = described(form ?? `${status} with a refusal`, status, message);
	return { ...response, headers: { ...response.headers, ...headers } };
}

const PAGE = '<!DOCTYPE html><html><head><title>Social Intents</title></head><body></body></html>';

/** The response that a fact's value describes: a status and a kind of body. */
export function described(words: string, code: number, message: string): ApiResponse {
	const [, digits = '500', what = ''] = /^(\d{3}) (.*)$/.exec(words) ?? [];
	const status = Number(digits);
	if (what.startsWith('with a refusal')) return { status, body: envelope(false, code, message) };
	if (what.startsWith('with success')) return { status, body: envelope(true, code, message) };
	const text = { 'with a page': PAGE, 'with text': 'OK' }[what] ?? '';
	return { status, headers: status === 302 ? { Location: '/sign-in' } : {}, body: {}, text };
}

/** A list in its envelope. If nothing matches, the key is absent (observed in other integrations). */
export function listed(key: string, records: ReadonlyArray<{ id: string }>): ApiResponse {
	const status = envelope(true, 200, '');
	return {
		status: 200,
		body: records.length > 0 ? { ...status, [key]: records } : status,
		list: { key, records },
	};
}
