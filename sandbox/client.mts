import type { Sandbox } from './server.mts';

interface ClientOptions {
	query?: Record<string, string>;
	/** Sent as JSON. */
	body?: unknown;
	/** Added to the token header; an empty object still authenticates. */
	headers?: Record<string, string>;
	signal?: AbortSignal;
}

/** An authenticated request for tests, with a path relative to `/v1/api`. Redirects are not followed. */
export async function call(
	{ baseUrl, token }: Pick<Sandbox, 'baseUrl' | 'token'>,
	method: string,
	path: string,
	{ query = {}, body, headers, signal }: ClientOptions = {},
): Promise<Response> {
	const search = new URLSearchParams(query).toString();
	return await fetch(`${baseUrl}${path}${search && `?${search}`}`, {
		method,
		headers: {
			'X-SocialIntentsToken': token,
			...(body !== undefined && { 'Content-Type': 'application/json' }),
			...headers,
		},
		body: body === undefined ? undefined : JSON.stringify(body),
		redirect: 'manual',
		signal,
	});
}

/** The JSON of an authenticated GET. */
export async function read(
	sandbox: Pick<Sandbox, 'baseUrl' | 'token'>,
	path: string,
	query?: Record<string, string>,
): Promise<Record<string, unknown>> {
	const response = await call(sandbox, 'GET', path, { query });
	return (await response.json()) as Record<string, unknown>;
}
