import type { JsonObject } from 'n8n-workflow';
import { ExpressionError, NodeApiError, NodeOperationError } from 'n8n-workflow';
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

describe('the message for a failed request', () => {
	it.each(failures)(
		'says after %s what happened, to which request, and what to do',
		(_, { message, description }) => {
			expect(message).toContain(request);
			expect(message).toMatch(/^['A-Z].*[^.]$/);
			expect(description).toMatch(/^[A-Z].{20,}\.$/);
			expect(`${message} ${description}`).not.toMatch(AVOIDED_WORDS);
		},
	);

	it.each([
		['EAI_AGAIN', 'host name lookup failed'],
		['ECONNABORTED', 'request timed out'],
		['ECONNREFUSED', 'connection refused'],
		['ECONNRESET', 'connection closed unexpectedly'],
		['ENOTFOUND', 'host not found'],
		['EPIPE', 'connection closed unexpectedly'],
		['ETIMEDOUT', 'request timed out'],
	])('is plain after the network error %s, which is transient', (code, words) => {
		const failure = networkError(request, code, `${code}: raw words`);
		expect(failure.message).toMatch(/^Could not connect to Social Intents \(GET \/chats\): [a-z]/);
		expect(failure.message).toContain(words);
		expect(failure.message).not.toContain('raw words');
		expect(failure).toMatchObject({ isNetwork: true, cause: 'temporarily-unavailable' });
	});

	it.each(['ECONNABORTED', 'ETIMEDOUT'])('suggests after %s to request less', (code) => {
		expect(networkError(request, code, '').description).toMatch(
			/'Timeout \(Milliseconds\)'.*'Days per Request'/,
		);
		expect(networkError(request, 'ECONNRESET', '').description).not.toContain('Timeout');
	});

	it.each(['EHOSTUNREACH', 'ENETUNREACH'])('treats %s as transient', (code) => {
		expect(networkError(request, code, '').isNetwork).toBe(true);
	});

	it('says of a server without TLS that the handshake failed, which is not transient', () => {
		const failure = networkError(
			request,
			'EPROTO',
			'write EPROTO 40AD:error:0A00010B:SSL routines:',
		);
		expect(failure.message).toBe(
			'Could not connect to Social Intents (GET /chats): TLS handshake failed',
		);
		expect(failure.isNetwork).toBe(false);
	});

	it("is n8n's own for an unknown error code, which is not transient", () => {
		const failure = networkError(request, 'DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate');
		expect(failure.message).toBe(
			'Could not connect to Social Intents (GET /chats): self-signed certificate',
		);
		expect(failure).toMatchObject({ isNetwork: false, cause: undefined });
	});

	it('says that a POST without a response may have been carried out', () => {
		expect(networkError('POST /apps/w1/webhook', 'ECONNRESET', '').description).toContain(
			'may have been carried out',
		);
		expect(networkError(request, 'ECONNRESET', '').description).not.toContain(
			'may have been carried out',
		);
	});
});

describe('the one error that n8n shows', () => {
	it.each(failures)('has after %s one sentence, the status, and the item', (_, failure) => {
		const shown = toNodeError(node, new ApiRequestError(failure), 3);
		expect(shown).toBeInstanceOf(NodeApiError);
		expect(shown.message).toBe(`${failure.message} [item 3]`);
		const said = failure.serviceMessage ? 'Social Intents said: Said. ' : '';
		expect(shown.description).toBe(`${said}${failure.description}`);
		expect((shown as NodeApiError).httpCode).toBe(
			failure.status === undefined ? null : String(failure.status),
		);
		expect(shown.context.itemIndex).toBe(3);
		expect(shown.node).toBe(node);
	});

	it.each(['ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNREFUSED', 'EPIPE', 'ECONNABORTED'])(
		"keeps the service's message if it contains %s, in which n8n would see a network error",
		(code) => {
			for (const status of [400, 404, 429, 500]) {
				const failure = statusError(status, request, `upstream said ${code}`);
				const shown = toNodeError(node, new ApiRequestError(failure));
				expect(shown.message).toBe(`${failure.message}: upstream said ${code}`);
				expect(shown.description).toContain(`Social Intents said: upstream said ${code}`);
			}
		},
	);

	it.each([
		['Invalid API token', 'Invalid API token.'],
		['Try again later.', 'Try again later.'],
		['Is the ID correct?', 'Is the ID correct?'],
		['Unknown field "x"', 'Unknown field "x".'],
	])(
		"ends the service's words %j before the advice, because n8n shows both in one line",
		(said, shownAs) => {
			const failure = statusError(400, request, said);
			const shown = toNodeError(node, new ApiRequestError(failure), 0);
			expect(shown.description).toBe(`Social Intents said: ${shownAs} ${failure.description}`);
		},
	);

	it('passes the cause and the wait on to n8n', () => {
		const slowDown = { ...statusError(429, request), retryAfterMs: 7000 };
		expect(toNodeError(node, new ApiRequestError(slowDown))).toMatchObject({
			failure: { cause: 'rate-limited', retryAfterMs: 7000 },
		});
		expect(toNodeError(node, new ApiRequestError(statusError(401, request)))).toMatchObject({
			failure: { cause: 'credential-invalid' },
		});
	});

	it('is returned as it is if it is one already', () => {
		const operation = new NodeOperationError(node, 'Said', { itemIndex: 1 });
		const api = new NodeApiError(node, { message: 'Said' } as JsonObject, { itemIndex: 1 });
		expect(toNodeError(node, operation, 2)).toBe(operation);
		expect(toNodeError(node, api, 2)).toBe(api);
	});

	it('wraps any other error, with its item', () => {
		for (const thrown of [new Error('Said'), new TypeError('Said'), 'Said']) {
			const shown = toNodeError(node, thrown, 4);
			expect(shown).toBeInstanceOf(NodeOperationError);
			expect(shown.message).toBe('Said [item 4]');
			expect(shown.context.itemIndex).toBe(4);
		}
	});

	const refusal = new ApiRequestError(
		refusalError(request, `The widget is unknown. ${'It really is. '.repeat(30)}`),
	);
	const tool = { ...node, type: `${node.type}Tool` };

	it("includes the service's reason in the message if n8n shows nothing else", () => {
		const alone = 'Social Intents rejected the request (GET /chats): The widget is unknown';
		expect(toNodeError(node, refusal).message, 'a trigger, a list').toBe(alone);
		expect(toNodeError(tool, refusal, 0).message, 'a tool').toBe(alone);
		expect(toNodeError(node, refusal, 2, true).message, 'Continue On Fail').toBe(
			`${alone} [item 2]`,
		);
	});

	it("limits the service's reason to 200 characters", () => {
		const endless = new ApiRequestError(refusalError(request, 'x'.repeat(500)));
		expect(toNodeError(node, endless).message).toMatch(/: x{200}…$/);
	});

	it('names the item once', () => {
		const error = new Error('Said [item 1]');
		expect(toNodeError(node, error, 1).message).toBe('Said [item 1]');
	});

	it('names each item of those that share one error', () => {
		const shared = new NodeOperationError(node, "'API Token' is empty", {
			description: 'Way out.',
		});
		const shown = [0, 1].map((item) => toNodeError(node, shared, item));
		expect(shown).toMatchObject([
			{ message: "'API Token' is empty [item 0]", description: 'Way out.' },
			{ message: "'API Token' is empty [item 1]", context: { itemIndex: 1 } },
		]);
	});

	it("keeps n8n's help for a broken expression", () => {
		const help = {
			nodeCause: 'Webhook',
			descriptionKey: 'pairedItemNoConnection',
			parameter: 'chatId',
		};
		const options = { ...help, description: 'Try this', functionality: 'pairedItem' as const };
		const broken = new ExpressionError('Invalid expression', options);
		const shown = toNodeError(node, broken, 0);
		expect(shown).toBeInstanceOf(NodeOperationError);
		expect(shown).toMatchObject({
			message: 'Invalid expression [item 0]',
			description: 'Try this',
			functionality: 'pairedItem',
			context: { ...help, itemIndex: 0 },
		});
	});

	it('says so if data is nested too deeply', () => {
		const overflow = new RangeError('Maximum call stack size exceeded');
		expect(toNodeError(node, overflow, 0).message).toBe(
			'Social Intents returned data that is nested too deeply [item 0]',
		);
	});

	it('contains after a cancellation the word that n8n recognizes it by', () => {
		expect(toNodeError(node, new ExecutionCanceledError()).message).toContain('canceled');
	});
});
