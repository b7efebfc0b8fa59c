import type { Fact } from './fact.mts';

/** Dates of records, and days of requests. */
export const DATES = [
	{
		key: 'date-format',
		question: 'How are dates written?',
		assumed: "yyyy-MM-dd'T'HH:mm:ss'Z'",
		certainty: 'documented',
		otherwise:
			'Nothing changes for ISO 8601, SQL, RFC 2822, seconds and milliseconds. Where day and month may be swapped, the first message tells. Contacts have none, so the node passes such dates on as they came and does not sort by them.',
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
		question: 'In which time zone are dates without one?',
		assumed: 'dates name their zone',
		certainty: 'documented',
		otherwise: 'Told by the first message of the record, else UTC is taken.',
		variants: {},
	},
	{
		key: 'date-to',
		question: 'Is the day of date_to included?',
		assumed: 'included',
		certainty: 'inferred',
		otherwise: 'Nothing changes: the node asks for one day more and leaves out what is too late.',
		variants: { 'date-to-excludes-its-day': 'excluded' },
	},
	{
		key: 'days-zone',
		question: 'In which time zone are days counted?',
		assumed: 'the time zone asked for',
		certainty: 'seen',
		otherwise:
			'Nothing changes: the node also asks for the days in UTC on which a range begins and ends, and leaves out what is too early or too late.',
		variants: { 'days-in-utc': 'UTC' },
	},
	{
		key: 'no-dates',
		question: 'What comes without dates?',
		assumed: 'any',
		usual: 'everything',
		certainty: 'inferred',
		otherwise:
			'Get Many always says a first day, 2010-01-01 where no other is given. Get asks once more with that range: one more request for an ID that is not found.',
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
