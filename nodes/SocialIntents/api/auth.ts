import { normalizeBaseUrl, type CredentialProblem } from './baseUrl';
import { trimPasted } from './ids';

export const CREDENTIAL = 'socialIntentsApi';

/** The credential's values, however they were saved. */
interface CredentialData {
	authentication?: unknown;
	accountId?: unknown;
	apiToken?: unknown;
	baseUrl?: unknown;
}

const toText = (value: unknown) => trimPasted(String(value ?? ''));

/** What is copied along with a token from code or documentation: a header, its scheme, quotes. */
const BEFORE_TOKEN =
	/^(?:["'`‘’“”\s]|(?:x-socialintentstoken|authorization)["'`‘’“”]*\s*:|bearer\s)+/i;
const AFTER_TOKEN = /["'`‘’“”\s,;]+$/;

const tokenIn = ({ apiToken }: CredentialData) =>
	toText(apiToken).replace(BEFORE_TOKEN, '').replace(AFTER_TOKEN, '');

/** What no header can contain, such as the dots that hide a token. */
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;

/** Which field of a credential is empty or cannot be sent, or undefined. */
export function fieldProblem(credential: CredentialData): CredentialProblem | undefined {
	const apiToken = tokenIn(credential);
	if (apiToken === '') {
		return {
			problem: "'API Token' is empty",
			help: 'Enter the token from Settings > API Keys in Social Intents.',
		};
	}
	const isBasic = credential.authentication === 'basicAuth';
	if (!isBasic && UNSENDABLE.test(apiToken)) {
		return {
			problem: "'API Token' contains characters that no token has",
			help: 'Copy the token again from Settings > API Keys in Social Intents.',
		};
	}
	return isBasic && toText(credential.accountId) === ''
		? {
				problem: "'Account ID' is empty",
				help: "Enter the ID of your Social Intents account, or set 'Authentication' to API Token.",
			}
		: undefined;
}

/** The Base URL for requests, or what is wrong with the credential. */
export const checkCredential = (credential: CredentialData): { url: string } | CredentialProblem =>
	fieldProblem(credential) ?? normalizeBaseUrl(credential.baseUrl);

const basicCode = (accountId: string, apiToken: string) =>
	Buffer.from(`${accountId}:${apiToken}`, 'utf8').toString('base64');

/** The one authentication header: token or Basic (both documented by the service). */
export function authHeader(credential: CredentialData): Record<string, string> {
	const apiToken = tokenIn(credential);
	return credential.authentication === 'basicAuth'
		? { Authorization: `Basic ${basicCode(toText(credential.accountId), apiToken)}` }
		: { 'X-SocialIntentsToken': apiToken };
}

/** What must not appear in a message, a log line or an item. */
export function secretsOf(credential: CredentialData): string[] {
	const apiToken = tokenIn(credential);
	const accountId = toText(credential.accountId);
	return [apiToken, accountId, basicCode(accountId, apiToken)].filter(Boolean);
}
