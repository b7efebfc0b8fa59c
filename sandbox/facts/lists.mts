import type { Fact } from './fact.mts';

const ANY_KEY = 'Nothing changes: the node finds the only list in an envelope under any key.';
const SAFE = 'Nothing changes.';

const filter = <K extends string>(parameter: K, otherwise: string) =>
	({
		key: `filter-${parameter}`,
		question: `Does ${parameter} filter?`,
		assumed: 'filters',
		certainty: 'documented',
		otherwise,
		variants: { [`filter-${parameter}-ignored`]: 'ignored' },
	}) as const satisfies Fact;

const CHECKED = 'Records that do not match are removed by the node; the request takes longer.';
const CHECKED_IF_SAID =
	'Records that do not match are removed by the node, as are those in the same response without the value; the request takes longer.';

const listKey = <P extends string>(path: P, key: string, certainty: Fact['certainty'], more = {}) =>
	({
		key: `${path}-list`,
		question: `Which key holds the list of /${path}?`,
		assumed: key,
		certainty,
		otherwise: ANY_KEY,
		variants: { [`${path}-list-renamed`]: 'entries', ...more },
	}) as const satisfies Fact;

/** Envelopes, records and filters. */
export const LISTS = [
	listKey('chats', 'chats', 'seen', {
		'chats-list-nested': 'data.chats',
		'chats-list-nested-twice': 'data.result.chats',
		'chats-list-bare': '(bare list)',
	}),
	listKey('missedchats', 'chats', 'inferred'),
	listKey('offlinemessages', 'chats', 'inferred'),
	listKey('contacts', 'contacts', 'inferred', { 'contacts-list-bare': '(bare list)' }),
	listKey('apps', 'apps', 'seen'),
	{
		key: 'empty-list',
		question: 'What does an empty list look like?',
		assumed: 'absent',
		certainty: 'seen',
		otherwise: SAFE,
		variants: {
			'empty-list-brackets': '[]',
			'empty-list-null': 'null',
			'empty-list-text': '""',
			'empty-list-object': '{}',
			'empty-list-204': '204 empty',
			'empty-list-404': '404 with a refusal',
		},
	},
	{
		key: 'unknown-id',
		question: 'What is the response to an unknown ID?',
		assumed: 'an empty list',
		certainty: 'seen',
		otherwise: 'Nothing changes: Get says that no record has this ID.',
		variants: { 'unknown-id-404': '404 with a refusal' },
	},
	{
		key: 'single-record',
		question: 'What does a list of one record look like?',
		assumed: 'a list',
		certainty: 'inferred',
		otherwise: SAFE,
		variants: { 'single-record-object': 'an object', 'single-record-bare': 'the bare record' },
	},
	{
		key: 'record-ids',
		question: 'Which form do IDs have?',
		assumed: '32 hexadecimal digits',
		certainty: 'seen',
		otherwise: 'Nothing changes: IDs are opaque.',
		variants: {
			'record-ids-upper-case': '32 hexadecimal digits in upper case',
			'record-ids-uuid': 'UUIDs',
			'record-ids-numbers': 'numbers',
		},
	},
	{
		key: 'widget-ids',
		question: 'Are widget IDs identical in records and in the list of widgets?',
		assumed: 'alike',
		certainty: 'inferred',
		otherwise: 'Nothing changes: the comparison of IDs is case-insensitive.',
		variants: { 'widget-ids-other-case': 'in another letter case' },
	},
	{
		key: 'id-case',
		question: 'Does the letter case of an ID matter?',
		assumed: 'any',
		usual: 'it matters',
		certainty: 'inferred',
		otherwise: SAFE,
		variants: { 'id-case-ignored': 'it does not matter' },
	},
	{
		key: 'missing-values',
		question: 'How is a missing value represented?',
		assumed: '""',
		certainty: 'seen',
		otherwise: 'Nothing changes with Simplify; without it, the value is returned unchanged.',
		variants: { 'missing-values-null': 'null', 'missing-values-absent': 'no field' },
	},
	{
		key: 'chat-fields',
		question: 'Which fields does a chat have?',
		assumed: 'as documented',
		certainty: 'documented',
		otherwise: 'A missing field is empty in simplified records.',
		variants: { 'chat-fields-fewer': 'without agentEmail, visitorCustom6' },
	},
	{
		key: 'contact-fields',
		question: 'Which fields does a contact have?',
		assumed: 'as documented',
		certainty: 'documented',
		otherwise: 'A missing field is empty in simplified records.',
		variants: { 'contact-fields-fewer': 'without group' },
	},
	{
		key: 'chat-types',
		question: 'Which types do the fields of a chat have?',
		assumed: 'as documented',
		certainty: 'documented',
		otherwise: SAFE,
		variants: { 'chat-types-text': 'duration: string, visits: string' },
	},
	{
		key: 'message-types',
		question: 'Which types of messages are there?',
		assumed: 'messageToAgent, messageToVisitor',
		certainty: 'seen',
		otherwise:
			'The node identifies the speaker by the nickname first, then by words such as agent and visitor.',
		variants: { 'message-types-speakers': 'agent, visitor' },
	},
	{
		key: 'history',
		question: 'Does the account keep its history?',
		assumed: 'kept',
		certainty: 'documented',
		otherwise: 'Names and transcripts are empty or masked; Get Transcript says so.',
		variants: { 'history-masked': 'masked', 'history-blank': 'blank' },
	},
	{
		key: 'list-order',
		question: 'In which order are lists?',
		assumed: 'any',
		usual: 'no order of time',
		certainty: 'inferred',
		otherwise: 'Nothing changes: the node sorts.',
		variants: { 'list-oldest-first': 'oldest first', 'list-newest-first': 'newest first' },
	},
	filter('app_id', CHECKED_IF_SAID),
	filter('widget_id', 'Nothing changes: the node sends app_id.'),
	filter(
		'tag',
		'Records do not include tags, so the node cannot filter them: it returns records without the tag.',
	),
	filter('visitor_id', CHECKED_IF_SAID),
	filter('email', CHECKED_IF_SAID),
	filter('id', 'Get searches the whole response for the ID.'),
	filter('date_from', CHECKED),
	filter('date_to', CHECKED),
	{
		key: 'most-rows',
		question: 'What is the maximum number of records per response?',
		assumed: 'no maximum seen',
		certainty: 'inferred',
		otherwise:
			'Records beyond the maximum are missing; if it is a round number, the node says so in a hint. Lower Days per Request until one request stays below it.',
		variants: { 'most-rows-100': '100 rows' },
	},
	{
		key: 'longest-range',
		question: 'What is the maximum number of days per response?',
		assumed: 'no maximum seen',
		certainty: 'inferred',
		otherwise:
			'If a request spans more days, records outside the maximum are missing. Set Days per Request below it.',
		variants: { 'longest-range-31-days': '31 days', 'longest-range-7-days': '7 days' },
	},
] as const;
