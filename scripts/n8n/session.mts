import { randomUUID } from 'node:crypto';
import { UserError } from '../userError.mts';

/** A session with n8n's internal REST API, as its editor uses it. */
export interface Session {
	/**
	 * Calls a path relative to `/rest/`, or to the root if it starts with a slash, and returns
	 * the `data` of the response. The type is not checked.
	 */
	rest<T>(method: string, path: string, body?: unknown): Promise<T>;
	/** Downloads a file. */
	download(path: string): Promise<Buffer>;
}

/** An error response of n8n. */
export class RestError extends UserError {
	override name = 'RestError';
	status: number;

	constructor(status: number, message: string) {
		super(message);
		this.status = status;
	}
}

/** Opens a session that is not signed in yet. */
export function openSession(url: string): Session {
	const browser = randomUUID();
	let cookie = '';
	const call = async (method: string, path: string, body?: unknown): Promise<Buffer> => {
		const response = await fetch(new URL(path, `${url}/rest/`), {
			method,
			headers: {
				cookie,
				'content-type': 'application/json',
				// n8n ties a session to the browser, and a manual run to its browser tab.
				'browser-id': browser,
				'push-ref': browser,
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const content = Buffer.from(await response.arrayBuffer());
		const sent = response.headers.getSetCookie().find((line) => line.startsWith('n8n-auth='));
		if (sent) cookie = sent.split(';', 1)[0] ?? '';
		if (response.ok) return content;
		const words = reasonIn(content.toString());
		throw new RestError(
			response.status,
			`n8n responded to ${method} ${path} with ${response.status}: ${words}`,
		);
	};
	return {
		async rest<T>(method: string, path: string, body?: unknown) {
			const text = (await call(method, path, body)).toString();
			const content: unknown = text === '' ? undefined : JSON.parse(text);
			return (hasData(content) ? content.data : content) as T;
		},
		download: async (path) => await call('GET', path),
	};
}

function reasonIn(text: string): string {
	try {
		return (JSON.parse(text) as { message: string }).message;
	} catch {
		return text.slice(0, 300);
	}
}

function hasData(content: unknown): content is { data: unknown } {
	return typeof content === 'object' && content !== null && 'data' in content;
}
