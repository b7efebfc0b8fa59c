import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseResponse } from '../../../nodes/SocialIntents/api/response';
import type { ApiErrorDetails } from '../../../nodes/SocialIntents/api/errors';
import { AVOIDED_WORDS } from '../support/outcome';

const GET = 'GET /chats';
const DELETE = 'DELETE /webhook/h1';
const POST = 'POST /apps/w1/webhook';

const read = (
	request: string,
	status: number,
	body: unknown,
	headers: Record<string, unknown> = {},
) => parseResponse(request, { status, headers, body });

function errorOf(
	request: string,
	status: number,
	body: unknown,
	headers?: Record<string, unknown>,
): ApiErrorDetails {
	const parsed = read(request, status, body, headers);
	return 'error' in parsed ? parsed.error : expect.fail(`read as ${JSON.stringify(parsed.body)}`);
}

const page = '<!DOCTYPE html><html><title>Sign in</title></html>';
const envelope = { apiStatus: 'Success', apiStatusCode: '200', apiStatusMessage: 'OK', chats: [] };
const refusal = { apiStatus: 'Failure', apiStatusCode: '7', apiStatusMessage: 'Unknown widget' };

describe('a response', () => {
	it.each([
		['an envelope', envelope],
		['an envelope in capital letters', { apiStatus: ' SUCCESS ', chats: [] }],
		['an envelope without a status', { chats: [] }],
		['an envelope whose status is null', { apiStatus: null, chats: [] }],
		['a list', [{ id: 'c1' }]],
		['an empty list', []],
		['a record', { id: 'c1', chatType: 'Missed' }],
		['a record with a field called error', { id: 'c1', error: 'none' }],
		['records beside a warning', { error: 'slow', chats: [{ id: 'c1' }] }],
		['the response to a ping', { statusCode: '200', status: 'PingSuccessful' }],
		['the ID of a new webhook', { id: 'h1' }],
		['null', null],
	])('with status 200 is returned as data if it is %s', (_, body) => {
		expect(read(GET, 200, body)).toEqual({ body });
		expect(read(GET, 201, body)).toEqual({ body });
	});

	it.each([
		['an error in the documented form', refusal, 'Unknown widget'],
		['an error in capital letters', { apiStatus: 'ERROR', apiStatusMessage: 'Nope' }, 'Nope'],
		['an error beside a list', { ...refusal, chats: [] }, 'Unknown widget'],
		['an error without a message', { apiStatus: 'Failure' }, 'Failure'],
		['an error in words', { error: 'Unknown widget' }, 'Unknown widget'],
		['an error as an object', { error: { code: 7, message: 'Unknown widget' } }, 'Unknown widget'],
		[
			'an object with success: false',
			{ success: false, message: 'Unknown widget' },
			'Unknown widget',
		],
		['an object with only success: false', { success: false }, undefined],
		['a status that is an object', { apiStatus: { code: 7 } }, undefined],
		['a status that is empty', { apiStatus: '', apiStatusMessage: 'Nope' }, 'Nope'],
	])("with status 200 is an error with the service's message if it is %s", (_, body, words) => {
		const error = errorOf(GET, 200, body);
		expect(error.message).toBe(`Social Intents rejected the request (${GET})`);
		expect(error.serviceMessage).toBe(words);
		expect(JSON.stringify(error)).not.toMatch(/undefined|object Object/);
		expect(error.description).toContain('not the 32-character key of a widget');
		expect(error.status).toBeUndefined();
	});

	it.each(['Success', 'success', 'Successful', 'OK', true, 200, '200'])(
		'with status 200 is data if apiStatus is %j, with or without a list',
		(apiStatus) => {
			for (const body of [{ apiStatus }, { apiStatus, error: '', apps: [] }]) {
				expect(read(GET, 200, body)).toEqual({ body });
			}
		},
	);

	it('is data if it has a list and the code 200, whatever its apiStatus', () => {
		const body = { apiStatus: 'Partial', apiStatusCode: '200', chats: [{ id: 'c1' }] };
		expect(read(GET, 200, body)).toEqual({ body });
	});

	it('is an error if it has an error code and no apiStatus', () => {
		const body = { apiStatusCode: '401', apiStatusMessage: 'Invalid token' };
		expect(errorOf(GET, 200, body)).toMatchObject({ status: 401, serviceMessage: 'Invalid token' });
	});

	it('with status 200 is read by the status in its body if that is an error', () => {
		const inside = (apiStatusCode: unknown) => ({
			apiStatus: 'Failure',
			apiStatusCode,
			apiStatusMessage: 'No',
		});
		expect(errorOf(GET, 200, inside('401'))).toMatchObject({
			status: 401,
			cause: 'credential-invalid',
		});
		expect(errorOf(GET, 200, inside(429))).toMatchObject({ status: 429, cause: 'rate-limited' });
		const likeAPing = { statusCode: '401', status: 'Unauthorized' };
		expect(errorOf(GET, 200, likeAPing)).toMatchObject({
			status: 401,
			serviceMessage: 'Unauthorized',
		});
		expect(errorOf(GET, 200, inside('200')).status).toBeUndefined();
		expect(errorOf(GET, 200, inside('E7')).status).toBeUndefined();
	});

	it.each([
		['nothing', '', 'an empty response'],
		['nothing at all', undefined, 'an empty response'],
		['a web page', page, 'a web page'],
		['a web page after blank lines', `\n  ${page}`, 'a web page'],
		['truncated JSON', '{"chats":[{"id":', 'text that is not valid JSON'],
		['a word', 'OK', 'text that is not valid JSON'],
	])('with status 200 is reported as unexpected if it is %s', (_, body, words) => {
		for (const request of [GET, POST]) {
			const error = errorOf(request, 200, body);
			const hasDoubt = error.description.includes('may have been carried out');
			expect(hasDoubt).toBe(request === POST);
			expect(error.message).toBe(
				`Social Intents returned ${words} instead of data (200, ${request})`,
			);
			expect(error.description).toContain('Base URL');
		}
	});

	it.each([
		[401, 'Social Intents rejected the credential', 'credential-invalid'],
		[403, 'Social Intents rejected the credential', 'credential-invalid'],
		[404, 'The resource was not found in Social Intents', undefined],
		[405, 'The resource was not found in Social Intents', undefined],
		[410, 'The resource was not found in Social Intents', undefined],
		[400, 'Social Intents rejected the request', undefined],
		[409, 'Social Intents rejected the request', undefined],
		[422, 'Social Intents rejected the request', undefined],
		[429, 'The Social Intents rate limit was reached', 'rate-limited'],
		[500, 'Social Intents could not process the request', 'temporarily-unavailable'],
		[502, 'Social Intents could not process the request', 'temporarily-unavailable'],
		[503, 'Social Intents could not process the request', 'temporarily-unavailable'],
		[504, 'Social Intents could not process the request', 'temporarily-unavailable'],
		[599, 'Social Intents could not process the request', 'temporarily-unavailable'],
	])(
		"with status %d becomes one sentence, and the service's message is kept apart",
		(status, words, cause) => {
			const error = errorOf(GET, status, { message: 'Not today' });
			expect(error.message).toBe(`${words} (${status}, GET /chats)`);
			expect(error.serviceMessage).toBe('Not today');
			expect([error.status, error.cause]).toEqual([status, cause]);
			expect(error.description).toMatch(/^[A-Z].{20,}\.$/);
			expect(`${error.message} ${error.description}`).not.toMatch(AVOIDED_WORDS);
		},
	);

	it.each([
		['apiStatusMessage', { apiStatus: 'Failure', apiStatusMessage: 'Said' }],
		['message', { message: ' Said ' }],
		['error', { error: 'Said' }],
		['a message inside error', { error: { message: 'Said' } }],
		['a detail inside error', { error: { code: 7, detail: 'Said' } }],
		['errorMessage', { errorMessage: 'Said' }],
		['detail', { detail: 'Said' }],
		['a text', 'Said'],
		['the first line of a stack trace', 'Said\r\n\tat com.example.Api(Api.java:7)'],
	])("with status 400 contains the service's message as %s", (_, body) => {
		expect(errorOf(GET, 400, body).serviceMessage).toBe('Said');
	});

	it.each([
		['a web page', page],
		['a list', ['Said']],
		['nothing', ''],
		['null', null],
		['an object without a message', { code: 7, message: '' }],
		['errors inside errors', { error: { error: { error: { message: 'Said' } } } }],
	])('with status 400 contains no message of the service if it is %s', (_, body) => {
		expect(errorOf(GET, 400, body).serviceMessage).toBeUndefined();
	});

	it.each([
		['https://login.example.com/a?token=1', 'login.example.com'],
		['/login', 'another path on the same host'],
		[undefined, 'another address'],
	])('is not followed if its Location header is %s', (location, words) => {
		for (const status of [301, 302, 303, 307, 308]) {
			const error = errorOf(GET, status, page, { location });
			expect(error).toMatchObject({ status, cause: 'configuration-invalid' });
			expect(error.message).toBe(`'Base URL' redirects to ${words} (${status}, GET /chats)`);
			expect(error.description).toContain('Redirects are not followed');
		}
	});
});

