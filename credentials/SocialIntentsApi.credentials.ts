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

import { DEFAULT_BASE_URL, normalizeBaseUrl } from '../nodes/SocialIntents/api/baseUrl';
import { missingCredentialField } from '../nodes/SocialIntents/api/auth';

const REFUSED =
	'Social Intents refused these credentials. Check the API Token and, with Basic Auth, the Account ID.';
const NO_DATA = 'This address answers, but not with data of Social Intents. Check the Base URL.';

const REDIRECTS =
	'This address leads elsewhere, and the token is not handed on. Check the Base URL.';

const statusRules = [
	{ value: 401, message: REFUSED },
	{ value: 403, message: REFUSED },
	{ value: 404, message: NO_DATA },
	...[301, 302, 303, 307, 308].map((value) => ({ value, message: REDIRECTS })),
].map(
	(properties) => ({ type: 'responseCode', properties }) satisfies IAuthenticateRuleResponseCode,
);

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'];

/** A rule says no to one exact value in one place: so here to every letter that "success" does not have there. */
const lettersOtherThan = (position: number, letter: string) =>
	LETTERS.filter((other) => other.toLowerCase() !== letter).map((value) => ({
		key: `apiStatus.${position}`,
		value,
		message: REFUSED,
	}));

const bodyRules = [
	// What is not JSON comes as text, and only a text has the method "trim". Null has no constructor.
	{ key: 'trim.name', value: 'trim', message: NO_DATA },
	{ key: 'constructor.name', value: 'Number', message: NO_DATA },
	{ key: 'constructor.name', value: 'Boolean', message: NO_DATA },
	{ key: 'constructor.name', value: undefined, message: NO_DATA },
	{ key: 'apiStatus', value: '', message: REFUSED },
	{ key: 'apiStatus', value: false, message: REFUSED },
	{ key: 'success', value: false, message: REFUSED },
	{ key: 'error.constructor.name', value: 'String', message: REFUSED },
	{ key: 'error.constructor.name', value: 'Object', message: REFUSED },
	{ key: 'statusCode.0', value: '4', message: REFUSED },
	{ key: 'statusCode.0', value: '5', message: REFUSED },
	...lettersOtherThan(0, 's'),
	...lettersOtherThan(1, 'u'),
	...lettersOtherThan(2, 'c'),
].map(
	(properties) =>
		({ type: 'responseSuccessBody', properties }) satisfies IAuthenticateRuleResponseSuccessBody,
);

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
			description: 'The ID of your Social Intents account',
		},
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'In Social Intents under Settings > API Keys',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: DEFAULT_BASE_URL,
			placeholder: `e.g. ${DEFAULT_BASE_URL}`,
			description: 'Change it only if Social Intents told you another address',
		},
	];

	/**
	 * Adds the one header of the chosen sign-in, and mends the Base URL of n8n's credential test.
	 * Throws an Error that says which field is empty or refused.
	 */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const apiToken = String(credentials.apiToken ?? '').trim();
		const accountId = String(credentials.accountId ?? '').trim();
		const isBasic = credentials.authentication === 'basicAuth';
		const missing = missingCredentialField(credentials);
		if (missing) throw new Error(missing);

		const header = isBasic
			? {
					Authorization: `Basic ${Buffer.from(`${accountId}:${apiToken}`, 'utf8').toString('base64')}`,
				}
			: { 'X-SocialIntentsToken': apiToken };
		const options = { ...requestOptions, headers: { ...requestOptions.headers, ...header } };
		const isWholeAddress = /^https?:/i.test(requestOptions.url);
		if (isWholeAddress) return options;

		const mended = normalizeBaseUrl(requestOptions.baseURL);
		if ('refused' in mended) throw new Error(mended.refused);
		return { ...options, baseURL: mended.url };
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl }}',
			url: '/apps',
			disableFollowRedirect: true,
		},
		// n8n's type allows one sort of rule in a list, its tester looks at both.
		rules: [...statusRules, ...bodyRules] as ICredentialTestRequest['rules'],
	};
}
