import type { IncomingHttpHeaders } from 'node:http';

import type { Behavior } from '../facts/index.mts';
import { HttpError } from './responses.mts';

/** Documented: the token on its own, under this header. */
const TOKEN_HEADER = 'x-socialintentstoken';

/**
 * Documented: every request is authenticated with the token header or with HTTP Basic
 * (`account ID:token`). If both are sent, both must be correct.
 * @throws HttpError 401
 */
export function signIn(
	headers: IncomingHttpHeaders,
	{ accountId, token }: { accountId: string; token: string },
	behavior: Behavior,
): void {
	const tokenHeader = headers[TOKEN_HEADER];
	const { authorization } = headers;
	const unauthorized = (message: string): HttpError =>
		new HttpError(401, message, {}, behavior['wrong-token']);
	if (tokenHeader === undefined && authorization === undefined) {
		throw unauthorized('Authentication required');
	}
	const takesToken = behavior['token-header'] === 'accepted';
	if (tokenHeader !== undefined && !(takesToken && tokenHeader === token)) {
		throw unauthorized('Invalid API token');
	}
	const takesBasic = behavior['basic-auth'] === 'accepted';
	const basic = Buffer.from(`${accountId}:${token}`).toString('base64');
	if (authorization !== undefined && !(takesBasic && isBasic(authorization, basic))) {
		throw unauthorized('Invalid account ID or API token');
	}
}

const isBasic = (authorization: string, expected: string): boolean =>
	/^basic +(\S+)$/i.exec(authorization)?.[1] === expected;
