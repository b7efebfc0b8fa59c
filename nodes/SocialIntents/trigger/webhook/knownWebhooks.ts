/**
 * The IDs of the webhooks that exist as far as this process knows. They outlive a call because n8n 1
 * saves nothing of a removal that throws halfway: what it has stored then is more than there is.
 */
export const knownWebhooks = new Set<string>();
