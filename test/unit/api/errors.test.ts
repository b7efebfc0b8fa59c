import type { JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import {
	ExecutionCanceledError,
	ApiRequestError,
	toNodeError,
	type ApiErrorDetails,
} from '../../../nodes/SocialIntents/api/errors';
import {
	networkError,
	unreadableError,
	redirectError,
	refusalError,
	statusError,
} from '../../../nodes/SocialIntents/api/messages';
import { node } from '../support/form';
import { AVOIDED_WORDS } from '../support/outcome';

const request = 'GET /chats';
const failures: Array<[string, ApiErrorDetails]> = [
	...[400, 401, 403, 404, 410, 429, 500, 503].map((status): [string, ApiErrorDetails] => [
		`status ${status}`,
		statusError(status, request, 'Said'),
	]),
	['a refusal', refusalError(request, 'Said')],
	['a redirect', redirectError(302, request, 'example.com')],
	['a web page', unreadableError(200, request, 'a web page')],
	['a broken connection', networkError(request, 'ECONNRESET', 'socket hang up')],
	['a blocked address', networkError(request, '', 'The address is blocked')],
];

describe('the words for a failure', () => {
	it.each(failures)(
		'of %s say what happened, at which request, and a way out',
		(_, { message, description }) => {
			expect(message).toContain(request);
			expect(message).toMatch(/^[A-Z].*[^.]$/);
			expect(description).toMatch(/^[A-Z].{20,}\.$/);
			expect(`${message} ${description}`).not.toMatch(AVOIDED_WORDS);
		},
	);

	it.each([
		['EAI_AGAIN', 'could not be looked up'],
		['ECONNABORTED', 'too long'],
		['ECONNREFUSED', 'nobody listens'],
		['ECONNRESET', 'broke'],
		['ENOTFOUND', 'does not exist'],
		['EPIPE', 'broke'],
		['ETIMEDOUT', 'too long'],
	])('of the network fault %s are plain, and it may pass', (code, words) => {
		const failure = networkError(request, code, `${code}: raw words`);
		expect(failure.message).toMatch(/^Social Intents cannot be reached \(GET \/chats\): [a-z]/);
		expect(failure.message).toContain(words);
		expect(failure.message).not.toContain('raw words');
		expect(failure).toMatchObject({ isNetwork: true, cause: 'temporarily-unavailable' });
	});

	it.each(['ECONNABORTED', 'ETIMEDOUT'])('of %s say how to ask for less', (code) => {
		expect(networkError(request, code, '').description).toMatch(
			/'Timeout \(Milliseconds\)'.*'Days per Request'/,
		);
		expect(networkError(request, 'ECONNRESET', '').description).not.toContain('Timeout');
	});

	it.each(['EHOSTUNREACH', 'ENETUNREACH'])('know that %s may pass', (code) => {
		expect(networkError(request, code, '').isNetwork).toBe(true);
	});

	it('of what no code names are those of n8n, and it does not pass by itself', () => {
		const failure = networkError(request, 'DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate');
		expect(failure.message).toBe(
			'Social Intents cannot be reached (GET /chats): self-signed certificate',
		);
		expect(failure).toMatchObject({ isNetwork: false, cause: undefined });
	});

	it('of a POST without an answer say that it may have been carried out', () => {
		expect(networkError('POST /apps/w1/webhook', 'ECONNRESET', '').description).toContain(
			'may have carried out',
		);
		expect(networkError(request, 'ECONNRESET', '').description).not.toContain(
			'may have carried out',
		);
	});
});

describe('the one error that n8n shows', () => {
	it.each(failures)('for %s has our words, the status and the item', (_, failure) => {
		const shown = toNodeError(node, new ApiRequestError(failure), 3);
		expect(shown).toBeInstanceOf(NodeApiError);
		expect(shown.message).toBe(failure.message);
		expect(shown.description).toBe(failure.description);
		expect((shown as NodeApiError).httpCode).toBe(
			failure.status === undefined ? null : String(failure.status),
		);
		expect(shown.context.itemIndex).toBe(3);
		expect(shown.node).toBe(node);
	});

	it.each(['ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNREFUSED', 'EPIPE', 'ECONNABORTED'])(
		'keeps a sentence of the service that holds %s, in which n8n would see a fault of the network',
		(code) => {
			for (const status of [400, 404, 429, 500]) {
				const failure = statusError(status, request, `upstream said ${code}`);
				const shown = toNodeError(node, new ApiRequestError(failure));
				expect(shown.message).toBe(failure.message);
				expect(shown.description).toBe(failure.description);
			}
		},
	);

	it('tells n8n the cause, and how long to wait', () => {
		const slowDown = { ...statusError(429, request), retryAfterMs: 7000 };
		expect(toNodeError(node, new ApiRequestError(slowDown))).toMatchObject({
			failure: { cause: 'rate-limited', retryAfterMs: 7000 },
		});
		expect(toNodeError(node, new ApiRequestError(statusError(401, request)))).toMatchObject({
			failure: { cause: 'credential-invalid' },
		});
	});

	it('is itself where it is one already', () => {
		const operation = new NodeOperationError(node, 'Said', { itemIndex: 1 });
		const api = new NodeApiError(node, { message: 'Said' } as JsonObject, { itemIndex: 1 });
		expect(toNodeError(node, operation, 2)).toBe(operation);
		expect(toNodeError(node, api, 2)).toBe(api);
	});

	it('is made of anything else, with the item', () => {
		for (const thrown of [new Error('Said'), new TypeError('Said'), 'Said']) {
			const shown = toNodeError(node, thrown, 4);
			expect(shown).toBeInstanceOf(NodeOperationError);
			expect(shown.message).toBe('Said');
			expect(shown.context.itemIndex).toBe(4);
		}
	});

	it('of a cancelled execution has the word by which n8n knows it', () => {
		expect(toNodeError(node, new ExecutionCanceledError()).message).toContain('canceled');
	});
});
