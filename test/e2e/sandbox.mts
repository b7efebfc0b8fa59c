import * as server from '../../sandbox/server.mts';
import { ACCOUNT_PREFIX, TOKEN_PREFIX } from '../support/secrets.mts';
import type { Secrets } from '../support/secretsInFiles.mts';

export type { Sandbox, SandboxOptions } from '../../sandbox/server.mts';

/** All that this test file has started. */
const sandboxes: server.Sandbox[] = [];

/** Starts a sandbox whose secrets are searched for when the data of an n8n is deleted. */
export async function startSandbox(options: server.SandboxOptions = {}): Promise<server.Sandbox> {
	const sandbox = await server.startSandbox(options);
	sandboxes.push(sandbox);
	return sandbox;
}

/** The secrets of all sandboxes, including those in the URL of a webhook that has been deleted since. */
export function secretsOfSandboxes(): Required<Secrets> {
	const bodies = sandboxes.flatMap(({ requests }) => requests.map(({ body }) => body));
	return {
		tokens: [TOKEN_PREFIX, ...sandboxes.map(({ token }) => token)],
		accountIds: [ACCOUNT_PREFIX, ...sandboxes.map(({ accountId }) => accountId)],
		deliverySecrets: [...new Set(bodies.flatMap(deliverySecretsIn))],
	};
}

/** From the `target_url` of a request that registers a webhook. */
const deliverySecretsIn = (body: string): string[] =>
	[...body.matchAll(/"target_url":"[^"]*\/([0-9a-f]{32})"/g)].map(([, secret = '']) => secret);
