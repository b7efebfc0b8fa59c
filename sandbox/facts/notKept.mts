/** The dates of contacts name no time zone, and nothing else shows it. */
const NO_TIME_ZONE = {
	promises: ['contacts: only the days asked for'],
	why: 'A contact has no message that shows its time zone, so contacts from just before or after the range are kept.',
};

/**
 * Promises of the nodes that a variant of the service breaks, and why.
 * The engine tests of the variants find these and no others; docs/service.md lists them.
 */
export const NOT_KEPT: Readonly<Record<string, { promises: readonly string[]; why: string }>> = {
	'filter-tag-ignored': {
		promises: ['only chats with the Tag'],
		why: 'Records do not include tags, so the node cannot filter them.',
	},
	'most-rows-100': {
		promises: [
			'no record is lost',
			'Return All without dates loses nothing',
			'polling: no record is lost',
		],
		why: 'The service returns no records beyond its maximum. The node says so in a hint if the maximum is a round number: set Date From and lower Days per Request. The polling trigger requests whole days: lower Look-Back Days.',
	},
	'longest-range-31-days': {
		promises: ['Return All without dates loses nothing', 'Get finds an old record'],
		why: 'The service shortens the range. Set Date From for a list.',
	},
	'longest-range-7-days': {
		promises: [
			'no record is lost',
			'missed chats: no record is lost',
			'offline messages: no record is lost',
			'contacts: no record is lost',
			'Return All without dates loses nothing',
			'Get finds an old record',
		],
		why: 'The service shortens longer ranges. For a list, set Date From and set Days per Request to 7.',
	},
	'dates-american': NO_TIME_ZONE,
	'dates-day-first': NO_TIME_ZONE,
	'dates-older': NO_TIME_ZONE,
	'dates-without-zone': NO_TIME_ZONE,
	'dates-with-space': NO_TIME_ZONE,
	'dates-older-as-asked': {
		promises: ['contacts: right dates'],
		why: 'A contact has no message that shows its time zone, so its date is read in UTC.',
	},
	'created-id-bare': {
		promises: ['it starts', 'one webhook for each event', 'no webhook is left'],
		why: 'A bare string may be the ID or a word such as "OK", so the trigger does not take it for an ID. It cannot start, and the message says where to delete the webhook.',
	},
	'created-id-absent': {
		promises: ['it starts', 'one webhook for each event', 'no webhook is left'],
		why: 'Without an ID, a webhook cannot be deleted. The trigger cannot start, and the message says where to delete the webhook.',
	},
	'delivery-put': {
		promises: ['each event starts the workflow once'],
		why: 'n8n accepts only POST at the URL of a trigger.',
	},
	'delivery-latin-1': {
		promises: ['each event starts the workflow once'],
		why: 'n8n returns 422 before it calls the trigger, because it does not recognize this charset name.',
	},
};