describe('the response to a DELETE', () => {
	it.each([404, 410])(
		'means with status %d, as data or empty, that the webhook is gone',
		(status) => {
			expect(read(DELETE, status, { message: 'Not found' })).toEqual({ body: null });
			expect(read(DELETE, status, '')).toEqual({ body: null });
			const inside = {
				apiStatus: 'Failure',
				apiStatusCode: String(status),
				apiStatusMessage: 'Not found',
			};
			expect(read(DELETE, 200, inside)).toEqual({ body: null });
		},
	);

	it.each([
		[200, ''],
		[204, ''],
		[200, 'OK'],
		[200, {}],
		[200, { apiStatus: 'Success' }],
	])('is a success with status %d and the body %j', (status, body) => {
		expect(read(DELETE, status, body)).toEqual({ body });
	});

	it('is a success with status 200 and null, which is not the same as gone', () => {
		expect(read(DELETE, 200, null)).toEqual({ body: '' });
	});

	it.each([404, 410])(
		'with status %d as a web page is an error, because the server is in trouble',
		(status) => {
			expect(errorOf(DELETE, status, page).status).toBe(status);
		},
	);

	it('is otherwise an error like any other', () => {
		expect(errorOf(DELETE, 401, '').status).toBe(401);
		expect(errorOf(DELETE, 500, '').status).toBe(500);
		expect(errorOf(DELETE, 302, '').status).toBe(302);
		expect(errorOf(DELETE, 200, refusal).serviceMessage).toBe('Unknown widget');
	});

	it('is an error if it is a web page', () => {
		expect(errorOf(DELETE, 200, page).message).toContain('returned a web page instead of data');
	});

	it('is the only one for which gone is a success: a list or a POST fails', () => {
		for (const request of [GET, POST]) {
			expect(errorOf(request, 404, '').status).toBe(404);
			expect(errorOf(request, 410, '').status).toBe(410);
		}
	});
});

