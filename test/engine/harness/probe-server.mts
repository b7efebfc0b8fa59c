import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface ReceivedRequest {
	method: string;
	path: string;
	headers: IncomingMessage['headers'];
	body: string;
}

export interface ProbeServer extends AsyncDisposable {
	readonly url: string;
	readonly requests: ReceivedRequest[];
	/** What is answered from now on; by default two records with status 200. */
	reply: { status: number; body: unknown };
}

/** A server that notes what it gets and answers as told. */
export async function startProbeServer(): Promise<ProbeServer> {
	const requests: ReceivedRequest[] = [];
	const server = createServer(async (request, response) => {
		const { method = '', url: path = '', headers } = request;
		requests.push({ method, path, headers, body: await text(request) });
		const { status, body } = probe.reply;
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(JSON.stringify(body));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const probe: ProbeServer = {
		url: `http://127.0.0.1:${port}`,
		requests,
		reply: { status: 200, body: [{ n: 1 }, { n: 2 }] },
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	return probe;
}
