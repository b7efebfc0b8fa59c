/** Why Social Intents cannot reach an address, or undefined if it may. */
export function unreachableReason(address: string): string | undefined {
	if (!URL.canParse(address)) return 'its address is not a URL';
	const { protocol, hostname } = new URL(address);
	if (isPrivateHost(hostname.replace(/\.$/, ''))) {
		return `${hostname} is not reachable from the internet`;
	}
	if (protocol !== 'https:') return 'its address does not begin with https://';
	return undefined;
}

/** No address of the internet: for IPv6 that is all but 2000::/3. */
function isPrivateHost(host: string): boolean {
	const privateV4 =
		/^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.[\d.]+$/;
	if (host.startsWith('[')) return !/^\[[23][\da-f]{3}:/.test(host);
	return (
		privateV4.test(host) ||
		/(^|\.)(localhost|local|internal|lan|home\.arpa)$/.test(host) ||
		!host.includes('.')
	);
}

const POLLING = 'or use the Social Intents Polling Trigger';

/**
 * The error for an address that cannot be reached; the editor shows the message alone. n8n builds the
 * address of a published workflow from N8N_WEBHOOK_URL (since 2.x) or WEBHOOK_URL, that of a test
 * listener from N8N_WEBHOOK_URL (since 2.x) or N8N_EDITOR_BASE_URL before all others (its UrlService).
 */
export function unreachableError(reason: string, isTest: boolean) {
	return isTest
		? {
				message: `Social Intents cannot deliver test events to this n8n: ${reason}. n8n listens for them at the address of its editor. Set the environment variable N8N_WEBHOOK_URL (N8N_EDITOR_BASE_URL in older versions of n8n) to the public https:// address of n8n, ${POLLING}`,
				description:
					'Restart n8n after setting the variable. If WEBHOOK_URL is set already, a published (active) workflow is not affected. The polling trigger needs no public address.',
			}
		: {
				message: `Social Intents cannot deliver events to this n8n: ${reason}. Set the environment variable N8N_WEBHOOK_URL (WEBHOOK_URL in older versions of n8n) to the public https:// address of n8n, ${POLLING}`,
				description:
					'Restart n8n after setting the variable. The polling trigger needs no public address.',
			};
}
