import { normalizeBaseUrl, type CredentialProblem } from './baseUrl';

export const CREDENTIAL = 'socialIntentsApi';

/** The credential's values, however they were saved. */
interface CredentialData {
	authentication?: unknown;
	accountId?: unknown;
	apiToken?: unknown;
	baseUrl?: unknown;
}

const toText = (value: unknown) => String(value ?? '').trim();

/** Which field of a credential is empty, or undefined. */
export function missingCredentialField(credential: CredentialData): CredentialProblem | undefined {
	if (toText(credential.apiToken) === '') {
		return {
			problem: "'API Token' is empty",
			help: 'Enter the token from Settings > API Keys in Social Intents.',
		};
	}
	const isBasic = credential.authentication === 'basicAuth';
	return isBasic && toText(credential.accountId) === ''
		? {
				problem: "'Account ID' is empty",
				help: "Enter the ID of your Social Intents account, or set 'Authentication' to API Token.",
			}
		: undefined;
}

/** The Base URL for requests, or what is wrong with the credential. */
export const checkCredential = (credential: CredentialData): { url: string } | CredentialProblem =>
	missingCredentialField(credential) ?? normalizeBaseUrl(credential.baseUrl);

const basicCode = (accountId: string, apiToken: string) =>
	Buffer.from(`${accountId}:${apiToken}`, 'utf8').toString('base64');

/** The one authentication header: token or Basic (both documented by the service). */
export function authHeader(credential: CredentialData): Record<string, string> {
	const apiToken = toText(credential.apiToken);
	return credential.authentication === 'basicAuth'
		? { Authorization: `Basic ${basicCode(toText(credential.accountId), apiToken)}` }
		: { 'X-SocialIntentsToken': apiToken };
}

/** What must not appear in a message, a log line or an item. */
export function secretsOf(credential: CredentialData): string[] {
	const apiToken = toText(credential.apiToken);
	const accountId = toText(credential.accountId);
	return [apiToken, accountId, basicCode(accountId, apiToken)].filter(Boolean);
}
