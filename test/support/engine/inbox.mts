import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Delivery } from './webhook-delivery.mts';
import type { WebhookTrigger } from './webhook-trigger.mts';

/** A local URL to which the sandbox can send deliveries. */
export interface Inbox extends AsyncDisposable {
	/** For the trigger's option `webhookUrl`. */
	readonly url: string;
	/** The deliveries received and their outcomes. */
	readonly deliveries: Delivery[];
	/** The trigger that receives the deliveries. */
	connect(trigger: WebhookTrigger): void;
}

export async function openInbox(): Promise<Inbox> {
	let receiver: WebhookTrigger | undefined;
	const deliveries: Delivery[] = [];
	const server = createServer(async (request, response) => {
		if (!receiver) throw new Error('A delivery came before a trigger was connected');
		const delivery = await receiver.deliver(await read(request, inbox.url));
		deliveries.push(delivery);
		response.writeHead(delivery.status, delivery.headers).end(toText(delivery.body));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const inbox: Inbox = {
		url: `http://127.0.0.1:${port}/`,
		deliveries,
		connect(trigger) {
			receiver = trigger;
		},
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	return inbox;
}

async function read(request: IncomingMessage, base: string) {
	const { method, url = '', headers } = request;
	return {
		url: new URL(url, base).href,
		method,
		headers: headers as Record<string, string>,
		body: await buffer(request),
	};
}

function toText(body: unknown): string {
	return typeof body === 'string' ? body : JSON.stringify(body ?? null);
}
