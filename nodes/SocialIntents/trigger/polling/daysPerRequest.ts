/** After a response with fewer records than this, the next request covers more days. */
const FEW_RECORDS = 5_000;
/** With the look-back of two days, about a week: the service may shorten longer ranges. */
const MAX_DAYS = 4;

/**
 * How many days to request next: one where there are many records, so that a busy account fits in memory;
 * otherwise twice as many as before, up to 4, so that a quiet account takes few requests.
 */
export const nextDays = (days: number, records: number): number =>
	records < FEW_RECORDS ? Math.min(days * 2, MAX_DAYS) : 1;
