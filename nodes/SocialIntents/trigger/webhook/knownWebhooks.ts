/**
 * The IDs of the webhooks that exist as far as this process knows. They outlive a call because n8n 1
 * saves no state when a removal fails halfway: it then still lists webhooks that were deleted.
 */
export const knownWebhooks = new Set<string>();
