import type {
	IAuthenticateRuleResponseCode,
	IAuthenticateRuleResponseSuccessBody,
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { authHeader, fieldProblem } from '../nodes/SocialIntents/api/auth';
import {
	DEFAULT_BASE_URL,
	normalizeBaseUrl,
	type CredentialProblem,
} from '../nodes/SocialIntents/api/baseUrl';

const REFUSED =
	"Social Intents rejected the credential. Check the 'API Token': it is the one under Settings > API Keys, not the 32-character key of a widget. With Basic Auth, also check the 'Account ID'.";
const NO_DATA = "This address does not return data from Social Intents. Check 'Base URL'.";
const REDIRECT =
	"'Base URL' redirects to another address. Redirects are not followed, to protect your token.";

const statusRules = [
	{ value: 401, message: REFUSED },
	{ value: 403, message: REFUSED },
	{ value: 404, message: NO_DATA },
	...[301, 302, 303, 307, 308].map((value) => ({ value, message: REDIRECT })),
].map(
	(properties) => ({ type: 'responseCode', properties }) satisfies IAuthenticateRuleResponseCode,
);

/** n8n's rules match exact values only, so a refusal with status 200 is known by its words. */
const REFUSAL_WORDS = [
	'Failure',
	'failure',
	'Failed',
	'failed',
	'Error',
	'error',
	'ERROR',
	'Unauthorized',
	'Forbidden',
	'Denied',
	'Invalid',
	'ApiKeyInvalid',
];

const bodyRules = [
	// A body that is not JSON is text, and only text has the method "trim".
	{ key: 'trim.name', value: 'trim', message: NO_DATA },
	{ key: 'constructor.name', value: 'Number', message: NO_DATA },
	{ key: 'constructor.name', value: 'Boolean', message: NO_DATA },
	...['', false, ...REFUSAL_WORDS].map((value) => ({ key: 'apiStatus', value, message: REFUSED })),
	...['401', '403', 401, 403].flatMap((value) => [
		{ key: 'apiStatusCode', value, message: REFUSED },
		{ key: 'statusCode', value, message: REFUSED },
	]),
	{ key: 'success', value: false, message: REFUSED },
	...['Unauthorized', 'Forbidden', 'Invalid token'].map((value) => ({
		key: 'error',
		value,
		message: REFUSED,
	})),
	{ key: 'error.constructor.name', value: 'Object', message: REFUSED },
].map(
	(properties) =>
		({ type: 'responseSuccessBody', properties }) satisfies IAuthenticateRuleResponseSuccessBody,
);

/** n8n's credential test shows the message alone. */
const textOf = ({ problem, help }: CredentialProblem) => `${problem}. ${help}`;

export class SocialIntentsApi implements ICredentialType {
	name = 'socialIntentsApi';

	displayName = 'Social Intents API';

	icon: Icon = {
		light: 'file:../nodes/SocialIntents/socialIntents.svg',
		dark: 'file:../nodes/SocialIntents/socialIntents.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-social-intents/n8n-nodes-social-intents#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: [
				{ name: 'API Token', value: 'apiToken' },
				{ name: 'Basic Auth', value: 'basicAuth' },
			],
			default: 'apiToken',
		},
		{
			displayName: 'Account ID',
			name: 'accountId',
			type: 'string',
			default: '',
			required: true,
			displayOptions: { show: { authentication: ['basicAuth'] } },
			description:
				"The ID of your Social Intents account. If you do not know it, set 'Authentication' to API Token.",
		},
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: "In Social Intents, under Settings > API Keys. A widget's 32-character key does not work here.",
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: DEFAULT_BASE_URL,
			placeholder: `e.g. ${DEFAULT_BASE_URL}`,
			description: 'Change it only if Social Intents gave you a different address',
		},
	];

	/**
	 * Adds the one header of the chosen authentication, and corrects the Base URL of n8n's credential test.
	 * Throws an Error that names the field that is empty or wrong.
	 */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const problem = fieldProblem(credentials);
		if (problem) throw new Error(textOf(problem));
		const headers = { ...requestOptions.headers, ...authHeader(credentials) };
		const options = { ...requestOptions, headers };
		const isWholeAddress = /^https?:/i.test(requestOptions.url);
		if (isWholeAddress) return options;

		const baseUrl = normalizeBaseUrl(requestOptions.baseURL);
		if ('problem' in baseUrl) throw new Error(textOf(baseUrl));
		return { ...options, baseURL: baseUrl.url };
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl }}',
			url: '/apps',
			disableFollowRedirect: true,
		},
		// n8n's type allows one kind of rule in a list, its tester looks at both.
		rules: [...statusRules, ...bodyRules] as ICredentialTestRequest['rules'],
	};
}
