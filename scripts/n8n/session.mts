import { randomUUID } from 'node:crypto';
import { UserError } from '../userError.mts';

/** A browser's session with n8n's own REST API, the one its editor uses. */
export interface Session {
	/**
	 * Calls a path relative to `/rest/`, or to the root when it begins with a slash, and returns
	 * what is in n8n's `data`. The type is the caller's word, it is not checked.
	 */
	rest<T>(method: string, path: string, body?: unknown): Promise<T>;
	/** Gets a file. */
	download(path: string): Promise<Buffer>;
}

/** An answer of n8n that is not a success. */
export class RestError extends UserError {
	override name = 'RestError';
	status: number;

	constructor(status: number, message: string) {
		super(message);
		this.status = status;
	}
}

/** Opens a session; it is nobody's until a sign-in goes through it. */
export function openSession(url: string): Session {
	const browser = randomUUID();
	let cookie = '';
	const call = async (method: string, path: string, body?: unknown): Promise<Buffer> => {
		const answer = await fetch(new URL(path, `${url}/rest/`), {
			method,
			headers: {
				cookie,
				'content-type': 'application/json',
				// n8n ties a session to the browser, and a manual run to the tab that listens for it.
				'browser-id': browser,
				'push-ref': browser,
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const content = Buffer.from(await answer.arrayBuffer());
		const sent = answer.headers.getSetCookie().find((line) => line.startsWith('n8n-auth='));
		if (sent) cookie = sent.split(';', 1)[0] ?? '';
		if (answer.ok) return content;
		const words = reasonIn(content.toString());
		throw new RestError(
			answer.status,
			`n8n responded to ${method} ${path} with ${answer.status}: ${words}`,
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
