/** After a response with fewer records than this, the next request covers more days. */
const FEW_RECORDS = 5_000;
const MAX_DAYS = 16;

/**
 * How many days to request next: one where there are many records, so that a busy account fits in memory;
 * otherwise twice as many as before, up to 16, so that a quiet account takes few requests.
 */
export const nextDays = (days: number, records: number): number =>
	records < FEW_RECORDS ? Math.min(days * 2, MAX_DAYS) : 1;
