/**
 * The sandbox in its own process, so that it does not share an event loop with what is measured. Controlled
 * by messages from the process that started it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { subscribe } from 'node:diagnostics_channel';

import type { Chat } from '../sandbox/data/records.mts';
import { startSandbox } from '../sandbox/server.mts';
import type { Account, Behavior, Seen } from './service.mts';

const DAY_MS = 86_400_000;
const START = Date.parse('2025-01-01T00:00:00Z');
/** About 4 KB per chat with the other fields: three copies of the conversation, as the service sends it. */
const WORDS = 'Hello, how can I help you with your order? '.repeat(26);

function chatsOf({ chats, perDay, isShort }: Account): Chat[] {
	const words = isShort ? 'Hello' : WORDS;
	return Array.from({ length: chats }, (_, index) => ({
		id: `c${index}`,
		chatType: 'Answered',
		appId: 'w1',
		visitorId: `v${index}`,
		visitorFullName: `Visitor ${index}`,
		visitorEmail: `visitor${index}@example.com`,
		agentName: 'Agent',
		duration: 60,
		startDate: new Date(START + Math.floor((index * DAY_MS) / perDay)).toISOString(),
		page: 'https://example.com/shop',
		textBody: words,
		htmlBody: `<p>${words}</p>`,
		messages: [
			{ body: words, nickname: 'Agent', timestamp: START, type: 'messageToVisitor' },
			{ body: 'Thanks', nickname: `Visitor ${index}`, timestamp: START, type: 'messageToAgent' },
		],
	}));
}

const account = JSON.parse(process.argv[2] ?? '') as Account;
const sandbox = await startSandbox({
	data: {
		chats: chatsOf(account),
		widgets: [{ id: 'w1', name: 'Shop', timezone: 'UTC', created: '2021-01-01T00:00:00Z' }],
	},
});

let seen: Seen = { requests: 0, refused: 0, mostAtOnce: 0, bytes: 0 };
let underWay = 0;

const writtenBefore = new WeakMap<IncomingMessage, number>();
type Exchange = { request: IncomingMessage; response: ServerResponse };

subscribe('http.server.request.start', (message) => {
	const { request } = message as Exchange;
	writtenBefore.set(request, request.socket.bytesWritten);
	seen.requests++;
	seen.mostAtOnce = Math.max(seen.mostAtOnce, ++underWay);
});
subscribe('http.server.response.finish', (message) => {
	const { request, response } = message as Exchange;
	underWay--;
	seen.bytes += request.socket.bytesWritten - (writtenBefore.get(request) ?? 0);
	if (response.statusCode === 429) seen.refused++;
});

process.on('message', ({ latencyMs, rateLimit }: Behavior) => {
	sandbox.settings.latencyMs = latencyMs ?? 0;
	sandbox.rateLimiter.set(rateLimit ?? null);
	const before = seen;
	seen = { requests: 0, refused: 0, mostAtOnce: 0, bytes: 0 };
	const targets = sandbox.webhooks.map(({ targetUrl }) => targetUrl);
	process.send?.({ seen: before, targets });
});
process.on('disconnect', () => process.exit());
process.send?.({ baseUrl: sandbox.baseUrl, token: sandbox.token });
