import { setTimeout as wait } from 'node:timers/promises';

import { type ApiResponse, described, envelope, HttpError, refused } from './responses.mts';
import { respond } from './routes.mts';
import type { Call } from './call.mts';
import { alteredBody } from './alteredBody.mts';
import type { Alteration, Replacement } from './faultKinds.mts';
import { toJson } from './json.mts';
import { inForm } from './listForm.mts';
import type { RequestEntry, AccountState } from '../accountState.mts';

/** The response as sent. */
export interface Reply {
	status: number;
	headers: Record<string, string>;
	body: Buffer;
	/** Resets the connection halfway through the body. */
	isCut?: boolean;
	/** Waits this long. */
	delayMs?: number;
}

/** `reset`: the connection is reset without a response. `silence`: never responds. */
export type Outcome = Reply | 'reset' | 'silence';

/** Order: the rate limit, faults that replace the response, the API, faults that alter its response. */
export async function handleRequest(
	account: AccountState,
	call: Call,
	entry: RequestEntry,
	stop: AbortSignal,
): Promise<Outcome> {
	const outcome = outcomeOf(account, call, entry);
	const ownDelayMs = typeof outcome === 'object' ? (outcome.delayMs ?? 0) : 0;
	const delayMs = account.settings.latencyMs + ownDelayMs;
	if (delayMs > 0) await wait(delayMs, undefined, { signal: stop });
	return outcome;
}

function outcomeOf(account: AccountState, call: Call, entry: RequestEntry): Outcome {
	const tooMany = account.rateLimiter.check();
	if (tooMany) return reply(refused(new HttpError(429, 'Too many requests', tooMany)));

	const tooOften = slowDown(account);
	if (tooOften) return reply(tooOften);

	const replacement = account.faults.replacing(call);
	if (replacement) {
		entry.fault = replacement.kind;
		return replaced(replacement);
	}

	const given = responseOrError(account, call);
	const alteration = account.faults.altering(call, given);
	if (!alteration) {
		const limits = limitHeaders(account.behavior['limit-headers']);
		return reply(inForm(given, call.path, account.behavior), limits);
	}
	entry.fault = alteration.kind;
	return altered(given, alteration, () => responseOrError(account, withoutDates(call)));
}

function responseOrError(account: AccountState, call: Call): ApiResponse {
	try {
		return respond(account, call);
	} catch (error) {
		if (error instanceof HttpError) return refused(error);
		throw error;
	}
}

function withoutDates(call: Call): Call {
	const parameters = new URLSearchParams(call.parameters);
	parameters.delete('date_from');
	parameters.delete('date_to');
	return { ...call, parameters };
}

const JSON_TYPE = { 'Content-Type': 'application/json;charset=UTF-8' };
const HTML_TYPE = { 'Content-Type': 'text/html;charset=UTF-8' };

const reply = (given: ApiResponse, headers: Record<string, string> = {}): Reply => ({
	status: given.status,
	headers: { ...typeOf(given.text), ...given.headers, ...headers },
	body: toJson(given),
});

const typeOf = (text: string | undefined): Record<string, string> =>
	text?.startsWith('<') ? HTML_TYPE : JSON_TYPE;

/** `none`, or their names. */
const limitHeaders = (words: string): Record<string, string> =>
	words === 'none' ? {} : Object.fromEntries(words.split(', ').map((name) => [name, '100']));

/** With a rate-limit variant, the service rejects one in this many requests. */
export const SLOW_DOWN_EVERY = 10;

function slowDown({ behavior, requests }: AccountState): ApiResponse | null {
	const words = behavior['too-many-requests'];
	if (words === 'not met' || requests.length % SLOW_DOWN_EVERY !== 0) return null;
	const response = described(words, 429, 'Too many requests');
	return words.includes('Retry-After')
		? { ...response, headers: { 'Retry-After': '1' } }
		: response;
}

function replaced(fault: Replacement): Outcome {
	switch (fault.kind) {
		case 'status': {
			const { status, headers, body = envelope(false, status, 'Sandbox fault') } = fault;
			const text = typeof body === 'string' ? body : JSON.stringify(body);
			return { status, headers: { ...JSON_TYPE, ...headers }, body: Buffer.from(text) };
		}
		case 'resetBeforeAnswer':
			return 'reset';
		case 'hang':
			return 'silence';
		case 'htmlPage':
			return { status: 200, headers: HTML_TYPE, body: Buffer.from(SIGN_IN_PAGE) };
		case 'refusal': {
			const refusal = envelope(false, 403, fault.message ?? 'Your plan has no API access');
			return { status: 200, headers: JSON_TYPE, body: Buffer.from(JSON.stringify(refusal)) };
		}
		case 'redirect':
			return { status: 302, headers: { Location: fault.location }, body: Buffer.alloc(0) };
	}
}

function altered(given: ApiResponse, fault: Alteration, dateless: () => ApiResponse): Reply {
	const whole = reply(given);
	switch (fault.kind) {
		case 'slow':
			return { ...whole, delayMs: fault.ms };
		case 'resetMidBody':
			return { ...whole, isCut: true };
		case 'malformedJson':
			return { ...whole, body: whole.body.subarray(0, whole.body.length / 2) };
		case 'ignoreDates':
			return reply(dateless());
		default:
			return { ...whole, body: Buffer.from(JSON.stringify(alteredBody(given, fault))) };
	}
}

const SIGN_IN_PAGE = `<!DOCTYPE html>
<html><head><title>Sign in</title></head><body><h1>Please sign in</h1></body></html>
`;
