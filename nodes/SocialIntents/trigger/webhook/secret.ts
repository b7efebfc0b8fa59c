import { createHmac, timingSafeEqual } from 'crypto';
import { digest } from './payload';

/**
 * The secret in the addresses that the service calls, 32 characters. It is derived and not made up:
 * static data can be lost or overwritten, and a secret that is only stored would then turn true
 * deliveries away. In hexadecimal, because it stays the same in an address that somebody writes in
 * lower case.
 */
export function deliverySecret(
	apiToken: unknown,
	{ workflow, node, webhook }: SecretScope,
): string {
	return createHmac('sha256', String(apiToken ?? '').trim())
		.update(JSON.stringify([workflow ?? '', node, webhook ?? '']))
		.digest('hex')
		.slice(0, 32);
}

/** Where a delivery secret is good for. */
export interface SecretScope {
	workflow?: string;
	node: string;
	webhook?: string;
}

export const scopeOf = (
	workflow: { id?: string },
	node: { id: string; webhookId?: string },
): SecretScope => ({ workflow: workflow.id, node: node.id, webhook: node.webhookId });
/** Compares two secrets in a time that says nothing of where they differ. */
export function isSameSecret(given: unknown, expected: string | undefined): boolean {
	if (typeof given !== 'string' || !expected) return false;
	return timingSafeEqual(digest(given), digest(expected));
}
