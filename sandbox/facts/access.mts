import type { Fact } from './fact.mts';

const LOGGED = 'Any other rejection is shown as a failed request, with the service’s own message.';

/** Authentication, paths, and limits. */
export const ACCESS = [
	{
		key: 'ping-token',
		question: 'Does ping need the token?',
		assumed: 'not needed',
		certainty: 'inferred',
		otherwise:
			'Nothing changes: every request carries the token, and the credential test asks for the widgets.',
		variants: { 'ping-needs-token': 'needed' },
	},
	{
		key: 'token-header',
		question: 'Does the token header authenticate?',
		assumed: 'accepted',
		certainty: 'documented',
		otherwise: 'Choose Basic Auth in the credential.',
		variants: { 'token-header-refused': 'refused' },
	},
	{
		key: 'basic-auth',
		question: 'Does Basic Auth authenticate?',
		assumed: 'accepted',
		certainty: 'documented',
		otherwise: 'Choose API Token in the credential.',
		variants: { 'basic-auth-refused': 'refused' },
	},
	{
		key: 'wrong-token',
		question: 'What is the response to a wrong token?',
		assumed: '401 with a refusal',
		certainty: 'inferred',
		otherwise: 'The credential test still fails, but its message may be less specific.',
		variants: {
			'wrong-token-403': '403 with a refusal',
			'wrong-token-200': '200 with a refusal',
			'wrong-token-page': '200 with a page',
			'wrong-token-redirect': '302 empty',
		},
	},
	{
		key: 'trailing-slash',
		question: 'Is a path with a trailing slash the same?',
		assumed: 'any',
		usual: 'the same',
		certainty: 'seen',
		otherwise:
			'Nothing changes, unless the slash is required: redirects are not followed, and the message says so.',
		variants: { 'trailing-slash-refused': 'refused', 'trailing-slash-required': 'required' },
	},
	{
		key: 'limit-headers',
		question: 'Which headers report rate limits?',
		assumed: 'none',
		certainty: 'inferred',
		otherwise: 'Nothing changes: the node relies on 429 and Retry-After.',
		variants: { 'limit-headers-sent': 'x-ratelimit-limit, x-ratelimit-remaining' },
	},
	{
		key: 'too-many-requests',
		question: 'How does the service report its rate limit?',
		assumed: 'any',
		usual: 'not met',
		certainty: 'inferred',
		otherwise: `After a 429, the node waits and retries, with or without Retry-After. ${LOGGED}`,
		variants: {
			'too-many-requests-seconds': '429 with a refusal, Retry-After',
			'too-many-requests-no-header': '429 with a refusal',
			'too-many-requests-page': '429 with a page',
			'too-many-requests-200': '200 with a refusal',
		},
	},
] as const satisfies readonly Fact[];
