import { createDeduplicator } from './deduplicate';

/**
 * The records that were delivered to this process. They outlive a call because n8n makes a new context
 * for every delivery, and n8n 2 does not save the state that a delivery writes.
 */
export const deliveredRecords = createDeduplicator();
