import type { ReceivedRequest, StandInResponse } from './server.mts';
import type { HostedService } from './internet.mts';

interface SlackMessage {
	channel: string;
	text: string;
}

export interface Slack extends HostedService {
	token: string;
	channel: string;
	messages: SlackMessage[];
}

/**
 * Slack's `chat.postMessage`: a bearer token, JSON, a channel that exists, text
 * that is not empty and has at most 40,000 characters. As documented, errors are returned with
 * status 200 and `ok: false`.
 */
export function createSlack(): Slack {
	const token = 'token-of-slack';
	const channel = 'C0SUPPORT01';
	const messages: SlackMessage[] = [];
	const refusal = (error: string): StandInResponse => ({ status: 200, body: { ok: false, error } });

	function respond({ method, path, headers, body }: ReceivedRequest): StandInResponse {
		if (method !== 'POST' || path !== '/api/chat.postMessage') return refusal('unknown_method');
		if (headers.authorization !== `Bearer ${token}`) return refusal('invalid_auth');
		if (!headers['content-type']?.startsWith('application/json'))
			return refusal('invalid_form_data');
		const message = JSON.parse(body) as SlackMessage;
		if (message.channel !== channel) return refusal('channel_not_found');
		if (!message.text) return refusal('no_text');
		if (message.text.length > 40_000) return refusal('msg_too_long');
		messages.push(message);
		const ts = `1760000000.00000${messages.length}`;
		return {
			status: 200,
			body: { ok: true, channel, ts, message: { type: 'message', ...message, ts } },
		};
	}

	return { hosts: ['slack.com'], respond, token, channel, messages };
}
