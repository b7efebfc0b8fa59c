import type { IncomingHttpHeaders } from 'node:http';

import { HttpError } from './responses.mts';

/** Documented: the token on its own, under this header. */
const TOKEN_HEADER = 'x-socialintentstoken';

/**
 * Documented: every request signs in, with the token header or with HTTP Basic
 * (`account id:token`). When both are sent, both must be right.
 * @throws HttpError 401
 */
export function signIn(
	headers: IncomingHttpHeaders,
	{ accountId, token }: { accountId: string; token: string },
): void {
	const tokenHeader = headers[TOKEN_HEADER];
	const { authorization } = headers;
	if (tokenHeader === undefined && authorization === undefined) {
		throw new HttpError(401, 'Authentication required');
	}
	if (tokenHeader !== undefined && tokenHeader !== token) {
		throw new HttpError(401, 'Invalid API token');
	}
	const basic = Buffer.from(`${accountId}:${token}`).toString('base64');
	if (authorization !== undefined && !isBasic(authorization, basic)) {
		throw new HttpError(401, 'Invalid account ID or API token');
	}
}

const isBasic = (authorization: string, expected: string): boolean =>
	/^basic +(\S+)$/i.exec(authorization)?.[1] === expected;
