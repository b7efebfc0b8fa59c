/** What is missing in a credential to sign in with, as a sentence, or undefined. */
export function missingCredentialField(credential: Record<string, unknown>): string | undefined {
	const isEmpty = (value: unknown) => String(value ?? '').trim() === '';
	if (isEmpty(credential.apiToken)) return 'The API Token is empty. Fill it in.';
	const isBasic = credential.authentication === 'basicAuth';
	return isBasic && isEmpty(credential.accountId)
		? 'The Account ID is empty. Basic Auth needs it.'
		: undefined;
}

export const CREDENTIAL = 'socialIntentsApi';
