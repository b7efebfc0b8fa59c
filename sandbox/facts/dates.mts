import type { Fact } from './fact.mts';

/** Dates of records, and days of requests. */
export const DATES = [
	{
		key: 'date-format',
		question: 'How are dates written?',
		assumed: "yyyy-MM-dd'T'HH:mm:ss'Z'",
		certainty: 'documented',
		otherwise:
			'Nothing changes for ISO 8601, SQL, RFC 2822, seconds and milliseconds. If the day and the month could be swapped, the first message decides, otherwise the order in which more dates of the response lie within the requested days, otherwise the month comes first.',
		variants: {
			'dates-with-fractions': "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'",
			'dates-with-offset': "yyyy-MM-dd'T'HH:mm:ssZZ",
			'dates-milliseconds': 'milliseconds',
			'dates-seconds': 'seconds',
			'dates-rfc-2822': 'EEE, dd MMM yyyy HH:mm:ss ZZZ',
		},
	},
	{
		key: 'date-zone',
		question: 'Which time zone applies to dates without one?',
		assumed: 'dates name their zone',
		certainty: 'documented',
		otherwise: 'Determined from the first message of the record, otherwise UTC.',
		variants: {},
	},
	{
		key: 'date-to',
		question: 'Is the day of date_to included?',
		assumed: 'included',
		certainty: 'inferred',
		otherwise: 'Nothing changes: the node requests one more day and removes later records.',
		variants: { 'date-to-excludes-its-day': 'excluded' },
	},
	{
		key: 'days-zone',
		question: 'In which time zone are days counted?',
		assumed: 'the time zone asked for',
		certainty: 'seen',
		otherwise:
			'Nothing changes: the node also requests the UTC days on which a range starts and ends, and removes earlier and later records.',
		variants: { 'days-in-utc': 'UTC' },
	},
	{
		key: 'no-dates',
		question: 'What is returned without dates?',
		assumed: 'any',
		usual: 'everything',
		certainty: 'inferred',
		otherwise:
			'Get Many always sends a first day, 2010-01-01 by default. Get tries again with that range: one more request for an ID that is not found.',
		variants: { 'no-dates-7-days': 'the last 7 days', 'no-dates-31-days': 'the last 31 days' },
	},
	{
		key: 'bad-date',
		question: 'What is the response to an invalid date?',
		assumed: 'any',
		usual: '400 with a refusal',
		certainty: 'inferred',
		otherwise: 'Nothing changes: the node checks dates before it sends them.',
		variants: {
			'bad-date-200': '200 with a refusal',
			'bad-date-500': '500 with a page',
			'bad-date-ignored': '200 with records',
		},
	},
	{
		key: 'bad-timezone',
		question: 'What is the response to an unknown time zone?',
		assumed: 'any',
		usual: '400 with a refusal',
		certainty: 'inferred',
		otherwise: 'Nothing changes: the node checks time zones before it sends them.',
		variants: {
			'bad-timezone-200': '200 with a refusal',
			'bad-timezone-ignored': '200 with records',
		},
	},
] as const satisfies readonly Fact[];
