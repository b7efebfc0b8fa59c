import { gzipSync } from 'node:zlib';

import type { Behavior } from '../facts/index.mts';
import type { Delivery } from './webhooks.mts';

const TIMEOUT_MS = 10_000;

type Sent = Pick<Delivery, 'status' | 'response' | 'error'>;

/** Sends a body to a webhook as a service with this behavior does: once, or once more after a 5xx. */
export async function sendDelivery(
	url: string,
	body: unknown,
	behavior: Behavior,
	stop: AbortSignal,
): Promise<Sent> {
	const address = addressOf(url, behavior['delivery-address']);
	const sent = await post(address, body, behavior, stop);
	const isRepeated = behavior['delivery-repeat'] === 'repeated' && (sent.status ?? 0) >= 500;
	return isRepeated ? await post(address, body, behavior, stop) : sent;
}

async function post(
	url: string,
	body: unknown,
	behavior: Behavior,
	stop: AbortSignal,
): Promise<Sent> {
	const isZipped = behavior['delivery-encoding'] === 'gzip';
	const ownHeaders = behavior['delivery-headers'].split(', ').filter((name) => name !== 'none');
	const bytes = bytesOf(JSON.stringify(body), behavior['delivery-type']);
	try {
		const response = await fetch(url, {
			method: behavior['delivery-method'],
			headers: {
				'Content-Type': behavior['delivery-type'],
				'User-Agent': 'SocialIntents-Sandbox',
				...Object.fromEntries(ownHeaders.map((name) => [name, 'sandbox'])),
				...(isZipped && { 'Content-Encoding': 'gzip' }),
			},
			body: new Uint8Array(isZipped ? gzipSync(bytes) : bytes),
			redirect: 'manual',
			signal: AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]),
		});
		return { status: response.status, response: await response.text(), error: null };
	} catch (error) {
		return { status: null, response: '', error: reason(error) };
	}
}

function bytesOf(json: string, type: string): Buffer {
	if (type.includes('urlencoded')) {
		return Buffer.from(new URLSearchParams({ payload: json }).toString());
	}
	return Buffer.from(json, type.includes('8859-1') ? 'latin1' : 'utf8');
}

/** The URL that a service with this behavior calls for a registered one. */
function addressOf(registered: string, form: string): string {
	const [path = '', query] = registered.split(/\?(.*)/s);
	const tail = query === undefined ? '' : `?${query}`;
	switch (form) {
		case 'without its query':
			return path;
		case 'in lower case':
			return registered.toLowerCase();
		case 'with a trailing slash':
			return `${path}/${tail}`;
		case 'encoded again':
			return path.replaceAll('%', '%25') + tail;
		default:
			return registered;
	}
}

/** fetch throws "fetch failed"; the cause, if any, has the reason. */
function reason(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