describe('the response to a request for a list', () => {
	const none = { apiStatus: 'Failure', apiStatusCode: '404', apiStatusMessage: 'No chats' };

	it("with a 404 in the service's envelope means that there are no records", () => {
		expect(read(GET, 404, none)).toEqual({ body: null });
		expect(read(GET, 200, none)).toEqual({ body: null });
	});

	it.each([
		['other data', { message: 'No such path' }],
		['a page', page],
		['nothing', ''],
	])('with a 404 as %s means that the address is wrong', (_, body) => {
		expect(errorOf(GET, 404, body).status).toBe(404);
	});
});

describe('a response without content', () => {
	it('is an empty list after a GET, and has no ID after a POST', () => {
		expect(read(GET, 204, '')).toEqual({ body: null });
		expect(read(POST, 204, '')).toEqual({ body: null });
	});
});

describe('the response to a lookup by ID', () => {
	const lookUp = (status: number, body: unknown) =>
		parseResponse(GET, { status, headers: {}, body }, true);

	it.each([404, 410])('with status %d as JSON means that there is no such record', (status) => {
		expect(lookUp(status, { message: 'Not found' })).toEqual({ body: null });
		const inside = { apiStatus: 'Failure', apiStatusCode: String(status) };
		expect(lookUp(200, inside)).toEqual({ body: null });
	});

	it('with status 404 as a web page means that the address is wrong', () => {
		expect(lookUp(404, page)).toMatchObject({ error: { status: 404 } });
		expect(lookUp(404, '')).toMatchObject({ error: { status: 404 } });
	});

	it('is otherwise an error like any other', () => {
		expect(lookUp(401, { message: 'No' })).toMatchObject({ error: { status: 401 } });
		expect(lookUp(200, refusal)).toHaveProperty('error');
	});
});

describe('any response', () => {
	it('becomes data, or an error with a message and a way out', () => {
		const anyStatus = fc.integer({ min: 100, max: 599 });
		const anyBody = fc.oneof(fc.jsonValue(), fc.string(), fc.constant(undefined));
		fc.assert(
			fc.property(
				fc.constantFrom(GET, POST, DELETE),
				anyStatus,
				anyBody,
				(request, status, body) => {
					const reading = read(request, status, body);
					if ('body' in reading) {
						const isDone = status >= 200 && status < 300;
						const isGone = request === DELETE && (status === 404 || status === 410);
						expect(isDone || isGone).toBe(true);
					} else {
						expect(reading.error.message).toContain(request);
						expect(reading.error.description).toBeTruthy();
					}
				},
			),
			{ numRuns: 300 },
		);
	});
});
