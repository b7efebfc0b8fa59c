import { createHmac, timingSafeEqual } from 'crypto';
import { digest } from './digest';

/**
 * The secret in the webhook URLs, 32 characters. It is derived rather than random: static data can be
 * lost or overwritten, and genuine deliveries would then be rejected. It is hexadecimal, so that a URL
 * written in lower case still has it.
 */
export function deliverySecret(
	apiToken: unknown,
	{ workflow, node, webhook }: { workflow?: string; node: string; webhook?: string },
): string {
	return createHmac('sha256', String(apiToken ?? '').trim())
		.update(JSON.stringify([workflow ?? '', node, webhook ?? '']))
		.digest('hex')
		.slice(0, 32);
}

/** Compares two secrets in constant time. */
export function isSameSecret(given: unknown, expected: string | undefined): boolean {
	if (typeof given !== 'string' || !expected) return false;
	return timingSafeEqual(digest(given), digest(expected));
}
