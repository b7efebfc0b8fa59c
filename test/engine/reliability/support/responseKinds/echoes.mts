import type { Call, ResponseKind } from '../responseKinds.mts';

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** The request's credential, as a careless service or proxy may put it into a response. */
function credentialOf({ headers }: Call): string {
	const { authorization, 'x-socialintentstoken': token } = headers;
	const sent = [
		...(authorization ? [`Authorization: ${authorization}`] : []),
		...(token ? [`X-SocialIntentsToken: ${token}`] : []),
	];
	if (sent.length === 0) throw new Error('The request has no credential');
	return sent.join(', ');
}

/** It is in the body and in a header. */
function fail(call: Call, status: number): void {
	const text = credentialOf(call);
	const body = {
		apiStatus: 'Failure',
		apiStatusCode: '500',
		apiStatusMessage: `Failed for ${text}`,
		request: { headers: text },
	};
	call.send(status, JSON.stringify(body), { ...JSON_TYPE, 'X-Echo': text });
}

/** Responses that repeat the credential of the request. */
export const echoes: readonly ResponseKind[] = [
	{
		name: '500 that repeats the credential',
		status: 500,
		isCarriedOut: true,
		ends: 'message',
		react: (call) => fail(call, 500),
	},
	{
		name: '200 with an error message that repeats the credential',
		status: 200,
		ends: 'message',
		react: (call) => fail(call, 200),
	},
	{
		name: '200 with a header that repeats the credential',
		status: 200,
		ends: 'records',
		async react(call) {
			const { text } = await call.forward();
			call.send(200, text, { ...JSON_TYPE, 'X-Echo': credentialOf(call) });
		},
	},
];
