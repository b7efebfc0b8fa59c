import type { ReceivedRequest, StandInResponse } from './server.mts';
import type { HostedService } from './internet.mts';

export interface Teams extends HostedService {
	token: string;
	teamId: string;
	channelId: string;
	/** The bodies of messages, in HTML. */
	messages: string[];
}

const refusal = (status: number, code: string, message: string): StandInResponse => ({
	status,
	body: { error: { code, message } },
});

/**
 * Microsoft Graph's endpoint for a message in a Teams channel: `POST /teams/{id}/channels/{id}/messages`
 * (v1.0 or beta) with a bearer token, a body of content type `html`, of at most 28 KB.
 */
export function createTeams(): Teams {
	const token = 'token-of-teams';
	const teamId = '57fb72d0-d811-46f4-8947-305e6072eaa5';
	const channelId = '19:4b6bed8d24574f6a9e436813cb2617d8@thread.tacv2';
	const messages: string[] = [];

	function respond({ method, path, headers, body }: ReceivedRequest): StandInResponse {
		if (headers.authorization !== `Bearer ${token}`) {
			return refusal(401, 'InvalidAuthenticationToken', 'Access token is empty or invalid.');
		}
		const place = /^\/(?:v1\.0|beta)\/teams\/([^/]+)\/channels\/([^/]+)\/messages$/.exec(path);
		if (method !== 'POST' || !place) return refusal(400, 'BadRequest', 'Resource not found.');
		const [, team = '', channel = ''] = place.map(decodeURIComponent);
		if (team !== teamId || channel !== channelId) return refusal(404, 'NotFound', 'Not found.');
		const sent = JSON.parse(body) as { body?: { contentType?: string; content?: string } };
		const { contentType, content = '' } = sent.body ?? {};
		if (contentType !== 'html' || content === '') {
			return refusal(400, 'BadRequest', 'Missing body content');
		}
		if (Buffer.byteLength(content) > 28_672) {
			return refusal(413, 'RequestEntityTooLarge', 'The message is too large.');
		}
		messages.push(content);
		return { status: 201, body: { id: String(messages.length), messageType: 'message', ...sent } };
	}

	return { hosts: ['graph.microsoft.com'], respond, token, teamId, channelId, messages };
}
