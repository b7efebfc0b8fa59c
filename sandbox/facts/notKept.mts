/**
 * Promises of the nodes that a variant of the service breaks, and why nothing helps yet.
 * The engine tests of the variants find these and no others; docs/service.md lists them.
 */
export const NOT_KEPT: Readonly<Record<string, { promises: readonly string[]; why: string }>> = {
	'most-rows-100': {
		promises: [
			'no record is lost',
			'Return All without dates loses nothing',
			'polling: no record is lost',
		],
		why: 'The service keeps back what is beyond its maximum. Set Date From, and lower Days per Request. The polling trigger requests whole days: lower Look-Back Days.',
	},
	'longest-range-31-days': {
		promises: ['Return All without dates loses nothing', 'Get finds an old record'],
		why: 'The service cuts the wide range short. Set Date From for a list.',
	},
	'longest-range-7-days': {
		promises: [
			'no record is lost',
			'Return All without dates loses nothing',
			'Get finds an old record',
			'polling: no record is lost',
		],
		why: 'The service cuts longer ranges short. For a list, set Date From, and Days per Request to 7. After more than a week of downtime, the polling trigger misses days.',
	},
	'dates-american': {
		promises: ['polling: no record is lost'],
		why: 'A lead has no message that tells day and month apart, so it may count as older than Include Past Days.',
	},
	'created-id-bare': {
		promises: ['it starts', 'one webhook for each event', 'no webhook is left'],
		why: 'A bare string is not taken for an ID. The trigger cannot start, and what is left is named.',
	},
	'created-id-absent': {
		promises: ['it starts', 'one webhook for each event', 'no webhook is left'],
		why: 'Without an ID no webhook can be deleted. The trigger cannot start, and what is left is named.',
	},
	'delete-response-page': {
		promises: ['it stops'],
		why: 'A page in place of data is taken for trouble, so n8n tries again.',
	},
	'delivery-latin-1': {
		promises: ['each event starts the workflow once'],
		why: 'n8n answers 422 before it calls the trigger: it does not know this charset by that name.',
	},
};
